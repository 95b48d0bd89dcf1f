"""Days of a time zone as the instants between which they are."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
FIRST, LAST = date(2, 1, 1), date(9998, 12, 31)
"""Midnights beyond these days are no instants of the calendar in every zone."""


def bounds(
    first: date | None, last: date | None, zone: ZoneInfo
) -> tuple[datetime | None, datetime | None]:
    """The half-open interval of both days and all between; None is no bound."""
    after = None if last is None else min(last, LAST - DAY) + DAY
    return _midnight(first, zone), _midnight(after, zone)


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(min(max(day, FIRST), LAST), time(), zone).astimezone(UTC)
