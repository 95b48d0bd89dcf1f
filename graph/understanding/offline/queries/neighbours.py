"""The client registered directly before or after another one: "¿y el de antes?"."""

from itertools import dropwhile
from typing import Any, Literal

from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.queries.question import Question
from graph.understanding.offline.sentence.units import Unit, roles_of, unit_at

Side = Literal["before", "after"]

SIDES: dict[str, Side] = {
    **dict.fromkeys(listed("antes anterior before previous"), "before"),
    **dict.fromkeys(listed("despues siguiente after next"), "after"),
}
"""Words for the clients registered directly before and after one."""
OF_OTHERS = frozenset(
    listed("find client count all tell create record these email_noun name_noun named details")
)
"""Roles of words of questions that are about more than the client beside one."""
NUMBERED = listed("dos tres cuatro two three four")
MAX_BESIDE = 9
"""Words of a question for the client beside one: "and who came right before her"."""


def neighbour_of(words: list[Unit], *, named: bool = False) -> Side | None:
    """The side of a client on which another one is asked for: "¿y el de antes?".

    `named`: of one who is named behind that word, so that it is no remark: "I saw him before".
    """
    told = [unit.norm for unit in words if unit.norm in SIDES]
    sides = {SIDES[norm] for norm in told}
    if len(words) > MAX_BESIDE or len(sides) != 1 or len(told) != len({*told}):
        return None
    if not OF_OTHERS.isdisjoint(roles_of(words)) or any(u.norm in NUMBERED for u in words):
        return None
    at = next(index for index, unit in enumerate(words) if unit.norm in SIDES)
    if words[at].capital and at:
        return None
    led = any(unit.has("article") or unit.norm in ("one", "a") for unit in words[:at])
    asks = words[0].has("and") or any(unit.has("question") for unit in words)
    return sides.pop() if named or asks or led or not at else None


def is_named_behind(question: Question, own: dict[str, Any]) -> bool:
    """Whether the name that is searched stands behind "before": "y antes gil" is a name."""
    if "text" not in own or own.get("doubtful") == "name":
        return False
    first = own["text"].split()[0]
    behind = dropwhile(lambda unit: unit.norm not in SIDES, question.spoken)
    return any(unit.text == first for unit in behind)


def is_beside(question: Question, name: str) -> bool:
    """Whether "before" or "after" stands before the name: "who came after Ana Gil?"."""
    first = name.split()[0]
    behind = (
        unit_at(question.units, index + (2 if unit_at(question.units, index + 1).has("of") else 1))
        for index, unit in enumerate(question.units)
        if unit.norm in SIDES
    )
    return any(unit.text == first for unit in behind)
