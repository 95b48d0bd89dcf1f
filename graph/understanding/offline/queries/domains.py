"""The email domains of a question: asked for ("los de acme") or left out ("not at gmail")."""

import re
from itertools import pairwise
from typing import NamedTuple

from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.queries.question import Question
from graph.understanding.offline.sentence.units import NOTHING, Unit, unit_at

_DOMAIN = re.compile(r"(?<![\w@.-])@?([a-z0-9][a-z0-9-]+(?:\.[a-z0-9-]{2,})+)", re.I)
_SPOKEN = re.compile(r"\b(?:punto|dot) ([a-z]{2,6})\b", re.I)
_AT_DOMAIN = re.compile(r"(?<![\w.])@\s?([a-z0-9][\w.-]*\w)", re.I)
_TOP_DOMAIN = re.compile(r"(?<![\w.@])\.((?:[a-z]{2,6}\.)*[a-z]{2,6})(?![\w.@])", re.I)
_WRITTEN = (_AT_DOMAIN, _DOMAIN, _TOP_DOMAIN)
DOMAIN_NOUNS = listed("domain domains dominio dominios")
THOSE = ("los", "las", "those", "ones", "the ones")
JOINING = ("and", "of", "negation")
"""Roles of words between domains that are left out together: "ni de gmail ni de yahoo"."""
OR = ("o", "u", "or", "nor", "neither")
EXCEPT = listed(
    "menos salvo excepto quitando except excluding apart aparte no nor neither ain't aint wasn't"
)
"""Words that leave out as "not" does: "everyone except gmail"."""
BEHIND = {"but": ("all",), "than": ("other",)}
"""Those that do behind a word of these roles only: "all but gmail", "other than gmail"."""
HEADS = listed("all article client count question these")
"""Roles of words for those of whom something is denied."""
NOBODY = listed(
    "nadie ninguno ninguna ningun hay tenemos nobody anyone anybody any alguien algun alguno"
)
"""Words with which a denial asks whether there is somebody: "¿no hay nadie de gmail?"."""
REST = listed("el resto|los demas|las demas|the rest|the others|the remaining ones|los otros")
MAX_DOMAINS = 10
"""Domains of a question that are read."""
MAX_BETWEEN = 4
"""Words from a denial to the domain: "don't have an address at gmail"."""
ASKED = ("question", "count", "these")
"""Roles of words directly before a denial that asks for the others."""
RELATIVE = (*THOSE, "que", "that")
MAX_WORDS = 9
"""Words of a question for the others: "and how many of them don't"."""


class Mentioned(NamedTuple):
    """A domain at `[start:end]` of the message."""

    domain: str
    start: int
    end: int


def domains_of(question: Question) -> list[Mentioned]:
    """The domains in a question, in order; the words of other ones only beside none written."""
    written, units = _written(question), question.units
    taken = {place for each in written for place in range(each.start, each.end)}
    named = [
        Mentioned(unit.text.lower(), unit.start, unit.end)
        for index, unit in enumerate(units)
        if unit.start not in taken
        and (unit.has("provider") or not (written or unit.roles or not _affiliation(units, index)))
    ]
    return sorted([*written, *named], key=lambda each: each.start)[:MAX_DOMAINS]


def _written(question: Question) -> list[Mentioned]:
    """The domains that are written out, all in the form that comes first."""
    message = question.reader.message
    patterns = _WRITTEN if "." in message or "@" in message else ()
    for pattern in (*patterns, *((_SPOKEN,) if question.has("email_noun", "client") else ())):
        found = [
            Mentioned(match[1].lower(), *match.span())
            for match in pattern.finditer(message)
            if match.start(1) in question.places or match.start() in question.places
        ]
        if found:
            return found
    return []


def _affiliation(units: list[Unit], index: int) -> bool:
    """Whether a unit without roles is a single word behind "clientes de", "los de" or "from"."""
    unit, after = units[index], unit_at(units, index + 1)
    known = after.kind != "word" or bool(after.roles) or after.norm in DOMAIN_NOUNS
    if unit.kind != "word" or unit.quoted or not known:
        return False
    if after.norm in DOMAIN_NOUNS or index < 2:
        return after.norm in DOMAIN_NOUNS and unit.text.islower()
    whose, link = units[index - 2 : index]
    if after.has("email_noun") and link.has("article", "with"):
        return unit.text.islower()
    if link.norm == "from" or (link.norm == "on" and whose.has("question")):
        return True
    theirs = whose.has("client", "all", "count") or whose.norm in THOSE
    theirs |= _denies(whose) or (whose.has("copula") and _denies(unit_at(units, index - 3)))
    return theirs and (link.has("of") or link.norm in ("at", "en"))


def left_out(question: Question, domains: list[Mentioned]) -> list[Mentioned]:
    """The domains behind a denial, and those joined to them: "neither gmail nor yahoo"."""
    found: list[Mentioned] = []
    for place, each in enumerate(domains):
        start = domains[place - 1].end if place else 0
        before = [unit for unit in question.units if unit.start < each.start]
        between = [unit for unit in before if unit.start >= start]
        joined = all(u.has(*JOINING) or u.norm in OR or u.text == "," for u in between)
        follows = place > 0 and joined and domains[place - 1] in found
        if follows or _denied(before, len(before) - len(between)):
            found.append(each)
    return found


def _denied(units: list[Unit], first: int) -> bool:
    """Whether a denial of some clients stands closely before a domain, which is behind `units`.

    They are told before it ("who isn't at gmail"); "I can't find the clients at gmail" denies none.
    """
    for index in range(len(units) - 1, max(first - 1, len(units) - MAX_BETWEEN - 2), -1):
        if units[index].kind != "word":
            return False
        if _denies(units[index], unit_at(units, index - 1)):
            told = any(each.has(*HEADS) or each.norm in THOSE for each in units[:index])
            return told and not any(each.norm in NOBODY for each in units[index + 1 :])
    return False


def _denies(unit: Unit, before: Unit = NOTHING) -> bool:
    """Whether the unit denies what follows; "but" only behind "all", "than" behind "other"."""
    if unit.norm in BEHIND:
        return before.has(*BEHIND[unit.norm])
    said = unit.norm.startswith(("no ", "not ")) or unit.norm in EXCEPT
    return (said or unit.has("negation", "leave_out")) and not unit.has("not_negation")


def asks_for_rest(question: Question) -> bool:
    """Whether a question is for those whom the one before left out: "¿y los demás?"."""
    return any(unit.norm in REST for unit in question.spoken)


def asks_for_others(question: Question, *, denied: bool) -> bool:
    """Whether it is for those of whom what was asked before is not true: "how many don't?".

    `denied`: a denial was asked for before, so that they are "those that are", "los que sí".
    """
    words = question.spoken
    if len(words) > MAX_WORDS:
        return False
    if not denied:  # "how many are not"
        words = [unit for unit in words if not unit.has("copula", "inverted")]
    if denied:
        told = words[-1:] if len(words) > 1 and words[-2].norm in RELATIVE else []
        return any(unit.has("yes", "copula", "inverted") for unit in told)
    asked = (b for a, b in pairwise(words) if a.has(*ASKED) or a.norm in RELATIVE)
    return any(map(_denies, asked))
