"""Connectives inside a name: particles ("de la"), and "y", which may also join two clients."""

from graph.understanding.offline.names.signs import MAX_NAME_UNITS, MIN_BACKED_LETTERS, Signs
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
        and not _is_one(signs, first, index, signs.particles_end[index])
        and not (index > first + 1 and signs.particle(signs.units[index - 2]))
        for index in range(first + 1, after - 1)
    )


def _is_one(signs: Signs, first: int, index: int, end: int) -> bool:
    """Whether "y" stands inside one name: a company's, one in the address, "y del Río"."""
    business = first > 0 and signs.units[first - 1].has("business")
    particle = end > index + 1 and signs.units[index + 1].has("of")
    surname = particle and (signs.proper(signs.units[end]) or not signs.units[end].roles)
    return business or surname or _company(signs, end) or _one_in_email(signs, index, end)


def _company(signs: Signs, end: int) -> bool:
    """Whether a company's last word ("Hijos") stands at `end`, or its legal form behind it."""
    tail = signs.units[end].norm in signs.words.groups["company_tail"]
    return tail or signs.company_forms[end + 1] < end + MAX_NAME_UNITS


def _one_in_email(signs: Signs, index: int, end: int) -> bool:
    """Whether the address behind writes the words around "y" as one: "ramonycajal"."""
    near = [u for u in signs.units[end + 1 : end + MAX_NAME_UNITS] if u.kind == "email"]
    joined = "".join(unit.norm for unit in signs.units[index - 1 : end + 1]) if near else ""
    return any(joined in signs.own_part(unit.norm) for unit in near)


def _second_surname(signs: Signs, first: int, index: int, end: int) -> bool:
    """Whether "y" joins a second surname to a whole name, as in "Ana de la Fuente y Ortega,".

    The address must not be the second surname's alone, except behind the Catalan "i", which stands
    in names only ("Rovira i Virgili").
    """
    if index - first < 2 or end > index + 1:
        return False
    after = unit_at(signs.units, end + 1)
    within = signs.units[index].norm not in SPLITTING
    if within:
        ends = not signs.proper(after)
    else:
        ends = after.kind != "word" or after.has("with", "email_noun")
    apart = signs.backed_by_email(end) and not _shared_email(signs, first, index, end)
    lone = signs.proper(signs.units[end]) and (within or not apart)
    return ends and lone


def _shared_email(signs: Signs, first: int, index: int, end: int) -> bool:
    """Whether the address behind has a word of the name before "y", too: "santiago@cajal.es"."""
    before = [unit.norm for unit in signs.units[first:index] if not signs.particle(unit)]
    near = (u for u in signs.units[end + 1 : end + MAX_NAME_UNITS] if u.kind == "email")
    address = next(near, None)
    own = signs.own_part(address.norm) if address else ""
    return any(len(word) >= MIN_BACKED_LETTERS and word in own for word in before)
