"""Points and periods of time in days, and calendar arithmetic."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

Kind = Literal["date", "doubtful", "month", "weekday", "year", "day", "impossible"]


class Point(NamedTuple):
    """The days that one date expression means, from `first` to `last`, both included."""

    end: int
    """Offset of the end of the expression in the folded text."""
    kind: Kind
    first: date = date.min
    last: date = date.max
    month: int | None = None
    """Of an expression without a year, which therefore may be moved to another year."""
    day: int | None = None
    """Of an expression with a day of the month. Kind "day" has only this and no dates."""

    def in_year(self, year: int) -> "Point | None":
        """The same month or day in another year; None for 29 February where there is none."""
        first = _date(year, self.month or 1, self.day or 1)
        if first is None:
            return None
        return self._replace(first=first, last=first if self.day else month_end(first))


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both included, None on an open side.

    `[start:end]` of the text holds the expression with its preposition.
    """

    start: int
    end: int
    first: date | None
    last: date | None


def shift_days(day: date, days: int) -> date:
    """The date so many days later, clamped to the years 1 to 9999."""
    return date.fromordinal(max(1, min(day.toordinal() + days, date.max.toordinal())))


def shift_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month; clamped as above."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= date.max.year:
        return date.min if year < 1 else date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
