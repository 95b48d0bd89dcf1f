"""Roles of words and phrases: the lexicon looked up for each token, typing errors corrected."""

import re
from functools import lru_cache
from itertools import takewhile

from graph.understanding.evidence.names import KEPT_WORDS, kind_of
from graph.understanding.intents import Language
from graph.understanding.offline.lexicon.typos import MIN_LETTERS, closest
from graph.understanding.offline.lexicon.words import Lexicon, lexicon, word_key
from graph.understanding.offline.sentence.units import (
    Unit,
    has_small_letters,
    starts_sentence,
    tokens_of,
    unit_at,
)

_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_DIMINUTIVE = re.compile(r"(\w{3,}?)(?:e?c)?(?:it|ic)([oa]s?)")
MIN_OPENING_LETTERS = 6
"""Letters of a capital word from which on it is corrected at the start of a sentence."""


def read_units(message: str, language: Language) -> list[Unit]:
    """The units of a message with their roles in a language."""
    return units_of(tokens_of(message), message, language)


def units_of(tokens: list[Unit], message: str, language: Language) -> list[Unit]:
    """The units with their roles from the message's tokens, which are the same in all languages."""
    words, shouts = lexicon(language), not has_small_letters(tokens)
    units: list[Unit] = []
    position = 0
    while position < len(tokens):
        unit, size = tokens[position], 1
        if unit.kind == "word":
            most = _most_words(tokens, position, words)
            phrase = most and _longest(tokens[position : position + most], words, message, shouts)
            unit, size = phrase or (_known(tokens, position, language), 1)
        units.append(unit)
        position += size
    return units


def _most_words(tokens: list[Unit], position: int, words: Lexicon) -> int:
    """The words of the longest phrase that has these two first ones; 0 without such a phrase."""
    seconds = words.phrases.get(tokens[position].norm)
    second = unit_at(tokens, position + 1).norm.partition(" ")[0] if seconds else ""
    return seconds.get(second, 0) if seconds else 0


def _longest(
    tokens: list[Unit], words: Lexicon, message: str, shouts: bool
) -> tuple[Unit, int] | None:
    """The longest phrase that starts these tokens, and the number of them; None without one."""
    most = sum(1 for _ in takewhile(lambda token: token.kind == "word", tokens))
    for size in range(most, 1, -1):
        run = tokens[:size]
        norm = " ".join(token.norm for token in run)
        roles = words.roles.get(norm) or words.guards.get(norm) or words.mixed.get(norm)
        if roles and (shouts or _may_be_capital(run, roles) or not _is_name(run)):
            text = message[run[0].start : run[-1].end]
            quoted = run[0].quoted
            return Unit("word", text, norm, run[0].start, run[-1].end, roles, quoted), size
    return None


def _may_be_capital(run: list[Unit], roles: frozenset[str]) -> bool:
    """Whether capitals make no name of the phrase: a label all in capitals, "NAME IN FULL"."""
    label = "name_noun" in roles and all(token.text.isupper() for token in run)
    return label or not roles.isdisjoint(("injection", "alphabetical"))


def _is_name(run: list[Unit]) -> bool:
    """Whether capitals inside a phrase make it a name."""
    return any(token.capital and token.norm.partition("'")[0] != "i" for token in run[1:])


def _opens(tokens: list[Unit], position: int) -> bool:
    """Whether a sentence or a label starts here, where a capital is no sign of a name."""
    before, after = unit_at(tokens, position - 1), unit_at(tokens, position + 1)
    long_enough = len(tokens[position].norm) >= MIN_OPENING_LETTERS
    if starts_sentence(tokens, position) and long_enough and len(tokens) > 2:
        return True
    return after.text == ":" and before.kind not in ("", "word")


def _known(tokens: list[Unit], position: int, language: Language) -> Unit:
    """The word with its roles, typing errors corrected."""
    token = tokens[position]
    roles = _roles(token.text, language)
    if roles is None and (not token.capital or _opens(tokens, position)):
        roles = _corrected(token.norm, language)
    return token.with_roles(roles) if roles else token


@lru_cache(maxsize=KEPT_WORDS)
def _roles(text: str, language: Language) -> frozenset[str] | None:
    """The roles of a word as accented, folded, or without drawn-out letters; None if unknown."""
    words, norm = lexicon(language), word_key(text)
    if norm in words.groups["people"]:
        return frozenset()
    accented = words.accented.get(text.lower())
    roles = accented or words.roles.get(norm) or words.roles.get(_squeezed(norm))
    roles = roles or words.guards.get(norm) or words.mixed.get(norm)
    return roles or _diminutive(norm, words)


@lru_cache(maxsize=KEPT_WORDS)
def _corrected(norm: str, language: Language) -> frozenset[str] | None:
    """The roles of the word of which an unknown one is a misspelling."""
    if len(norm) < MIN_LETTERS or kind_of(norm) != "rare":
        return None
    words = lexicon(language)
    return words.roles.get(closest(norm, words.targets) or "")


def _diminutive(norm: str, words: Lexicon) -> frozenset[str] | None:
    """The roles of the word of which this one is a diminutive: "clientita", "correíto"."""
    found = _DIMINUTIVE.fullmatch(norm)
    if found is None or kind_of(norm) in ("name", "either"):
        return None
    stem, ending = found[1], found[2]
    bases = (stem + ending, f"{stem}e{'s' * ending.endswith('s')}")
    return next((roles for base in bases if (roles := words.roles.get(base))), None)


def _squeezed(norm: str) -> str:
    """The word without drawn-out letters: "hola" for "holaaa"."""
    return _DRAWN_OUT.sub(r"\1", norm)
