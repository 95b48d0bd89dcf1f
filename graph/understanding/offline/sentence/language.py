"""The language of a message, by the words of each lexicon that it has."""

from collections.abc import Iterator

from graph.understanding.intents import Language
from graph.understanding.offline.lexicon.words import LANGUAGES, lexicon
from graph.understanding.offline.sentence.units import (
    SENTENCE_END,
    Unit,
    has_small_letters,
    tokens_of,
    units_of,
)

SPOKEN = ("create", "find", "client", "name_noun", "email_noun")
"""Words of a request, which say the language whatever their case."""


def read_all(message: str) -> dict[Language, list[Unit]]:
    """The message's units as each language reads them."""
    tokens = tokens_of(message)
    return {language: units_of(tokens, message, language) for language in LANGUAGES}


def language_of(message: str, before: Language) -> Language:
    """The language with more of its own common words in the message; `before` when none has."""
    return spoken(read_all(message), before)


def spoken(read: dict[Language, list[Unit]], before: Language) -> Language:
    """The same of a message that was read in all languages."""
    opening = {language: _opening(units) for language, units in read.items()}
    for units in [read] if opening == read else [opening, read]:
        spanish, english = (_score(units[language], language) for language in LANGUAGES)
        if spanish != english:
            return "es" if spanish > english else "en"
    return before


def _opening(units: list[Unit]) -> list[Unit]:
    """The first sentence: what is pasted behind it may be in another language."""
    for index, unit in enumerate(units):
        if index and (unit.kind == "line" or (unit.kind == "mark" and unit.text in ".!?")):
            return units[:index]
    return units


def _score(units: list[Unit], language: Language) -> int:
    roles = lexicon(language).roles
    return sum(
        (1 + unit.norm.count(" ")) * (2 if unit.norm in roles else 1) + unit.has("language")
        for unit in _outside_names(units, lexicon(language).groups["particles"])
        if unit.kind == "word" and unit.roles
    )


def _outside_names(units: list[Unit], particles: frozenset[str]) -> Iterator[Unit]:
    """The units without the capitals inside a sentence and their "de la": names speak none."""
    cased = has_small_letters(units)
    named = False
    for index, unit in enumerate(units):
        inside = unit.capital and not _opens(units, index) and not unit.has(*SPOKEN)
        named = cased and (inside or (named and unit.norm in particles))
        if not named:
            yield unit


def _opens(units: list[Unit], index: int) -> bool:
    """Whether a sentence starts here."""
    return not index or units[index - 1].kind == "line" or units[index - 1].text in SENTENCE_END
