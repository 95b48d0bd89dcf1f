"""Days and periods in the words of a reply, as people say them on the day of the reply."""

from datetime import date, timedelta

from graph.turn.texts import TEXTS
from graph.understanding.intents import Language

DAY = timedelta(days=1)


def day_in_words(language: Language, day: date, today: date | None = None) -> str:
    """The day; without its year if that is the year of `today`."""
    texts = TEXTS[language]
    month = texts["months"].split()[day.month - 1]
    form = "day" if today is None or day.year != today.year else "day_of_year"
    return texts[form].format(day=day.day, month=month, year=day.year)


def period_in_words(language: Language, first: date | None, last: date | None, today: date) -> str:
    """The period between two days, inclusive: " con alta hoy", " con alta desde el 1 de marzo"."""
    texts = TEXTS[language]
    if first and last:
        if name := next((n for n, span in _named(today) if span == (first, last)), None):
            return texts[name]
        form = "on_day" if first == last else "between"
    else:
        form = "from_day" if first else "to_day"
    days = (day_in_words(language, day, today) for day in (first, last) if day)
    return texts[form].format(*days) if first or last else ""


def _named(today: date) -> list[tuple[str, tuple[date, date]]]:
    """The periods that have a name today; weeks begin on Monday."""
    if not DAY * 400 < today - date.min < date.max - date.min - DAY * 400:
        return []
    monday, month = today - DAY * today.weekday(), today.replace(day=1)
    year, next_month = today.replace(month=1, day=1), (month + DAY * 31).replace(day=1)
    before = month - DAY
    return [
        ("today", (today, today)),
        ("yesterday", (today - DAY, today - DAY)),
        ("this_week", (monday, monday + DAY * 6)),
        ("last_week", (monday - DAY * 7, monday - DAY)),
        ("this_month", (month, next_month - DAY)),
        ("last_month", (before.replace(day=1), before)),
        ("this_year", (year, year.replace(month=12, day=31))),
        ("last_year", (year.replace(year=year.year - 1), year - DAY)),
    ]
