"""The grammar of date expressions: a regular expression for each form, with its reader."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from string import digits

from graph.understanding.offline.dates import readers, words
from graph.understanding.offline.dates.points import Point
from graph.understanding.offline.dates.words import S, either

Reader = Callable[[re.Match[str], date], Point | None]

START = re.compile("[0-9]|[a-z]+")
"""The first digit or word of an expression, by which its forms are found."""

_N = rf"(?P<n>[0-9]+|{either(words.NUMBERS)})"
_UNIT = rf"(?P<unit>{either(words.UNITS)})"
_DIGITS = "[0-9]{1,2}(?:st|nd|rd|th|o|ro|er)?"
_DAY_WORD, _MONTH_NAME = either(words.DAY_WORDS), either(words.MONTH_NAMES)
_MONTH = rf"(?P<month>(?:{_MONTH_NAME})|(?:{either(words.SHORT_MONTHS)})\.?)"
_YEAR = rf"(?:,?{S}(?:(?:de|del|of){S})?(?P<year>[0-9]{{4}}))"
_END = r"(?![\w@])(?![.+_-][\w.+-]{0,64}@)(?!/[0-9])"


def starts_point(word: str) -> bool:
    """Whether a date expression may start with this word or digit."""
    return word in _FORMS


def may_hold_point(starts: Iterable[str]) -> bool:
    """False when no date expression starts with any of these words and digits of a text."""
    return not _TELLING.isdisjoint(starts)


def read_point(text: str, at: int, today: date) -> Point | None:
    """The date expression at `at` in a folded text, by the first form that fits; or None."""
    start = START.match(text, at)
    for pattern, reader in _FORMS.get(start[0], ()) if start else ():
        match = pattern.match(text, at)
        point = match and reader(match, today)
        if point:
            return point
    return None


def _by_start(
    *forms: tuple[Iterable[str], str, Reader],
) -> dict[str, list[tuple[re.Pattern[str], Reader]]]:
    """The forms by the words or digits with which they may start, in order."""
    found = defaultdict(list)
    for starts, pattern, reader in forms:
        form = re.compile(pattern + _END), reader
        for start in dict.fromkeys(START.findall(word)[0] for word in starts):
            found[start].append(form)
    return dict(found)


_PAST = "pasad[oa]s?|anterior(?:es)?|previ[oa]"
_FORMS = _by_start(
    (words.DAYS_AGO, either(words.DAYS_AGO).join(("(?:", ")")), readers.days_ago),
    (
        digits,
        r"(?P<year>[0-9]{4})([/-])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})",
        readers.numeric,
    ),
    (
        digits,
        r"(?P<day>[0-9]{1,2})([/.-])(?P<month>[0-9]{1,2})\2(?P<year>[0-9]{4}|(?<=/)[0-9]{2})"
        r"(?![.-][0-9])",
        readers.numeric,
    ),
    (
        digits,
        r"(?!24/7)(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})(?P<year>)(?!\s(?:de|of)\b)",
        readers.numeric,
    ),
    (digits, rf"(?P<day>{_DIGITS})(?:{S}(?P<of>de|of))?{S}{_MONTH}{_YEAR}?", readers.named),
    (words.DAY_WORDS, rf"(?P<day>{_DAY_WORD}){S}(?P<of>de|of){S}{_MONTH}{_YEAR}?", readers.named),
    (words.MONTHS, rf"{_MONTH}{S}(?:the{S})?(?P<day>{_DIGITS}){_YEAR}?", readers.named),
    (words.MONTHS, rf"{_MONTH}{_YEAR}", readers.named),
    (
        ("ultimos", "ultimas", "pasados", "pasadas", "last", "past", "previous"),
        rf"[a-z]+{S}{_N}{S}{_UNIT}",
        readers.last_some,
    ),
    ((*digits, *words.NUMBERS), rf"{_N}{S}ultim[oa]s{S}{_UNIT}", readers.last_some),
    (("ultimo", "ultima", "past"), rf"[a-z]+(?P<n>){S}{_UNIT}", readers.last_some),
    (("hace",), rf"hace{S}{_N}{S}{_UNIT}", readers.ago),
    ((*digits, *words.NUMBERS), rf"{_N}{S}{_UNIT}{S}(?:ago|atras)", readers.ago),
    (
        ("este", "esta", "this", "last", "previous", "pasado", "pasada"),
        rf"(?:(?P<this>est[ea]|this)|[a-z]+){S}(?P<unit>semana|mes|ano|week|month|year)",
        readers.calendar_unit,
    ),
    (("semana", "mes", "ano"), rf"(?P<unit>[a-z]+)(?P<this>){S}(?:{_PAST})", readers.calendar_unit),
    (
        words.WEEKDAYS,
        rf"(?P<weekday>{either(words.WEEKDAYS)})"
        rf"(?:{S}(?:(?P<week>de{S}la{S}semana{S}(?:pasada|anterior)|of{S}last{S}week)"
        rf"|(?P<past>{_PAST})))?",
        readers.weekday,
    ),
    (words.MONTH_NAMES, rf"(?P<month>{_MONTH_NAME})(?:{S}(?:{_PAST}))?", readers.month_alone),
    (digits, r"(?P<year>(?:19|20)[0-9]{2})", readers.whole_year),
    ((*digits, *words.DAY_WORDS), rf"(?P<day>{_DIGITS}|{_DAY_WORD})", readers.day_alone),
)
_TELLING = (_FORMS.keys() - words.ARTICLES) | {"ago", "atras"}
"""Without "a" and "un", which only start expressions that have another of these words."""
