"""Requests by a verbal noun: "le encargo el registro de Ana Gil", "enrolment of Ana Gil"."""

from collections.abc import Sequence
from itertools import takewhile

from graph.understanding.offline.sentence.units import Unit, unit_at

ASKING = ("find", "tell", "count", "question", "exist", "details", "create", "record")
"""Roles of words that make the noun part of a question or of another request."""
OPENING = ("courtesy", "greeting", "article", "new", "polite", "also", "and", "thanks")
"""Roles of words before a noun that is a request by itself."""
MAX_UNITS_BEFORE = 30
"""Units before the noun that are searched for a verb such as "encargo"."""


def requested(units: list[Unit]) -> list[Unit]:
    """The units, with each noun of request and its preposition joined to one unit "create"."""
    nouns = [i for i, u in enumerate(units) if "registration" in u.roles and _asks(units, i)]
    for index in reversed(nouns):
        noun, link = units[index : index + 2]
        norm, roles = f"{noun.norm} {link.norm}", frozenset({"create"})
        whole = noun._replace(norm=norm, end=link.end, roles=roles)
        units = [*units[:index], whole, *units[index + 2 :]]
    return units


def _asks(units: Sequence[Unit], index: int) -> bool:
    noun, link = units[index], unit_at(units, index + 1)
    if noun.quoted or not link.has("of", "to"):
        return False
    return _is_asked_for(units, index)


def _is_asked_for(units: Sequence[Unit], index: int) -> bool:
    """Whether the noun opens its sentence, or stands behind a word such as "encargo"."""
    nearest = reversed(units[max(0, index - MAX_UNITS_BEFORE) : index])
    before = takewhile(lambda unit: not unit.ends_sentence, nearest)
    words = [unit for unit in before if unit.kind == "word"]
    if any(unit.has("requesting") for unit in words):
        return not any(unit.has("count", "question") for unit in words)
    return all(unit.has(*OPENING) and not unit.has(*ASKING) for unit in words)
