"""The period that a message asks about: one date with its preposition, or a range."""

import re
from dataclasses import replace
from datetime import date

from graph.understanding.offline.dates.forms import START, may_hold_point, starts_point
from graph.understanding.offline.dates.leads import BOUNDS, LEADING, Lead, inner_point, leads_at
from graph.understanding.offline.dates.points import Period, Point, shift_days
from graph.understanding.offline.dates.ranges import read_range
from graph.understanding.offline.dates.text import Folded
from graph.understanding.offline.dates.words import FIRST_NAMES, OFTEN_NO_MONTH

_START = re.compile(rf"(?<![\w@])(?<!\w[.+_-])(?:{START.pattern})")
WITHIN = ("en", "in", "during", "durante")


def find_period(text: str, today: date) -> Period | None:
    """The first date or range in a message; in numbers such as 3/11 the day comes first."""
    folded = Folded.of(text, today)
    if not may_hold_point(_START.findall(folded.text)):
        return None
    resume = 0
    for start in _START.finditer(folded.text):
        at = start.start()
        if at < resume or not (start[0] in LEADING or starts_point(start[0])):
            continue
        period = read_range(folded, at) or _single(folded, at) or _bound(folded, at)
        if isinstance(period, Period):
            begin, end = folded.offsets[period.start], folded.offsets[period.end]
            return replace(period, start=begin, end=end)
        resume = period or resume
    return None


def _single(folded: Folded, at: int) -> Period | int | None:
    """The period of a single date at `at`; for an impossible date ("30/2") its end offset."""
    for lead in leads_at(folded, at):
        point = folded.point(lead.end)
        if point and point.kind == "impossible":
            return point.end
        if point and _counts(folded, lead, point):
            return Period(at, point.end, point.first, point.last)
    return None


def _counts(folded: Folded, lead: Lead, point: Point) -> bool:
    """Whether its lead makes an expression a date: "mayo" or "may" alone can be other words."""
    prep = lead.prep
    match point.kind:
        case "date":
            return True
        case "doubtful":
            return bool(prep or lead.article) or folded.is_capital(lead.end)
        case "weekday":
            return bool(lead.article or lead.which or prep in ("on", "del"))
        case "month":
            return prep in WITHIN or _is_month(folded, lead, point)
        case "year":
            return prep in WITHIN or "ano" in lead.rest
        case _:
            return False


def _is_month(folded: Folded, lead: Lead, point: Point) -> bool:
    """Whether a month behind "de", "from" or "last" is no first name and no verb ("may")."""
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
    """The period since, until, before or after a date; for an impossible date its end offset."""
    opening = BOUNDS.match(folded.text, at)
    point = inner_point(folded, opening.end()) if opening else None
    if not opening or not point or point.kind == "day":
        return None
    if point.kind == "impossible":
        return point.end
    days: dict[str | None, tuple[date | None, date | None]] = {
        "since": (point.first, None),
        "until": (None, point.last),
        "before": (None, shift_days(point.first, -1)),
        "after": (shift_days(point.last, 1), None),
    }
    return Period(at, point.end, *days[opening.lastgroup])
