"""The words that the rules know, read once from the TOML files beside this module."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any

from graph.understanding.intents import Language
from graph.understanding.offline.lexicon.conjugation import english, spanish
from graph.understanding.offline.lexicon.typos import Targets, targets_of
from tools.folding import fold


def listed(text: str) -> tuple[str, ...]:
    """The words in a text, separated by blanks; phrases are separated by "|"."""
    return tuple(text.split("|") if "|" in text else text.split())


PAST = "_past"
WRITING = ("create", "record")
"""Roles of verbs where what was done must not be taken for what is asked."""


@dataclass(frozen=True)
class Lexicon:
    """One language's words.

    `roles` maps a folded word or phrase to its roles; `accented` the forms whose accent changes
    the role ("creé" tells, "cree" asks). `values` maps folded numerals to numbers.
    """

    roles: Mapping[str, frozenset[str]]
    accented: Mapping[str, frozenset[str]]
    guards: Mapping[str, frozenset[str]]
    """Words of the other language that take a request back, so that no language hides a "no"."""
    groups: Mapping[str, frozenset[str]]
    ordinals: Mapping[str, int]
    numbers: Mapping[str, int]
    targets: Targets
    """Words that a misspelt word may be meant for."""
    phrases: Mapping[str, Mapping[str, int]]
    """How many words the longest phrase has that starts with this word and this next one."""


OF_NAMES = ("company_tail", "company_form", "particles", "people")
TOLERANT = listed(
    "create record find client email_noun name_noun named count cancel new exist last first"
)
"""Roles of words that are recognised when misspelt."""
LANGUAGES: tuple[Language, ...] = ("es", "en")
GUARDS = ("negation", "not_negation", "hypothetical", "howto", "reported", "injection", "cancel")


@cache
def _data(language: Language) -> dict[str, Any]:
    path = files(__package__) / f"{language}.toml"
    return tomllib.loads(path.read_text("utf-8"))


def _guards(language: Language) -> dict[str, frozenset[str]]:
    roles: dict[str, set[str]] = defaultdict(set)
    for role in GUARDS:
        for phrase in _data(language)["roles"][role]:
            roles[key(phrase)].add(role)
    return {word: frozenset(found) for word, found in roles.items()}


def _groups(language: Language) -> dict[str, frozenset[str]]:
    """The language's word groups; those that names are made of are the same in all languages."""
    groups = {name: set(map(key, words)) for name, words in _data(language)["groups"].items()}
    for other in LANGUAGES:
        for name in OF_NAMES:
            groups[name].update(map(key, _data(other)["groups"][name]))
    return {name: frozenset(words) for name, words in groups.items()}


@cache
def lexicon(language: Language) -> Lexicon:
    """The lexicon of a language."""
    data = _data(language)
    roles: dict[str, set[str]] = defaultdict(set)
    accented: dict[str, set[str]] = defaultdict(set)
    for role, phrases in data["roles"].items():
        for phrase in phrases:
            roles[key(phrase)].add(role)
    for role, verbs in data["verbs"].items():
        for verb in verbs:
            _add_verb(language, role, verb, data.get("stems", {}).get(verb, ()), roles, accented)
    for word in data["groups"]["language"]:
        roles[key(word)].add("language")
    for word in _numerals(data["groups"]["ordinals"]):
        roles[word].add("ordinal")
    return Lexicon(
        roles={word: frozenset(found) for word, found in roles.items()},
        accented={word: frozenset(found) for word, found in accented.items()},
        guards=_guards("en" if language == "es" else "es"),
        groups=_groups(language),
        ordinals=_numerals(data["groups"]["ordinals"]),
        numbers=_numerals(data["groups"]["numbers"]),
        targets=targets_of(w for w, found in roles.items() if not found.isdisjoint(TOLERANT)),
        phrases=_phrases(roles, _guards("en" if language == "es" else "es")),
    )


@cache
def key_words(language: Language, role: str) -> tuple[str, ...]:
    """The single words of a role that are long enough for a slip to be seen in them."""
    roles = lexicon(language).roles.items()
    return tuple(w for w, found in roles if role in found and len(w) > 2 and " " not in w)


def key(phrase: str) -> str:
    """The form in which words are compared: folded, apostrophes made alike."""
    if phrase.isascii():
        return " ".join(phrase.lower().split())
    return fold(phrase.replace("’", "'"))


def _add_verb(
    language: Language,
    role: str,
    verb: str,
    stems: Iterable[str],
    roles: dict[str, set[str]],
    accented: dict[str, set[str]],
) -> None:
    asking, telling = spanish(verb, stems) if language == "es" else english(verb)
    for form in sorted(asking):
        roles[key(form)].add(role)
    for form in sorted(telling):
        if key(form) in roles and role in roles[key(form)]:
            if role in WRITING or form != key(form):
                accented[form].add(role + PAST)
        else:
            roles[key(form)].add(role + PAST)


def _numerals(lines: Iterable[str]) -> dict[str, int]:
    return {
        key(word): value for value, line in enumerate(lines, start=1) for word in line.split("|")
    }


def _phrases(*vocabularies: Mapping[str, object]) -> dict[str, dict[str, int]]:
    longest: dict[str, dict[str, int]] = defaultdict(dict)
    for phrase in chain(*vocabularies):
        first, *rest = phrase.split()
        if rest:
            longest[first][rest[0]] = max(longest[first].get(rest[0], 0), 1 + len(rest))
    return dict(longest)
