"""Order, limit and position: "los últimos tres", "el segundo"."""

from collections.abc import Iterator
from typing import Any

from graph.understanding.offline.lexicon.words import Lexicon, listed
from graph.understanding.offline.queries.question import Question
from graph.understanding.offline.sentence.units import Unit

SUPERLATIVES = listed(
    "newest|latest|most recent|most recently|oldest|earliest|más nuevo|mas nuevo|mas nueva|"
    "mas reciente|mas recientes|mas antiguo|mas antigua|mas viejo"
)
"""Words that rank all clients, not those shown last."""
REVERSED = ("z a la a", "z to a")
MAX_DIGITS = 6
"""Digits of a limit that are read."""


def ranking(question: Question) -> dict[str, Any]:
    """The fields that order and limit a query, as far as the question sets them."""
    by_name = {"by_name": True} if question.has("alphabetical") else {}
    if by_name and any(unit.norm.endswith(REVERSED) for unit in question.spoken):
        by_name |= {"newest_first": True}
    return by_name | _ranked(question)


def _ranked(question: Question) -> dict[str, Any]:
    units, words = question.spoken, question.reader.words
    for index, unit in enumerate(units):
        if not unit.has("first", "last") or unit.quoted:
            continue
        number = next(_numbers_beside(units, index, words), None)
        single = not unit.norm.endswith("s")
        limit = number or (1 if single else None)
        order: dict[str, Any] = {"newest_first": True} if unit.has("last") else {}
        return order | ({"limit": max(1, limit)} if limit else {})
    return {}


def position_of(question: Question) -> int | None:
    """The position among the clients shown, from 1, -1 for "la última"; None if not given."""
    units = question.spoken
    if question.has("create_past", "count", "find", "all"):
        return None
    for index, unit in enumerate(units):
        if unit.norm in SUPERLATIVES:
            return None
        value = -1 if unit.has("last") else question.reader.words.ordinals.get(unit.norm)
        if value and not _counted(units, index, question.reader.words):
            return value
    return None


def _numbers_beside(units: list[Unit], index: int, words: Lexicon) -> Iterator[int]:
    """The numbers directly before and behind a unit, in digits or in words."""
    before = [unit for unit in units[:index] if not unit.has("article", "of")]
    for unit in before[-1:] + units[index + 1 : index + 2]:
        if unit.norm.isascii() and unit.norm.isdigit():
            yield int(unit.norm[:MAX_DIGITS])
        elif (number := words.numbers.get(unit.norm)) is not None:
            yield number


def _counted(units: list[Unit], index: int, words: Lexicon) -> bool:
    """Whether "last" means several: in the plural, or beside a number over 1."""
    several = any(number > 1 for number in _numbers_beside(units, index, words))
    return units[index].norm.endswith("os") or several
