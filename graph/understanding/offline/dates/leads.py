"""The words that lead up to a date: prepositions, articles, and nouns such as "month of"."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from graph.understanding.offline.dates.points import Point
from graph.understanding.offline.dates.text import Folded
from graph.understanding.offline.dates.words import S

_ARTICLES = "el|la|los|las|the"
_NOUNS = "mes|ano|dia|month|year|day"
_WHICH = "este|this|last|past|pasado|ultimo"
_PREPS = "en|in|on|during|durante|de|del|of|from"
SINCE = rf"desde|since|starting|a{S}partir{S}del?"
UNTIL = rf"hasta|until|till|up{S}to"
BEFORE = rf"antes{S}del?|before|prior{S}to|anterior{S}al?|anteriores{S}al?"
AFTER = rf"despues{S}del?|after|posterior{S}al?|posteriores{S}al?"
BETWEEN, FROM = "entre|between", "desde|del|de|from|since"

_BEFORE_DATES = "|".join(
    (_ARTICLES, _NOUNS, _WHICH, _PREPS, SINCE, UNTIL, BEFORE, AFTER, BETWEEN, FROM)
)
LEADING = frozenset(re.findall(r"(?:^|\|)([a-z]+)", _BEFORE_DATES))
"""The first words of all leads."""
_ARTICLE = rf"(?:(?P<article>{_ARTICLES}){S})?"
_REST = rf"(?:(?:{_NOUNS}){S}(?:(?:de|del|of){S})?)?(?:(?P<which>{_WHICH}){S})?"
_INNER = re.compile(rf"{_ARTICLE}(?P<rest>{_REST})")
BOUNDS = re.compile(
    rf"(?:(?P<since>{SINCE})|(?P<until>{UNTIL})|(?P<before>{BEFORE})|(?P<after>{AFTER})){S}"
)
_LEAD = re.compile(rf"(?:(?P<prep>{_PREPS}){S})?{_INNER.pattern}")


class Lead(NamedTuple):
    """The words before a date, `text[start:end]`, and those of them that decide what it is."""

    start: int
    end: int
    prep: str | None = None
    article: str | None = None
    which: str | None = None
    rest: str = ""


def leads_at(folded: Folded, at: int) -> Iterator[Lead]:
    """The possible leads of a date, the longest first, the empty one last."""
    lead = _LEAD.match(folded.text, at)
    if lead and lead["rest"]:
        yield Lead(at, lead.end(), *lead.group("prep", "article", "which", "rest"))
    if lead and lead.start("rest") > at:
        yield Lead(at, lead.start("rest"), lead["prep"], lead["article"])
    yield Lead(at, at)


def inner_point(folded: Folded, at: int) -> Point | None:
    """The date at `at`, behind an article and words like "this" or "month of", if any."""
    if point := folded.point(at):
        return point
    lead = _INNER.match(folded.text, at)
    return lead and (folded.point(lead.start("rest")) or folded.point(lead.end()))
