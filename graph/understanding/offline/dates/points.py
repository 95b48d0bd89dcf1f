"""The days that an expression means, and how to move among days and months."""

from calendar import monthrange
from datetime import date
from typing import Literal, NamedTuple

Kind = Literal["date", "doubtful", "month", "weekday", "year", "day", "impossible"]


class Point(NamedTuple):
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
        return self._replace(first=first, last=first if self.day else month_end(first))


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


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
