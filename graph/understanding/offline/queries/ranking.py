"""Order, limit and position: "los últimos tres", "el segundo"."""

from typing import Any

from graph.understanding.offline.lexicon.words import Lexicon
from graph.understanding.offline.queries.question import Question
from graph.understanding.offline.sentence.units import Unit

MAX_DIGITS = 6
"""Digits of a limit that are read."""


def ranking(question: Question) -> dict[str, Any]:
    """The fields `newest_first` and `limit` of a query, as far as the question sets them."""
    units, words = question.spoken, question.reader.words
    for index, unit in enumerate(units):
        if not unit.has("first", "last") or unit.quoted:
            continue
        near = units[max(0, index - 1) : index] + units[index + 1 : index + 2]
        number = next((n for u in near if (n := _number(u, words)) is not None), None)
        single = not unit.norm.endswith("s")
        limit = number or (1 if single and not _plural_after(units, index) else None)
        order: dict[str, Any] = {"newest_first": True} if unit.has("last") else {}
        return order | ({"limit": max(1, limit)} if limit else {})
    return {}


def position_of(question: Question) -> int | None:
    """The position among the clients shown, from 1, -1 for "la última"; None if not given."""
    units = question.spoken
    if question.has("create_past", "count", "find", "all"):
        return None
    for index, unit in enumerate(units):
        if unit.has("last") and not _counted(units, index, question.reader.words):
            return -1
        value = question.reader.words.ordinals.get(unit.norm)
        if value and not _counted(units, index, question.reader.words):
            return value
    return None


def _plural_after(units: list[Unit], index: int) -> bool:
    """Whether "clientes" follows within two units."""
    return any(u.has("client") and u.norm.endswith("s") for u in units[index + 1 : index + 3])


def _number(unit: Unit, words: Lexicon) -> int | None:
    if unit.norm.isascii() and unit.norm.isdigit():
        return int(unit.norm[:MAX_DIGITS])
    return words.numbers.get(unit.norm)


def _counted(units: list[Unit], index: int, words: Lexicon) -> bool:
    """Whether "last" means several: in the plural, or beside a number over 1."""
    near = units[max(0, index - 1) : index] + units[index + 1 : index + 2]
    return units[index].norm.endswith("os") or any(
        (n := _number(unit, words)) is not None and n > 1 for unit in near
    )
