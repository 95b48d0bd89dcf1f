"""The creation dates a message asks about: one expression with its preposition, or a range."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from graph.understanding.offline.dates.forms import START, starts_point
from graph.understanding.offline.dates.points import Point, shift_days, shift_months
from graph.understanding.offline.dates.text import Folded, fold
from graph.understanding.offline.dates.words import FIRST_NAMES, OFTEN_NO_MONTH

_S = r"\s{1,4}"
_ARTICLES = "el|la|los|las|the"
_NOUNS = "mes|ano|dia|month|year|day"
_WHICH = "este|this|last|past|pasado|ultimo"
_PREPS = "en|in|on|during|durante|de|del|of|from"
_SINCE = rf"desde|since|starting|a{_S}partir{_S}del?"
_UNTIL = rf"hasta|until|till|up{_S}to"
_BEFORE = rf"antes{_S}del?|before|prior{_S}to|anterior{_S}al?|anteriores{_S}al?"
_AFTER = rf"despues{_S}del?|after|posterior{_S}al?|posteriores{_S}al?"
_BETWEEN, _FROM = "entre|between", "desde|del|de|from|since"
_WITHIN = ("en", "in", "during", "durante")

_START = re.compile(rf"(?<![\w@])(?<!\w[.+_-])(?:{START.pattern})")
_BEFORE_DATES = "|".join(
    (_ARTICLES, _NOUNS, _WHICH, _PREPS, _SINCE, _UNTIL, _BEFORE, _AFTER, _BETWEEN, _FROM)
)
_LEADING = frozenset(re.findall(r"(?:^|\|)([a-z]+)", _BEFORE_DATES))
_ARTICLE = rf"(?:(?P<article>{_ARTICLES}){_S})?"
_REST = rf"(?:(?:{_NOUNS}){_S}(?:(?:de|del|of){_S})?)?(?:(?P<which>{_WHICH}){_S})?"
_INNER = re.compile(rf"{_ARTICLE}(?P<rest>{_REST})")
_LEAD = re.compile(rf"(?:(?P<prep>{_PREPS}){_S})?{_INNER.pattern}")
_BOUNDS = re.compile(
    rf"(?:(?P<since>{_SINCE})|(?P<until>{_UNTIL})|(?P<before>{_BEFORE})|(?P<after>{_AFTER})){_S}"
)
_OPENINGS = re.compile(rf"(?:(?P<between>{_BETWEEN})|(?P<from>{_FROM})){_S}")
_AND = re.compile(rf"{_S}(?:y|e|and){_S}")
_TO = re.compile(
    rf"(?:{_S}(?:al?|(?:y{_S})?hasta|to|until|till|through){_S}|\s{{0,4}}[-–]\s{{0,4}})"
)


@dataclass(frozen=True)
class Period:
    """Days, both included; None where it is open. The span takes in the preposition."""

    start: int
    end: int
    first: date | None
    last: date | None


class _Lead(NamedTuple):
    """What stands before a date: `text[start:end]`, and the words in it that count."""

    start: int
    end: int
    prep: str | None = None
    article: str | None = None
    which: str | None = None
    rest: str = ""


def find_period(text: str, today: date) -> Period | None:
    """The first creation date or range in `text`; numbers like 3/11 have the day first."""
    folded = fold(text, today)
    resume = 0
    for start in _START.finditer(folded.text):
        at = start.start()
        if at < resume or not (start[0] in _LEADING or starts_point(start[0])):
            continue
        period = _range(folded, at) or _single(folded, at) or _bound(folded, at)
        if isinstance(period, Period):
            begin, end = folded.offsets[period.start], folded.offsets[period.end]
            return replace(period, start=begin, end=end)
        resume = period or resume
    return None


def _single(folded: Folded, at: int) -> Period | int | None:
    """The days named at `at`, or where an impossible date ends."""
    for lead in _leads(folded, at):
        point = folded.point(lead.end)
        if point and point.kind == "impossible":
            return point.end
        if point and _counts(folded, lead, point):
            return Period(at, point.end, point.first, point.last)
    return None


def _leads(folded: Folded, at: int) -> Iterator[_Lead]:
    """What may be the lead of a date: as much as possible, less, nothing."""
    lead = _LEAD.match(folded.text, at)
    if lead and lead["rest"]:
        yield _Lead(at, lead.end(), *lead.group("prep", "article", "which", "rest"))
    if lead and lead.start("rest") > at:
        yield _Lead(at, lead.start("rest"), lead["prep"], lead["article"])
    yield _Lead(at, at)


def _counts(folded: Folded, lead: _Lead, point: Point) -> bool:
    """Whether what stands before a date makes it one, and not a name or another word."""
    prep = lead.prep
    match point.kind:
        case "date":
            return True
        case "doubtful":
            return bool(prep or lead.article) or folded.is_capital(lead.end)
        case "weekday":
            return bool(lead.article or lead.which or prep in ("on", "del"))
        case "month":
            return prep in _WITHIN or _is_month(folded, lead, point)
        case "year":
            return prep in _WITHIN or "ano" in lead.rest
        case _:
            return False


def _is_month(folded: Folded, lead: _Lead, point: Point) -> bool:
    """Whether a month after a word like "de", "from" or "last" is no name and no verb."""
    name = folded.text[lead.end : point.end]
    capital = folded.is_capital(lead.end) and not folded.is_capital(lead.start)
    if "mes" in lead.rest or "month" in lead.rest:
        return True
    if lead.which:
        return capital or name not in OFTEN_NO_MONTH
    if lead.prep in ("from", "of") and capital:
        return name not in FIRST_NAMES
    return lead.prep in ("de", "from", "of") and not capital and name not in OFTEN_NO_MONTH


def _bound(folded: Folded, at: int) -> Period | int | None:
    """What lies since, until, before or after the days named."""
    opening = _BOUNDS.match(folded.text, at)
    point = _inner(folded, opening.end()) if opening else None
    if not opening or not point or point.kind == "day":
        return None
    if point.kind == "impossible":
        return point.end
    first = last = None
    match opening.lastgroup:
        case "since":
            first = point.first
        case "until":
            last = point.last
        case "before":
            last = shift_days(point.first, -1)
        case _:
            first = shift_days(point.last, 1)
    return Period(at, point.end, first, last)


def _inner(folded: Folded, at: int) -> Point | None:
    """The date at `at`, after its article and a word like "this" or "month of"."""
    if point := folded.point(at):
        return point
    lead = _INNER.match(folded.text, at)
    return lead and (folded.point(lead.start("rest")) or folded.point(lead.end()))


def _range(folded: Folded, at: int) -> Period | int | None:
    """The days from one date to another, or where an impossible one ends."""
    opening = _OPENINGS.match(folded.text, at)
    begin = opening.end() if opening else at
    left = _inner(folded, begin)
    joint = left and (
        _TO.match(folded.text, left.end)
        or (opening and opening["between"] and _AND.match(folded.text, left.end))
    )
    right = _inner(folded, joint.end()) if joint else None
    if not left or not right or not _spans(folded, opening, begin, left, right):
        return None
    if "impossible" in (left.kind, right.kind):
        return right.end
    ordered = _placed(left, right)
    return ordered and Period(at, right.end, *ordered)


def _spans(
    folded: Folded, opening: re.Match[str] | None, begin: int, left: Point, right: Point
) -> bool:
    """Whether two points make a range, and not names or a timetable."""
    kinds = {left.kind, right.kind}
    if "day" in kinds and (kinds == {"day"} or not (left.day and right.day)):
        return False
    if not opening:
        return kinds <= {"date", "day", "impossible"} and right.kind != "day"
    if opening[0].strip() == "de":
        named = folded.is_capital(begin) and not folded.is_capital(opening.start())
        return "weekday" not in kinds and not (left.kind == "month" and named)
    return True


def _placed(left: Point, right: Point) -> tuple[date, date] | None:
    """Both ends, each with the month or the year that only the other one gives."""
    if "day" in (left.kind, right.kind):
        return _of_one_month(left, right)
    if right.month:
        right = _in_years(right, range(left.first.year, left.first.year + 9), since=left.first)
    elif left.month:
        years = range(right.first.year, right.first.year - 9, -1)
        left = _in_years(left, years, until=right.first)
    if right.kind == "weekday" and right.first < left.first:
        day = shift_days(right.first, 7)
        right = right._replace(first=day, last=day)
    return min(left.first, right.first), max(left.last, right.last)


def _of_one_month(left: Point, right: Point) -> tuple[date, date] | None:
    """Ends of which one is a bare day: in the other's month, or the nearest one that fits."""
    whole, bare = (right, left) if left.kind == "day" else (left, right)
    there = whole._replace(month=whole.first.month, day=bare.day).in_year(whole.first.year)
    if there is None:
        return None
    if bare is left:
        return shift_months(there.first, -(there.first > whole.first)), whole.last
    return whole.first, shift_months(there.first, there.first < whole.first)


def _in_years(
    point: Point, years: range, *, since: date = date.min, until: date = date.max
) -> Point:
    """The point in the first of those years that has it between both dates, or as it is."""
    moved = (point.in_year(year) for year in years)
    return next((there for there in moved if there and since <= there.first <= until), point)
