"""The Spanish and English words for days, months, units and numbers, and what each means.

All are folded: lower case without accents, so "año" is "ano".
"""

S = r"\s{1,4}"
"""Regular expression for the blanks between two words."""

_DAYS_AGO = (
    "hoy|today|tonight|esta manana|esta tarde|esta noche|this morning|this afternoon|this evening",
    "ayer|anoche|yesterday|yday|last night",
    "anteayer|antier|antes de ayer|day before yesterday|the day before yesterday",
)
_MONTH_NAMES = (
    "enero january, febrero february, marzo march, abril april, mayo may, junio june, julio july, "
    "agosto august, septiembre setiembre september, octubre october, noviembre november, "
    "diciembre december"
)
_SHORT_MONTHS = "ene jan, feb, mar, abr apr, , jun, jul, ago aug, sep sept, oct, nov, dic dec"
_WEEKDAYS = (
    "lunes monday, martes tuesday, miercoles wednesday, jueves thursday, viernes friday, "
    "sabado saturday, domingo sunday"
)
_UNITS = {
    "hour": "hora horas hour hours",
    "day": "dia dias day days",
    "week": "semana semanas week weeks",
    "month": "mes meses month months",
    "year": "ano anos year years",
}
_NUMBERS = (
    "un una uno a an one primero, dos two, tres three, cuatro four, cinco five, seis six, "
    "siete seven, ocho eight, nueve nine, diez ten, once eleven, doce twelve, trece thirteen, "
    "catorce fourteen, quince fifteen, dieciseis sixteen, diecisiete seventeen, "
    "dieciocho eighteen, diecinueve nineteen, veinte twenty, veintiun veintiuna veintiuno, "
    "veintidos, veintitres, veinticuatro, veinticinco, veintiseis, veintisiete, veintiocho, "
    "veintinueve, treinta thirty"
)
_TENS = {"cuarenta": 40, "forty": 40, "sesenta": 60, "sixty": 60, "noventa": 90, "ninety": 90}
ARTICLES = frozenset({"a", "an", "un", "una", "one", "un par de", "a couple of", "couple of"})
_TO_NINE = "one two three four five six seven eight nine"


def _ranked(names: str, first: int) -> dict[str, int]:
    """Numbers from `first` by their names: commas separate numbers, blanks the names of one."""
    groups = enumerate(names.split(","), first)
    return {name: rank for rank, group in groups for name in group.split()}


DAYS_AGO = {words: days for days, line in enumerate(_DAYS_AGO) for words in line.split("|")}
MONTH_NAMES = _ranked(_MONTH_NAMES, 1)
SHORT_MONTHS = _ranked(_SHORT_MONTHS, 1)
MONTHS = MONTH_NAMES | SHORT_MONTHS
WEEKDAYS = _ranked(_WEEKDAYS, 0)
UNITS = {name: unit for unit, names in _UNITS.items() for name in names.split()}
NUMBERS = (
    _ranked(_NUMBERS, 1)
    | _TENS
    | {f"twenty{joint}{one}": 21 + n for n, one in enumerate(_TO_NINE.split()) for joint in " -"}
    | {"treinta y un": 31, "treinta y uno": 31, "thirty-one": 31, "thirty one": 31}
    | {"un par de": 2, "a couple of": 2, "couple of": 2}
)
DAY_WORDS = {
    word: number for word, number in NUMBERS.items() if number < 32 and word not in ARTICLES
}

OFTEN_NO_MONTH = frozenset({"may", "ago", "mar"})
"""Months that also are other words: read as months with a capital, a preposition or a year."""

FIRST_NAMES = frozenset({"abril", "april", "august", "julio", "june", "may"})
"""Months that also are first names."""


def either(words: dict[str, int] | dict[str, str]) -> str:
    """A regular expression for any of `words`, the longest first, with 1 to 4 blanks between."""
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(word.replace(" ", S) for word in longest_first)
