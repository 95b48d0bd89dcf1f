"""Roles of words and phrases: the lexicon looked up for each token, typing errors corrected."""

import re
from itertools import takewhile

from graph.understanding.evidence.names import kind_of
from graph.understanding.intents import Language
from graph.understanding.offline.lexicon.typos import MIN_LETTERS, closest
from graph.understanding.offline.lexicon.words import Lexicon, lexicon
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
        unit, size = _longest(tokens, position, words, message, shouts=shouts)
        units.append(unit)
        position += size
    return units


def _longest(
    tokens: list[Unit], position: int, words: Lexicon, message: str, *, shouts: bool
) -> tuple[Unit, int]:
    """The longest phrase that starts at a token, else its word, and the number of tokens."""
    seconds = words.phrases.get(tokens[position].norm)
    after = unit_at(tokens, position + 1)
    longest = seconds.get(after.norm.partition(" ")[0], 0) if seconds else 0
    if not longest:
        return _known(tokens, position, words), 1
    words_on = takewhile(lambda token: token.kind == "word", tokens[position : position + longest])
    most = sum(1 for _ in words_on)
    for size in range(most, 1, -1):
        run = tokens[position : position + size]
        norm = " ".join(token.norm for token in run)
        roles = words.roles.get(norm) or words.guards.get(norm) or words.mixed.get(norm)
        capital = roles and not roles.isdisjoint(("injection", "alphabetical"))
        if roles and (shouts or capital or not _is_name(run)):
            text = message[run[0].start : run[-1].end]
            quoted = run[0].quoted
            return Unit("word", text, norm, run[0].start, run[-1].end, roles, quoted), size
    return _known(tokens, position, words), 1


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


def _known(tokens: list[Unit], position: int, words: Lexicon) -> Unit:
    """The token with its roles: as accented, folded, without drawn-out letters, or corrected."""
    token = tokens[position]
    if token.kind != "word" or token.norm in words.groups["people"]:
        return token
    accented = words.accented.get(token.text.lower())
    roles = accented or words.roles.get(token.norm) or words.roles.get(_squeezed(token.norm))
    roles = roles or words.guards.get(token.norm) or words.mixed.get(token.norm)
    roles = roles or _diminutive(token.norm, words)
    unknown = roles is None and len(token.norm) >= MIN_LETTERS and kind_of(token.norm) == "rare"
    if unknown and (not token.capital or _opens(tokens, position)):
        roles = words.roles.get(closest(token.norm, words.targets) or "")
    return token._replace(roles=roles) if roles else token


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
