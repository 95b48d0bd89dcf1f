"""The client registered directly before or after another one: "¿y el de antes?"."""

from itertools import dropwhile
from typing import Any

from graph.understanding.intents import Side
from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.queries.question import Question
from graph.understanding.offline.sentence.units import Unit, roles_of, unit_at

SIDES: dict[str, Side] = {
    **dict.fromkeys(listed("antes anterior before previous"), "before"),
    **dict.fromkeys(listed("despues siguiente after next"), "after"),
}
"""Words for the clients registered directly before and after one."""
ENGLISH = ("before", "after")
"""Those that stand directly before a name."""
OF_OTHERS = frozenset(
    listed("find client count all tell create record these email_noun name_noun named details")
)
"""Roles of words of questions that are about more than the client beside one."""
WHO, POINTING = ("who", "quien", "which", "cual"), listed("that than in on one right")
"""Beginnings of words that ask for somebody, and words behind the side of a client shown."""
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
    if named:
        return sides.pop()
    if (words[at].capital and at) or not _ends_or_points(words[at + 1 :]):
        return None
    before = words[:at]
    if any(unit.has("this_one") for unit in before):  # "who was she before?"
        return None
    led = any(unit.has("article") or unit.norm in ("one", "a") for unit in before)
    asks = words[0].has("and") or any(unit.norm.startswith(WHO) for unit in words)
    return sides.pop() if asks or led or not at else None


def _ends_or_points(behind: list[Unit]) -> bool:
    """Whether the question ends behind "before", or goes on with "that" or "her"; not "lunch"."""
    first, second = unit_at(behind, 0), unit_at(behind, 1)
    if first.norm == "que":
        return second.has("this_one", "article")  # "que ella", "que él"
    asked = first.norm in (*SIDES, *POINTING) or first.norm.startswith(WHO)
    return not behind or asked or first.has("to", "of", "this_one", "these", "courtesy", "polite")


def is_named_behind(question: Question, own: dict[str, Any]) -> bool:
    """Whether the name that is searched stands behind "before": "y antes gil" is a name."""
    if "text" not in own or own.get("doubtful") == "name":
        return False
    first = own["text"].split()[0]
    behind = dropwhile(lambda unit: unit.norm not in SIDES, question.spoken)
    return any(unit.text == first for unit in behind)


def is_beside(question: Question, name: str) -> bool:
    """Whether "before" or "antes de" stands before the name: "who came after Ana Gil?"."""
    units, first = question.units, name.split()[0]
    for index, unit in enumerate(units):
        if unit.norm in SIDES:
            linked = unit_at(units, index + 1).has("of", "to")
            behind = unit_at(units, index + 1 + linked)
            if behind.text == first and (linked or unit.norm in ENGLISH):
                return True
    return False
