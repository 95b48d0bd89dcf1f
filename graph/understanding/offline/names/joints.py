"""Connectives inside a name: particles ("de la"), and "y", which may also join two clients."""

from graph.understanding.offline.names.signs import MAX_NAME_UNITS, Signs
from graph.understanding.offline.sentence.units import unit_at

AND = ("y", "e", "i", "and", "&")
SPLITTING = ("y", "e", "and")
"""Conjunctions that may also stand between two clients."""


def joined(signs: Signs, first: int, index: int) -> int:
    """The number of units of a connective at `index` and the name's word behind it; 0: none."""
    end = min(signs.particles_end[index], index + MAX_NAME_UNITS)
    if end == index or end >= len(signs.units) or signs.units[end].kind != "word":
        return 0
    last, inner = signs.units[end], signs.units[index:end]
    if any(unit.norm in AND for unit in inner):
        whole = _is_one(signs, first, index, end) or _second_surname(signs, first, index, end)
        return end - index + 1 if whole else 0
    named = signs.proper(last) if signs.capitals(first, index) else not last.roles
    return end - index + 1 if named and not inner[0].has("with") else 0


def two_in_one(signs: Signs, first: int, after: int) -> bool:
    """Whether the name has a "y" that may as well stand between two clients."""
    return any(
        signs.units[index].norm in SPLITTING
        and signs.particles_end[index] < len(signs.units)
        and not _is_one(signs, first, index, signs.particles_end[index])
        and not (index > first + 1 and signs.particle(signs.units[index - 2]))
        for index in range(first + 1, after - 1)
    )


def _is_one(signs: Signs, first: int, index: int, end: int) -> bool:
    """Whether "y" stands inside one name: a company's, "y del Río"."""
    business = first > 0 and signs.units[first - 1].has("business")
    particle = end > index + 1 and signs.units[index + 1].has("of")
    surname = particle and (signs.proper(signs.units[end]) or not signs.units[end].roles)
    return business or surname or _company(signs, end)


def _company(signs: Signs, end: int) -> bool:
    """Whether a company's last word ("Hijos") stands at `end`, or its legal form behind it."""
    tail = signs.units[end].norm in signs.words.groups["company_tail"]
    return tail or signs.company_forms[end + 1] < end + MAX_NAME_UNITS


def _second_surname(signs: Signs, first: int, index: int, end: int) -> bool:
    """Whether "y" joins a second surname to a whole name, as in "Ana de la Fuente y Ortega,"."""
    if index - first < 2 or end > index + 1:
        return False
    after = unit_at(signs.units, end + 1)
    if signs.units[index].norm not in SPLITTING:
        ends = not signs.proper(after)
    else:
        ends = after.kind != "word" or after.has("with", "email_noun")
    return ends and signs.proper(signs.units[end])
