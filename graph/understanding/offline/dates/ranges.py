"""Ranges of dates: "del 3 al 5 de marzo", "entre enero y marzo", "3/11 - 5/11"."""

import re
from datetime import date

from graph.understanding.offline.dates.leads import BETWEEN, FROM, inner_point
from graph.understanding.offline.dates.points import Period, Point, shift_days, shift_months
from graph.understanding.offline.dates.text import Folded
from graph.understanding.offline.dates.words import S

_OPENINGS = re.compile(rf"(?:(?P<between>{BETWEEN})|(?P<from>{FROM})){S}")
_AND = re.compile(rf"{S}(?:y|e|and){S}")
_TO = re.compile(rf"(?:{S}(?:al?|(?:y{S})?hasta|to|until|till|through){S}|\s{{0,4}}[-–]\s{{0,4}})")


def read_range(folded: Folded, at: int) -> Period | int | None:
    """The period from one date to another; if one is impossible, the end offset of the range."""
    opening = _OPENINGS.match(folded.text, at)
    begin = opening.end() if opening else at
    left = inner_point(folded, begin)
    joint = left and (
        _TO.match(folded.text, left.end)
        or (opening and opening["between"] and _AND.match(folded.text, left.end))
    )
    right = inner_point(folded, joint.end()) if joint else None
    if not left or not right or not _spans(folded, opening, begin, left, right):
        return None
    if "impossible" in (left.kind, right.kind):
        return right.end
    ordered = _completed(left, right)
    return ordered and Period(at, right.end, *ordered)


def _spans(
    folded: Folded, opening: re.Match[str] | None, begin: int, left: Point, right: Point
) -> bool:
    """Whether two points make a range, and not first names ("de Abril a Julio") or a timetable."""
    kinds = {left.kind, right.kind}
    if "day" in kinds and (kinds == {"day"} or not (left.day and right.day)):
        return False
    if not opening:
        return kinds <= {"date", "day", "impossible"} and right.kind != "day"
    if opening[0].strip() == "de":
        named = folded.is_capital(begin) and not folded.is_capital(opening.start())
        return "weekday" not in kinds and not (left.kind == "month" and named)
    return True


def _completed(left: Point, right: Point) -> tuple[date, date] | None:
    """First and last day, each point completed by the month or the year of the other."""
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
    """First and last day where one point is a bare day of the month ("del 3 al 5 de marzo").

    The bare day is of the other point's month, or of the month before or after.
    """
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
    """The point in the first of the years in which it lies in the bounds; else unchanged."""
    moved = (point.in_year(year) for year in years)
    return next((there for there in moved if there and since <= there.first <= until), point)
