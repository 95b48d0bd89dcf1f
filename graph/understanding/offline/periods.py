"""The creation dates a message asks about: one expression with its preposition, or a range."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from graph.understanding.offline.calendar_points import (
    Point,
    read_point,
    shift_days,
    shift_months,
)
from graph.understanding.offline.calendar_words import FIRST_NAMES, OFTEN_NO_MONTH

_S = r"\s{1,4}"
_ARTICLE = rf"(?:(?P<article>el|la|los|las|the){_S})?"
_NOUN = rf"(?:(?:mes|ano|dia|month|year|day){_S}(?:(?:de|del|of){_S})?)?"
_WHICH = rf"(?:(?P<which>este|this|last|past|pasado|ultimo){_S})?"
_PREP = rf"(?:(?P<prep>en|in|on|during|durante|de|del|of|from){_S})?"
_WITHIN = ("en", "in", "during", "durante")

_START = re.compile(r"(?<![\w@])(?<!\w[.+_-])(?=[a-z0-9])")
_LEADS = (
    re.compile(rf"{_PREP}{_ARTICLE}{_NOUN}{_WHICH}"),
    re.compile(rf"{_PREP}{_ARTICLE}(?P<which>)"),
    re.compile("(?P<prep>)(?P<article>)(?P<which>)"),
)
_BOUNDS = re.compile(
    rf"(?:(?P<since>desde|since|starting|a{_S}partir{_S}del?)"
    rf"|(?P<until>hasta|until|till|up{_S}to)"
    rf"|(?P<before>antes{_S}del?|before|prior{_S}to|anterior(?:es)?{_S}al?)"
    rf"|(?P<after>despues{_S}del?|after|posterior(?:es)?{_S}al?)"
    rf"){_S}"
)
_INNER_LEADS = (re.compile(""), re.compile(_ARTICLE), re.compile(rf"{_ARTICLE}{_NOUN}{_WHICH}"))
_OPENINGS = re.compile(rf"(?:(?P<between>entre|between)|(?P<from>desde|del|de|from|since)){_S}")
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


class _Folded(NamedTuple):
    """Text in lower case without accents; `offsets` are its characters' places in the original."""

    text: str
    original: str
    offsets: list[int]

    def is_capital(self, at: int) -> bool:
        """Whether the word at `at` is written with a capital."""
        return self.original[self.offsets[at]].isupper()


def find_period(text: str, today: date) -> Period | None:
    """The first creation date or range in `text`; numbers like 3/11 have the day first."""
    folded = _fold(text)
    resume = 0
    for start in _START.finditer(folded.text):
        at = start.start()
        if at < resume:
            continue
        period = _range(folded, at, today) or _single(folded, at, today)
        period = period or _bound(folded, at, today)
        if isinstance(period, Period):
            begin, end = folded.offsets[period.start], folded.offsets[period.end]
            return replace(period, start=begin, end=end)
        resume = period or resume
    return None


def _fold(text: str) -> _Folded:
    chars: list[str] = []
    offsets: list[int] = []
    for offset, char in enumerate(text):
        plain = unicodedata.normalize("NFKD", char)[0].lower()[:1]
        if not unicodedata.combining(plain):
            chars.append(plain)
            offsets.append(offset)
    return _Folded("".join(chars), text, [*offsets, len(text)])


def _single(folded: _Folded, at: int, today: date) -> Period | int | None:
    """The days named at `at`, or where an impossible date ends."""
    for pattern in _LEADS:
        lead = pattern.match(folded.text, at)
        point = read_point(folded.text, lead.end(), today) if lead else None
        if lead and point and point.kind == "impossible":
            return point.end
        if lead and point and _counts(folded, lead, point):
            return Period(at, point.end, point.first, point.last)
    return None


def _counts(folded: _Folded, lead: re.Match[str], point: Point) -> bool:
    """Whether what stands before a date makes it one, and not a name or another word."""
    prep, article, which = lead["prep"], lead["article"], lead["which"]
    match point.kind:
        case "date":
            return True
        case "doubtful":
            return bool(prep or article) or folded.is_capital(lead.end())
        case "weekday":
            return bool(article or which or prep in ("on", "del"))
        case "month":
            return prep in _WITHIN or _is_month(folded, lead, point)
        case "year":
            return prep in _WITHIN or "ano" in lead[0]
        case _:
            return False


def _is_month(folded: _Folded, lead: re.Match[str], point: Point) -> bool:
    """Whether a month after a word like "de", "from" or "last" is no name and no verb."""
    name = folded.text[lead.end() : point.end]
    capital = folded.is_capital(lead.end()) and not folded.is_capital(lead.start())
    if "mes" in lead[0] or "month" in lead[0]:
        return True
    if lead["which"]:
        return capital or name not in OFTEN_NO_MONTH
    if lead["prep"] in ("from", "of") and capital:
        return name not in FIRST_NAMES
    return lead["prep"] in ("de", "from", "of") and not capital and name not in OFTEN_NO_MONTH


def _bound(folded: _Folded, at: int, today: date) -> Period | int | None:
    """What lies since, until, before or after the days named."""
    opening = _BOUNDS.match(folded.text, at)
    point = _inner(folded.text, opening.end(), today) if opening else None
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


def _inner(text: str, at: int, today: date) -> Point | None:
    """The date at `at`, after its article and a word like "this" or "month of"."""
    leads = (pattern.match(text, at) for pattern in _INNER_LEADS)
    points = (read_point(text, lead.end(), today) for lead in leads if lead)
    return next((point for point in points if point), None)


def _range(folded: _Folded, at: int, today: date) -> Period | int | None:
    """The days from one date to another, or where an impossible one ends."""
    opening = _OPENINGS.match(folded.text, at)
    begin = opening.end() if opening else at
    left = _inner(folded.text, begin, today)
    joint = left and (
        _TO.match(folded.text, left.end)
        or (opening and opening["between"] and _AND.match(folded.text, left.end))
    )
    right = _inner(folded.text, joint.end(), today) if joint else None
    if not left or not right or not _spans(folded, opening, begin, left, right):
        return None
    if "impossible" in (left.kind, right.kind):
        return right.end
    ordered = _placed(left, right)
    return ordered and Period(at, right.end, *ordered)


def _spans(
    folded: _Folded, opening: re.Match[str] | None, begin: int, left: Point, right: Point
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
        right = replace(right, first=day, last=day)
    return min(left.first, right.first), max(left.last, right.last)


def _of_one_month(left: Point, right: Point) -> tuple[date, date] | None:
    """Ends of which one is a bare day: in the other's month, or the nearest one that fits."""
    whole, bare = (right, left) if left.kind == "day" else (left, right)
    there = replace(whole, month=whole.first.month, day=bare.day).in_year(whole.first.year)
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
