"""The search terms of a question: the part of a name, and the email domain."""

import re
from itertools import chain

from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.queries.question import Question
from graph.understanding.offline.sentence.units import Unit, unit_at

_DOMAIN = re.compile(r"(?<![\w@.-])@?([a-z0-9][a-z0-9-]+(?:\.[a-z0-9-]{2,})+)", re.I)
_AT_DOMAIN = re.compile(r"(?<![\w.])@\s?([a-z0-9][\w.-]*\w)", re.I)
_POSSESSIVE = re.compile(r"['’]s$")
_PLURAL = re.compile(r"(?:(?<=[^aeioué])(?<=[nlrz])es|s)$")
SEEKING = listed(
    "find to named name_noun with of exist inverted and also copula tell email_noun client "
    "containing"
)
"""Roles of words before the name that is searched."""
SKIPPED = ("article", "title", "courtesy")
THOSE = ("los", "las", "those", "ones", "the ones")
SHORT_QUESTION_UNITS = 3
"""Units of a question up to which any unknown word is searched."""
MIN_PLURAL_LETTERS = 4
"""Letters of a surname from which on its plural ending is removed."""
MIN_SOUGHT_LETTERS = 3
"""Letters of a name in a counting question without a word that announces it."""
PUNCTUATION = frozenset(".,;:!?¿¡()[]{}<>\"'“”«»‘’@-–—*…/|")


def domain_of(question: Question) -> tuple[str | None, range]:
    """The domain with its span in the message: "@acme.es", a provider, or "los de acme"."""
    message, places = question.reader.message, _places(question.units)
    for pattern in (_AT_DOMAIN, _DOMAIN):
        for match in pattern.finditer(message):
            if match.start() in places:
                return match[1].lower(), range(*match.span())
    for index, unit in enumerate(question.units):
        if unit.has("provider") or _affiliation(question.units, index):
            return unit.text.lower(), range(unit.start, unit.end)
    return None, range(0)


def _places(units: list[Unit]) -> set[int]:
    """All offsets in the message inside words and lone "@" signs."""
    found = (range(u.start, u.end) for u in units if u.kind == "word" or u.text == "@")
    return set(chain.from_iterable(found))


def _affiliation(units: list[Unit], index: int) -> bool:
    """Whether the unit is a single unknown word behind "clientes de", "los de" or "from"."""
    unit, before = units[index], units[max(0, index - 3) : index]
    after = unit_at(units, index + 1)
    known = after.kind != "word" or bool(after.roles)
    if unit.kind != "word" or unit.roles or unit.quoted or not known or len(before) < 2:
        return False
    whose, link = before[-2:]
    if after.has("email_noun") and link.has("article", "with"):
        return unit.text.islower()
    if link.norm == "from":
        return True
    theirs = whose.has("client", "all", "count") or whose.norm in THOSE
    return theirs and (link.has("of") or link.norm in ("at", "en"))


def text_of(question: Question, domain: range) -> str | None:
    """The part of a name that is searched: the first name in the question outside `domain`."""
    reader, units = question.reader, question.reader.units
    for index in question.indices:
        unit = units[index]
        if _symbol(units, index):
            return unit.text
        if question.in_period(index) or unit.start in domain or unit.has("provider", "title"):
            continue
        if _sought(question, index) and (found := reader.at(index)):
            return _singular(units, index, _POSSESSIVE.sub("", found.text))
    return None


def _symbol(units: list[Unit], index: int) -> bool:
    """Whether a symbol is searched, as in "busca clientes con %"."""
    unit, before = units[index], units[index - 1]
    return unit.kind == "mark" and unit.text not in PUNCTUATION and before.has("with", "find")


def _singular(units: list[Unit], index: int, text: str) -> str:
    """The surname without its plural, as in "los Gallos", "how many Langs"."""
    before = unit_at(units, index - 1)
    plural = before.norm in ("las", "los", "the") or before.has("count", "question")
    return _PLURAL.sub("", text) if plural and len(text) >= MIN_PLURAL_LETTERS else text


def _sought(question: Question, index: int) -> bool:
    """Whether the name is searched: quoted, with a capital, or behind "busca", "a", "de"."""
    reader, units = question.reader, question.reader.units
    unit = units[index]
    if _counted_noun(units, index) or (question.has("count") and _slip(units, index)):
        return False
    if unit_at(units, index + 1).has("partial"):
        return not unit.has("partial")
    proper = reader.proper(unit) and not (unit.roles and index == 0)
    if unit.quoted or proper or len(question.units) <= SHORT_QUESTION_UNITS:
        return True
    back = index - 1
    while back >= 0 and _passed_over(units[back]):
        back -= 1
    counted = units[back].has("exist", "client") and question.has("count")
    return back >= 0 and not counted and units[back].has(*SEEKING)


def _passed_over(unit: Unit) -> bool:
    """Whether the unit may stand between "busca" and the name."""
    return unit.text == ":" or (unit.has(*SKIPPED) and not unit.has(*SEEKING))


def _slip(units: list[Unit], index: int) -> bool:
    """Whether one or two letters are a typing error and no name: "cuántos clientes ai"."""
    short = len(units[index].norm) < MIN_SOUGHT_LETTERS and not units[index].quoted
    return short and not unit_at(units, index - 1).has("named", "containing", "with", "to")


def _counted_noun(units: list[Unit], index: int) -> bool:
    """Whether a small word belongs to "clientes" behind it: "tdos los clientes"."""
    near = [unit for unit in units[index + 1 : index + 4] if not unit.has("article", "stop")]
    after = near[1:] if near and near[0].has("of") else near
    return units[index].text.islower() and bool(after) and after[0].has("client")
