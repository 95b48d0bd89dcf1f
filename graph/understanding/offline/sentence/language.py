"""The language of a message, by the words of each lexicon that it has."""

from collections.abc import Iterator

from graph.understanding.intents import Language
from graph.understanding.offline.lexicon.words import LANGUAGES, lexicon
from graph.understanding.offline.sentence.phrases import units_of
from graph.understanding.offline.sentence.units import (
    Unit,
    has_small_letters,
    starts_sentence,
    tokens_of,
)

SPOKEN = ("create", "find", "client", "name_noun", "email_noun")
"""Roles of words that count for their language even with a capital inside a sentence."""


def read_all(message: str) -> dict[Language, list[Unit]]:
    """The message's units with their roles in each language."""
    tokens = tokens_of(message)
    return {language: units_of(tokens, message, language) for language in LANGUAGES}


def language_of(message: str, before: Language) -> Language:
    """The language of most known words in a message; on a draw `before`, the last turn's."""
    return spoken(read_all(message), before)


def spoken(readings: dict[Language, list[Unit]], before: Language) -> Language:
    """As `language_of`, of a message read by `read_all`; the first sentence decides first."""
    opening = {language: _opening(units) for language, units in readings.items()}
    for units in [readings] if opening == readings else [opening, readings]:
        spanish, english = (_score(units[language], language) for language in LANGUAGES)
        if spanish != english:
            return "es" if spanish > english else "en"
    return before


def _opening(units: list[Unit]) -> list[Unit]:
    """The first sentence: a text pasted behind it may be in another language."""
    for index, unit in enumerate(units):
        if index and (unit.kind == "line" or (unit.kind == "mark" and unit.text in ".!?")):
            return units[:index]
    return units


def _score(units: list[Unit], language: Language) -> int:
    """The number of known words, those that the lexicon has in this very form counted twice."""
    roles = lexicon(language).roles
    return sum(
        (1 + unit.norm.count(" ")) * (2 if unit.norm in roles else 1) + ("language" in unit.roles)
        for unit in _outside_names(units, lexicon(language).groups["particles"])
        if unit.roles and unit.kind == "word"
    )


def _outside_names(units: list[Unit], particles: frozenset[str]) -> Iterator[Unit]:
    """The units without names, which are of no language: capitals inside a sentence, "de la"."""
    cased = has_small_letters(units)
    named = False
    for index, unit in enumerate(units):
        inside = unit.capital and not starts_sentence(units, index) and not unit.has(*SPOKEN)
        named = cased and (inside or (named and unit.norm in particles))
        if not named:
            yield unit
