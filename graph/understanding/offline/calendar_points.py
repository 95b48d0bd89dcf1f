"""One date expression ("ayer", "3 de marzo", "last two weeks") at the start of a text: its days."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from graph.understanding.offline.calendar_words import (
    DAY_WORDS,
    DAYS_AGO,
    MONTH_NAMES,
    MONTHS,
    NUMBERS,
    OFTEN_NO_MONTH,
    SHORT_MONTHS,
    UNITS,
    WEEKDAYS,
    either,
)

Kind = Literal["date", "doubtful", "month", "weekday", "year", "day", "impossible"]

_LENGTHS = {"day": 1, "week": 7, "month": 1, "year": 12}  # in days, and in months

MOST = 1_000_000
"""No number of days, weeks, months or years counts for more."""


@dataclass(frozen=True)
class Point:
    """The days meant. Those without a year keep month and day; a bare day number has no dates."""

    end: int
    kind: Kind
    first: date = date.min
    last: date = date.max
    month: int | None = None
    day: int | None = None

    def in_year(self, year: int) -> "Point | None":
        """The same days of the month in that year, when the calendar has them."""
        first = _date(year, self.month or 1, self.day or 1)
        if first is None:
            return None
        return replace(self, first=first, last=first if self.day else month_end(first))


Reader = Callable[[re.Match[str], date], Point | None]

_S = r"\s{1,4}"
_N = rf"(?P<n>[0-9]+|{either(NUMBERS)})"
_UNIT = rf"(?P<unit>{either(UNITS)})"
_DIGITS = "[0-9]{1,2}(?:st|nd|rd|th|o|ro|er)?"
_MONTH = rf"(?P<month>(?:{either(MONTH_NAMES)})|(?:{either(SHORT_MONTHS)})\.?)"
_YEAR = rf"(?:,?{_S}(?:(?:de|del|of){_S})?(?P<year>[0-9]{{4}}))"
_LEADING = re.compile("[0-9]{1,8}")
_END = r"(?![\w@])(?![.+_-][\w.+-]{0,64}@)(?!/[0-9])"


def shift_days(day: date, days: int) -> date:
    """The day so many days later, or the first or last one the calendar has."""
    return date.fromordinal(max(1, min(day.toordinal() + days, date.max.toordinal())))


def shift_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last one if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= date.max.year:
        return date.min if year < 1 else date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def read_point(text: str, at: int, today: date) -> Point | None:
    """What the folded `text` means at `at`: the first of the forms below that fits."""
    for pattern, reader in _FORMS:
        match = pattern.match(text, at)
        point = match and reader(match, today)
        if point:
            return point
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number(word: str) -> int:
    words = re.sub(r"\s+", " ", word)
    return NUMBERS[words] if words in NUMBERS else min(int(_LEADING.findall(word)[0]), MOST)


def _days_ago(match: re.Match[str], today: date) -> Point:
    day = shift_days(today, -DAYS_AGO[re.sub(r"\s+", " ", match[0])])
    return Point(match.end(), "date", day, day)


def _back(day: date, count: int, unit: str) -> date:
    if unit == "hour":
        return shift_days(day, -((count + 23) // 24))
    if unit in ("day", "week"):
        return shift_days(day, -count * _LENGTHS[unit])
    return shift_months(day, -count * _LENGTHS[unit])


def _last_some(match: re.Match[str], today: date) -> Point | None:
    count, unit = _number(match["n"] or "1"), UNITS[match["unit"]]
    if not count:
        return None
    if unit in ("day", "week"):
        first = shift_days(today, 1 - count * _LENGTHS[unit])
    else:
        first = _back(today, count, unit)
    return Point(match.end(), "date", first, today)


def _ago(match: re.Match[str], today: date) -> Point:
    day = _back(today, _number(match["n"]), UNITS[match["unit"]])
    return Point(match.end(), "date", day, day)


def _calendar_unit(match: re.Match[str], today: date) -> Point:
    """The whole week, month or year: this one, or the one before."""
    unit = UNITS[match["unit"]]
    day = today if match["this"] else _back(today, 1, unit)
    if unit == "week":
        first = shift_days(day, -day.weekday())
        return Point(match.end(), "date", first, shift_days(first, 6))
    if unit == "month":
        return Point(match.end(), "date", day.replace(day=1), month_end(day))
    return Point(match.end(), "date", date(day.year, 1, 1), date(day.year, 12, 31))


def _weekday(match: re.Match[str], today: date) -> Point:
    wanted = WEEKDAYS[match["weekday"]]
    if match["week"]:
        day = shift_days(today, wanted - 7 - today.weekday())
    else:
        day = shift_days(today, -((today.weekday() - wanted - 1) % 7 + 1))
    kind: Kind = "date" if match["week"] or match["past"] else "weekday"
    return Point(match.end(), kind, day, day)


def _numeric(match: re.Match[str], today: date) -> Point:
    year = match["year"]
    full = int(year if len(year) == 4 else f"20{year}") if year else None
    return _in_calendar(match.end(), "date", full, int(match["month"]), match["day"], today)


def _named(match: re.Match[str], today: date) -> Point | None:
    parts = match.groupdict()
    year = int(parts["year"]) if parts["year"] else None
    month = match["month"].rstrip(".")
    doubtful = month in OFTEN_NO_MONTH and not year and not parts.get("of")
    kind: Kind = "doubtful" if doubtful else "date"
    return _in_calendar(match.end(), kind, year, MONTHS[month], parts.get("day"), today)


def _month_alone(match: re.Match[str], today: date) -> Point:
    return _in_calendar(match.end(), "month", None, MONTHS[match["month"]], None, today)


def _in_calendar(
    end: int, kind: Kind, year: int | None, month: int, day: str | None, today: date
) -> Point:
    """Those days, in the most recent year that has them and not in the future if none is given."""
    bare = Point(end, kind, month=month, day=_number(day) if day else None)
    if day and not bare.day:
        return replace(bare, kind="impossible")
    years = [year] if year is not None else range(today.year, today.year - 9, -1)
    for candidate in years:
        point = bare.in_year(candidate)
        if point and (year is not None or point.first <= today):
            return replace(point, month=None if year is not None else month)
    return replace(bare, kind="impossible")


def _whole_year(match: re.Match[str], _: date) -> Point:
    year = int(match["year"])
    return Point(match.end(), "year", date(year, 1, 1), date(year, 12, 31))


def _day_alone(match: re.Match[str], _: date) -> Point:
    return Point(match.end(), "day", day=_number(match["day"]))


def _form(pattern: str, reader: Reader) -> tuple[re.Pattern[str], Reader]:
    return re.compile(pattern + _END), reader


_PAST = "pasad[oa]s?|anterior(?:es)?|previ[oa]"
_FORMS = (
    _form(either(DAYS_AGO).join(("(?:", ")")), _days_ago),
    _form(r"(?P<year>[0-9]{4})([/-])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})", _numeric),
    _form(
        r"(?P<day>[0-9]{1,2})([/.-])(?P<month>[0-9]{1,2})\2(?P<year>[0-9]{4}|(?<=/)[0-9]{2})"
        r"(?![.-][0-9])",
        _numeric,
    ),
    _form(
        r"(?!24/7)(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})(?P<year>)(?!\s(?:de|of)\b)", _numeric
    ),
    _form(rf"(?P<day>{_DIGITS})(?:{_S}(?P<of>de|of))?{_S}{_MONTH}{_YEAR}?", _named),
    _form(rf"(?P<day>{either(DAY_WORDS)}){_S}(?P<of>de|of){_S}{_MONTH}{_YEAR}?", _named),
    _form(rf"{_MONTH}{_S}(?:the{_S})?(?P<day>{_DIGITS}){_YEAR}?", _named),
    _form(rf"{_MONTH}{_YEAR}", _named),
    _form(rf"(?:ultim[oa]s|pasad[oa]s|last|past|previous){_S}{_N}{_S}{_UNIT}", _last_some),
    _form(rf"{_N}{_S}ultim[oa]s{_S}{_UNIT}", _last_some),
    _form(rf"(?:ultim[oa]|past)(?P<n>){_S}{_UNIT}", _last_some),
    _form(rf"hace{_S}{_N}{_S}{_UNIT}", _ago),
    _form(rf"{_N}{_S}{_UNIT}{_S}(?:ago|atras)", _ago),
    _form(
        rf"(?:(?P<this>est[ea]|this)|last|previous|pasad[oa]){_S}"
        r"(?P<unit>semana|mes|ano|week|month|year)",
        _calendar_unit,
    ),
    _form(rf"(?P<unit>semana|mes|ano)(?P<this>){_S}(?:{_PAST})", _calendar_unit),
    _form(
        rf"(?P<weekday>{either(WEEKDAYS)})"
        rf"(?:{_S}(?:(?P<week>de{_S}la{_S}semana{_S}(?:pasada|anterior)|of{_S}last{_S}week)"
        rf"|(?P<past>{_PAST})))?",
        _weekday,
    ),
    _form(rf"(?P<month>{either(MONTH_NAMES)})(?:{_S}(?:{_PAST}))?", _month_alone),
    _form(r"(?P<year>(?:19|20)[0-9]{2})", _whole_year),
    _form(rf"(?P<day>{_DIGITS}|{either(DAY_WORDS)})", _day_alone),
)
