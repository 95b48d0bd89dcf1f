"""The lexicon of each language, from the TOML files beside this module, loaded once."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any

from graph.understanding.evidence.names import KEPT_WORDS
from graph.understanding.intents import Language
from graph.understanding.offline.lexicon.conjugation import english, spanish
from graph.understanding.offline.lexicon.typos import Targets, targets_of
from tools.folding import fold


def listed(text: str) -> tuple[str, ...]:
    """The words in a text, separated by blanks; phrases are separated by "|"."""
    return tuple(text.split("|") if "|" in text else text.split())


Roles = dict[str, set[str]]
PAST = "_past"
WRITING = ("create", "record")
"""Roles of verbs whose past forms tell of a creation and must not be read as a request."""


@dataclass(frozen=True)
class Lexicon:
    """One language's words; keys are folded as by `key`."""

    roles: Mapping[str, frozenset[str]]
    """The roles of each word or phrase, such as "create", "find", "negation"."""
    accented: Mapping[str, frozenset[str]]
    """The roles of unfolded forms whose accent changes them: "creé" tells, "cree" asks."""
    guards: Mapping[str, frozenset[str]]
    """Words of the other language that deny or suppose, so that a foreign "no" counts, too."""
    mixed: Mapping[str, frozenset[str]]
    """Words of the other language that people mix in: "add a Ana", "how many llevamos"."""
    groups: Mapping[str, frozenset[str]]
    """Sets of words by name, such as "surnames", "particles"."""
    ordinals: Mapping[str, int]
    numbers: Mapping[str, int]
    targets: Targets
    """Words as which a misspelt word may be recognised."""
    phrases: Mapping[str, Mapping[str, int]]
    """By a phrase's first and second word: the number of words of the longest such phrase."""


OF_NAMES = ("company_tail", "company_form", "particles", "people")
TOLERANT = listed(
    "create record find client email_noun name_noun named count cancel new exist last first"
)
"""Roles of words that are recognised when misspelt."""
LANGUAGES: tuple[Language, ...] = ("es", "en")
MIXED = ("named", "name_noun", "email_noun", "client", "count", "thanks", "title", "undo")
GUARDS = ("negation", "not_negation", "hypothetical", "howto", "reported", "injection", "cancel")


@cache
def _data(language: Language) -> dict[str, Any]:
    path = files(__package__) / f"{language}.toml"
    return tomllib.loads(path.read_text("utf-8"))


def other(language: Language) -> Language:
    """The other one of the two languages."""
    return "en" if language == "es" else "es"


def _roles(language: Language, names: Iterable[str]) -> Roles:
    """The words and phrases of these roles, each with those that it has."""
    roles: Roles = defaultdict(set)
    for role in names:
        for phrase in _data(language)["roles"][role]:
            roles[key(phrase)].add(role)
    return roles


def _mixed(language: Language, own: Roles) -> Roles:
    """The other language's words of these roles and its verbs of creation, but for known ones."""
    foreign = other(language)
    found = _roles(foreign, MIXED)
    for verb in _data(foreign)["verbs"]["create"]:
        stems = _data(foreign).get("stems", {}).get(verb, ())
        asking, _ = spanish(verb, stems) if foreign == "es" else english(verb)
        for form in asking:
            found[key(form)].add("create")
    return {word: roles for word, roles in found.items() if word not in own and len(word) > 2}


def _frozen(roles: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {word: frozenset(found) for word, found in roles.items()}


def _groups(language: Language) -> dict[str, frozenset[str]]:
    """The language's word groups; those of parts of names hold all languages' words."""
    groups = {name: set(map(key, words)) for name, words in _data(language)["groups"].items()}
    for name in OF_NAMES:
        groups[name].update(map(key, _data(other(language))["groups"][name]))
    return {name: frozenset(words) for name, words in groups.items()}


@cache
def lexicon(language: Language) -> Lexicon:
    """The lexicon of a language, built once."""
    data = _data(language)
    roles = _roles(language, data["roles"])
    accented: Roles = defaultdict(set)
    for role, verbs in data["verbs"].items():
        for verb in verbs:
            stems = data.get("stems", {}).get(verb, ())
            forms = spanish(verb, stems) if language == "es" else english(verb)
            _add_verb(role, forms, roles, accented)
    for word in data["groups"]["language"]:
        roles[key(word)].add("language")
    ordinals, guards = _numerals(data["groups"]["ordinals"]), _roles(other(language), GUARDS)
    for word in ordinals:
        roles[word].add("ordinal")
    mixed = _mixed(language, roles)
    return Lexicon(
        roles=_frozen(roles),
        accented=_frozen(accented),
        guards=_frozen(guards),
        mixed=_frozen(mixed),
        groups=_groups(language),
        ordinals=ordinals,
        numbers=_numerals(data["groups"]["numbers"]),
        targets=targets_of(w for w, found in roles.items() if not found.isdisjoint(TOLERANT)),
        phrases=_phrases(roles, guards, mixed),
    )


@cache
def key_words(language: Language, role: str) -> tuple[str, ...]:
    """The single words of a role with 3 letters or more: in shorter ones no typo is seen."""
    roles = lexicon(language).roles.items()
    return tuple(w for w, found in roles if role in found and len(w) > 2 and " " not in w)


def key(phrase: str) -> str:
    """The form in which words are compared."""
    return fold(phrase)


@lru_cache(maxsize=KEPT_WORDS)
def word_key(word: str) -> str:
    """`key` of a single word or mark."""
    return fold(word)


def _add_verb(role: str, forms: tuple[set[str], set[str]], roles: Roles, accented: Roles) -> None:
    """Add a verb's asking forms under its role, and its telling forms as the role's past."""
    asking, telling = forms
    for form in sorted(asking):
        roles[key(form)].add(role)
    for form in sorted(telling):
        if role in roles.get(key(form), ()):
            if role in WRITING or form != key(form):
                accented[form].add(role + PAST)
        else:
            roles[key(form)].add(role + PAST)


def _numerals(lines: Iterable[str]) -> dict[str, int]:
    """The numbers from 1, a line each, with "|" between the words of a number."""
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
