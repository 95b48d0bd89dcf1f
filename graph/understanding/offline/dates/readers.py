"""Readers: the days that a matched date expression means, from the groups of its form."""

import re
from datetime import date

from graph.understanding.offline.dates import words
from graph.understanding.offline.dates.points import Kind, Point, shift_days, shift_months

_LENGTHS = {"day": 1, "week": 7, "month": 1, "year": 12}  # in days, and in months

MAX_COUNT = 1_000_000
"""Greater numbers of days, weeks, months or years are read as this one."""

_LEADING = re.compile("[0-9]{1,8}")


def _number(word: str) -> int:
    value = words.NUMBERS.get(" ".join(word.split()))
    return min(int(_LEADING.findall(word)[0]), MAX_COUNT) if value is None else value


def days_ago(match: re.Match[str], today: date) -> Point:
    """One day: "hoy", "anteayer"."""
    day = shift_days(today, -words.DAYS_AGO[" ".join(match[0].split())])
    return Point(match.end(), "date", day, day)


def _back(day: date, count: int, unit: str) -> date:
    """The date so many units before a day; hours round up to days."""
    if unit == "hour":
        return shift_days(day, -((count + 23) // 24))
    if unit in ("day", "week"):
        return shift_days(day, -count * _LENGTHS[unit])
    return shift_months(day, -count * _LENGTHS[unit])


def last_some(match: re.Match[str], today: date) -> Point | None:
    """The days, weeks, months or years up to today: "últimos 3 días"."""
    count, unit = _number(match["n"] or "1"), words.UNITS[match["unit"]]
    if not count:
        return None
    if unit in ("day", "week"):
        first = shift_days(today, 1 - count * _LENGTHS[unit])
    else:
        first = _back(today, count, unit)
    return Point(match.end(), "date", first, today)


def ago(match: re.Match[str], today: date) -> Point:
    """One day, so many units before today: "hace 3 días"."""
    day = _back(today, _number(match["n"]), words.UNITS[match["unit"]])
    return Point(match.end(), "date", day, day)


def calendar_unit(match: re.Match[str], today: date) -> Point:
    """A whole calendar week, month or year: the current or the previous one."""
    unit = words.UNITS[match["unit"]]
    day = today if match["this"] else _back(today, 1, unit)
    if unit == "week":
        first = shift_days(day, -day.weekday())
        return Point(match.end(), "date", first, shift_days(first, 6))
    if unit == "month":
        return _in_calendar(match.end(), "date", day.year, day.month, None, today)
    return Point(match.end(), "date", date(day.year, 1, 1), date(day.year, 12, 31))


def weekday(match: re.Match[str], today: date) -> Point:
    """The last such day before today, or the one of last week."""
    wanted = words.WEEKDAYS[match["weekday"]]
    if match["week"]:
        day = shift_days(today, wanted - 7 - today.weekday())
    else:
        day = shift_days(today, -((today.weekday() - wanted - 1) % 7 + 1))
    kind: Kind = "date" if match["week"] or match["past"] else "weekday"
    return Point(match.end(), kind, day, day)


def numeric(match: re.Match[str], today: date) -> Point:
    """A date in digits: "3/11", "2024-11-03"."""
    year = match["year"]
    full = int(year if len(year) == 4 else f"20{year}") if year else None
    return _in_calendar(match.end(), "date", full, int(match["month"]), match["day"], today)


def named(match: re.Match[str], today: date) -> Point | None:
    """A date with the month in words: "3 de marzo de 2024", "May 2024"."""
    parts = match.groupdict()
    year = int(parts["year"]) if parts["year"] else None
    month = match["month"].rstrip(".")
    doubtful = month in words.OFTEN_NO_MONTH and not year and not parts.get("of")
    kind: Kind = "doubtful" if doubtful else "date"
    return _in_calendar(match.end(), kind, year, words.MONTHS[month], parts.get("day"), today)


def month_alone(match: re.Match[str], today: date) -> Point:
    """A month without a year: "marzo"."""
    return _in_calendar(match.end(), "month", None, words.MONTHS[match["month"]], None, today)


def _in_calendar(
    end: int, kind: Kind, year: int | None, month: int, day: str | None, today: date
) -> Point:
    """A day or a month of `year`, or without a year of the last year in which it is not future."""
    bare = Point(end, kind, month=month, day=_number(day) if day else None)
    if day and not bare.day:
        return bare._replace(kind="impossible")
    years = [year] if year is not None else range(today.year, today.year - 9, -1)
    for candidate in years:
        point = bare.in_year(candidate)
        if point and (year is not None or point.first <= today):
            return point._replace(month=None if year is not None else month)
    return bare._replace(kind="impossible")


def whole_year(match: re.Match[str], _: date) -> Point:
    """A calendar year: "2024"."""
    year = int(match["year"])
    return Point(match.end(), "year", date(year, 1, 1), date(year, 12, 31))


def day_alone(match: re.Match[str], _: date) -> Point:
    """A day without its month: "3"."""
    return Point(match.end(), "day", day=_number(match["day"]))
