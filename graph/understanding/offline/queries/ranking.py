"""Order, limit, position and form: "los últimos tres", "el segundo", "just the names"."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from graph.understanding.intents import Column
from graph.understanding.offline.lexicon.words import Lexicon, listed
from graph.understanding.offline.queries.question import Question
from graph.understanding.offline.sentence.units import NOTHING, Unit, unit_at

SUPERLATIVES = listed(
    "newest|latest|most recent|most recently|oldest|earliest|más nuevo|mas nuevo|mas nueva|"
    "mas reciente|mas recientes|mas antiguo|mas antigua|mas viejo"
)
"""Words that rank all clients, not those shown last."""
ONLY, WITHOUT = listed("solo solamente unicamente nomas only just"), listed("sin without no")
"""Words that ask for one column, and for the other one."""
COLUMNS: dict[str, Column] = {
    **dict.fromkeys(listed("nombres names"), "name"),
    **dict.fromkeys(listed("correos emails mails addresses direcciones"), "email"),
}
OTHER_COLUMN: dict[Column, Column] = {"name": "email", "email": "name"}
_NUMBER = re.compile(r"\d")
PLACES, NUMBERS = listed("puesto posicion position"), listed("numero number")
"""Words before the number of a client; of those of a list also the second ones."""
MAX_PLACE_DIGITS = 3
TO_CLIENT = 3
"""Words from an ordinal to "client" or "registered"."""
TO_RANGE = 4
"""Words from "first" to "last" in "from first registered to last"."""
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
    if question.has("last") and _is_range(units):
        return {}
    placed = question.has("ordinal") or _NUMBER.search(question.reader.message)
    if placed and (place := _place(question)) > 1:
        return {"position": place}
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
    if question.has("create_past", "count", "find") or _is_of_all(question):
        return None
    for index, unit in enumerate(units):
        if unit.norm in SUPERLATIVES:
            return None
        value = -1 if unit.has("last") else question.reader.words.ordinals.get(unit.norm)
        if value and not _counted(units, index, question.reader.words):
            return value
    return None


def _is_range(units: list[Unit]) -> bool:
    """Whether all are asked for in their order: "from first to last", "del primero al último"."""
    first = next((i for i, unit in enumerate(units) if unit.has("first")), None)
    if first is None:
        return False
    behind = units[first + 1 : first + 1 + TO_RANGE]
    return any(a.norm in ("al", "a", "to") and b.has("last") for a, b in pairwise(behind))


def _place(question: Question) -> int:
    """The position of the client whom an ordinal names: "the second client", "third registered"."""
    units, ordinals = question.spoken, question.reader.words.ordinals
    for index, unit in enumerate(units):
        near = units[index + 1 : index + 1 + TO_CLIENT]
        if unit.norm in ordinals and any(each.has("client", "create_past") for each in near):
            return ordinals[unit.norm]
        told = unit.norm in PLACES or (unit.norm in NUMBERS and _of_list(question))
        if told and near and near[0].norm.isdecimal() and len(near[0].norm) <= MAX_PLACE_DIGITS:
            return int(near[0].norm)
    return 0


def _of_list(question: Question) -> bool:
    """Whether a list is named: "number 2 on the list"."""
    return any(unit.norm.endswith(("lista", "list")) for unit in question.units)


def only_of(question: Question) -> Column | None:
    """The only column that is asked for: "solo los nombres", "names only", "sin correos"."""
    if COLUMNS.keys().isdisjoint([unit.norm for unit in question.spoken]):
        return None
    units = [u for u in question.units if not u.has("article", "this_one")]
    told, denied, marked = set[Column](), set[Column](), False
    for index, unit in enumerate(units):
        if column := COLUMNS.get(unit.norm):
            before, behind = unit_at(units, index - 1).norm, unit_at(units, index + 1).norm
            (denied if before in WITHOUT else told).add(column)
            marked |= before in ONLY or behind in ONLY
            # "The clients without emails" are none; "the clients, no emails" are all.
            marked |= before in WITHOUT and not unit_at(units, index - 2).has("client", "question")
    wanted = told or {OTHER_COLUMN[column] for column in denied}
    return next(iter(wanted)) if marked and len(wanted) == 1 else None


def _is_of_all(question: Question) -> bool:
    """Whether all clients are meant; "her full email" is no such question."""
    if not question.has("all"):
        return False
    behind = [b for a, b in pairwise((*question.spoken, NOTHING)) if a.has("all")]
    return not all(unit.has("email_noun", "name_noun") for unit in behind)


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
