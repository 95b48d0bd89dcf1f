"""Order, limit, position and form: "los últimos tres", "el segundo", "just the names"."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Literal

from graph.understanding.offline.lexicon.words import Lexicon, listed
from graph.understanding.offline.queries.question import Question
from graph.understanding.offline.sentence.units import NOTHING, Unit, unit_at

Column = Literal["name", "email"]
Side = Literal["before", "after"]

SUPERLATIVES = listed(
    "newest|latest|most recent|most recently|oldest|earliest|más nuevo|mas nuevo|mas nueva|"
    "mas reciente|mas recientes|mas antiguo|mas antigua|mas viejo"
)
"""Words that rank all clients, not those shown last."""
SIDES: dict[str, Side] = {
    **dict.fromkeys(listed("antes anterior before previous"), "before"),
    **dict.fromkeys(listed("despues siguiente after next"), "after"),
}
"""Words for the clients registered directly before and after one."""
OF_OTHERS = ("find", "client", "count", "all", "tell", "create", "record", "these")
"""Roles of words of questions that are about more than the client beside one."""
MAX_BESIDE = 9
"""Words of a question for the client beside one: "and who came right before her"."""
ONLY, WITHOUT = listed("solo solamente unicamente nomas only just"), listed("sin without no")
"""Words that ask for one column, and for the other one."""
COLUMNS: dict[str, Column] = {
    **dict.fromkeys(listed("nombres names"), "name"),
    **dict.fromkeys(listed("correos emails mails addresses direcciones"), "email"),
}
OTHER_COLUMN: dict[Column, Column] = {"name": "email", "email": "name"}
_NUMBER = re.compile(r"\d")
PLACES = listed("puesto posicion numero number position")
"""Words before the number of a client in the list."""
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
        if unit.norm in PLACES and near and near[0].norm.isdecimal():
            return int(near[0].norm[:MAX_DIGITS])
    return 0


def neighbour_of(question: Question) -> Side | None:
    """The side of the client shown on which another one is asked for: "¿y el de antes?"."""
    words = question.spoken
    if len(words) > MAX_BESIDE or question.has(*OF_OTHERS):
        return None
    return next((SIDES[unit.norm] for unit in words if unit.norm in SIDES), None)


def only_of(question: Question) -> Column | None:
    """The only column that is asked for: "solo los nombres", "names only", "sin correos"."""
    words = question.spoken if question.has("name_noun", "email_noun") else []
    for index, unit in enumerate(words):
        column = COLUMNS.get(unit.norm)
        before = {each.norm for each in words[max(index - 2, 0) : index]}
        if column and not before.isdisjoint(WITHOUT):
            return OTHER_COLUMN[column]
        if column and not (before | {unit_at(words, index + 1).norm}).isdisjoint(ONLY):
            return column
    return None


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
