"""Requests whose verb is a noun: "le encargo el registro de Ana Gil", "enrolment of Ana Gil"."""

from collections.abc import Sequence

from graph.understanding.offline.sentence.units import SENTENCE_END, Unit

ASKING = ("find", "tell", "count", "question", "exist", "details", "create", "record")
"""What makes the noun part of a question, or of another request."""
OPENING = ("courtesy", "greeting", "article", "new", "polite", "also", "and", "thanks")
"""What may stand before a noun that is a request by itself."""
ANNOUNCING = ("client", "other", "new", "title", "article", "to", "named")
"""What may stand between the noun and a name."""
MAX_UNITS_TO_NAME = 4
MAX_UNITS_BEFORE = 30


def requested(units: list[Unit]) -> list[Unit]:
    """The units, with a noun that asks for a creation joined to its "de" as one that creates."""
    if not any(unit.has("registration") for unit in units):
        return units
    read: list[Unit] = []
    index = 0
    while index < len(units):
        if _asks(units, index):
            noun, link = units[index : index + 2]
            norm = f"{noun.norm} {link.norm}"
            read.append(noun._replace(norm=norm, end=link.end, roles=frozenset({"create"})))
            index += 2
        else:
            read.append(units[index])
            index += 1
    return read


def _asks(units: Sequence[Unit], index: int) -> bool:
    noun, link = units[index], units[index + 1 : index + 2]
    if not noun.has("registration") or noun.quoted or not link or not link[0].has("of", "to"):
        return False
    return _is_asked_for(units, index) and _of_somebody(units, index + 2)


def _is_asked_for(units: Sequence[Unit], index: int) -> bool:
    """Whether the sentence asks for it before, or opens with it."""
    before: list[Unit] = []
    for unit in reversed(units[max(0, index - MAX_UNITS_BEFORE) : index]):
        if unit.kind == "line" or unit.text in SENTENCE_END:
            break
        before.append(unit)
    words = [unit for unit in before if unit.kind == "word"]
    if any(unit.has("requesting") for unit in words):
        return not any(unit.has("count", "question") for unit in words)
    return all(unit.has(*OPENING) and not unit.has(*ASKING) for unit in words)


def _of_somebody(units: Sequence[Unit], index: int) -> bool:
    """Whether a name or one client follows, and not "clientes" or "hoy"."""
    for unit in units[index : index + MAX_UNITS_TO_NAME]:
        if unit.kind != "word" or (unit.has("client") and unit.norm.endswith("s")):
            return False
        if unit.has("client") or not unit.roles or unit.capital:
            return True
        if not unit.has(*ANNOUNCING):
            return False
    return False
