"""Which days a message asks about, in Spanish and English."""

import unicodedata
from datetime import date
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graph.understanding.offline.dates.periods import find_period
from graph.understanding.offline.dates.points import Period

TODAY = date(2026, 11, 19)  # a Thursday

SPANISH = """
hoy | 2026-11-19 | 2026-11-19
ayer | 2026-11-18 | 2026-11-18
AYER | 2026-11-18 | 2026-11-18
anteayer | 2026-11-17 | 2026-11-17
antier | 2026-11-17 | 2026-11-17
antes de ayer | 2026-11-17 | 2026-11-17
desde antes de ayer | 2026-11-17 |
esta mañana | 2026-11-19 | 2026-11-19
esta tarde | 2026-11-19 | 2026-11-19
esta semana | 2026-11-16 | 2026-11-22
la semana pasada | 2026-11-09 | 2026-11-15
de la semana anterior | 2026-11-09 | 2026-11-15
la pasada semana | 2026-11-09 | 2026-11-15
este mes | 2026-11-01 | 2026-11-30
el mes pasado | 2026-10-01 | 2026-10-31
este año | 2026-01-01 | 2026-12-31
el año pasado | 2025-01-01 | 2025-12-31
últimos 7 días | 2026-11-13 | 2026-11-19
los ultimos siete dias | 2026-11-13 | 2026-11-19
los 7 últimos días | 2026-11-13 | 2026-11-19
últimas 2 semanas | 2026-11-06 | 2026-11-19
últimos tres meses | 2026-08-19 | 2026-11-19
en los últimos 30 días | 2026-10-21 | 2026-11-19
en los últimos treinta y un días | 2026-10-20 | 2026-11-19
en la última semana | 2026-11-13 | 2026-11-19
en las últimas 24 horas | 2026-11-18 | 2026-11-19
últimos 9999999999999999999999 días | 0001-01-01 | 2026-11-19
últimos 9999999 años | 0001-01-01 | 2026-11-19
hace 3 días | 2026-11-16 | 2026-11-16
hace un mes | 2026-10-19 | 2026-10-19
desde hace 3 días | 2026-11-16 |
el lunes | 2026-11-16 | 2026-11-16
el jueves | 2026-11-12 | 2026-11-12
el lunes pasado | 2026-11-16 | 2026-11-16
el lunes de la semana pasada | 2026-11-09 | 2026-11-09
desde el lunes | 2026-11-16 |
a partir del lunes | 2026-11-16 |
desde ayer | 2026-11-18 |
desde el 3 de marzo | 2026-03-03 |
hasta el 5 de abril | | 2026-04-05
antes del 5 de abril | | 2026-04-04
después del 5 de abril | 2026-04-06 |
después de marzo | 2026-04-01 |
hasta el mes pasado | | 2026-10-31
entre el 1 y el 15 de marzo | 2026-03-01 | 2026-03-15
entre el uno y el quince de marzo | 2026-03-01 | 2026-03-15
entre el 28 y el 3 de marzo | 2026-02-28 | 2026-03-03
entre el 3 de marzo y el 5 de abril | 2026-03-03 | 2026-04-05
entre el 3 de marzo y el 5 de abril de 2025 | 2025-03-03 | 2025-04-05
entre diciembre y febrero | 2025-12-01 | 2026-02-28
entre ayer y hoy | 2026-11-18 | 2026-11-19
entre el 15 de mayo de 2025 y el 3 de mayo de 2025 | 2025-05-03 | 2025-05-15
del 1 al 15 de marzo | 2026-03-01 | 2026-03-15
1-15 de marzo | 2026-03-01 | 2026-03-15
del lunes al miércoles | 2026-11-16 | 2026-11-18
del lunes al viernes | 2026-11-16 | 2026-11-20
de marzo a mayo | 2026-03-01 | 2026-05-31
desde marzo hasta hoy | 2026-03-01 | 2026-11-19
desde el 1/3/2026 hasta el 5/3/2026 | 2026-03-01 | 2026-03-05
2026-01-01 - 2026-02-01 | 2026-01-01 | 2026-02-01
en marzo | 2026-03-01 | 2026-03-31
en Marzo | 2026-03-01 | 2026-03-31
de marzo | 2026-03-01 | 2026-03-31
DE MARZO | 2026-03-01 | 2026-03-31
en diciembre | 2025-12-01 | 2025-12-31
en noviembre | 2026-11-01 | 2026-11-30
en marzo de 2025 | 2025-03-01 | 2025-03-31
marzo del 2025 | 2025-03-01 | 2025-03-31
el mes de marzo | 2026-03-01 | 2026-03-31
en 2025 | 2025-01-01 | 2025-12-31
el 3 de marzo | 2026-03-03 | 2026-03-03
el 3 de Marzo | 2026-03-03 | 2026-03-03
el uno de marzo | 2026-03-01 | 2026-03-01
el 1º de marzo | 2026-03-01 | 2026-03-01
el 3 de diciembre | 2025-12-03 | 2025-12-03
el 29 de febrero | 2024-02-29 | 2024-02-29
03/11/2026 | 2026-11-03 | 2026-11-03
03-11-2026 | 2026-11-03 | 2026-11-03
3/11/26 | 2026-11-03 | 2026-11-03
3/11 | 2026-11-03 | 2026-11-03
el 3/12 | 2025-12-03 | 2025-12-03
2026-11-03 | 2026-11-03 | 2026-11-03
"""
ENGLISH = """
today | 2026-11-19 | 2026-11-19
yesterday | 2026-11-18 | 2026-11-18
the day before yesterday | 2026-11-17 | 2026-11-17
this morning | 2026-11-19 | 2026-11-19
this week | 2026-11-16 | 2026-11-22
last week | 2026-11-09 | 2026-11-15
this month | 2026-11-01 | 2026-11-30
last month | 2026-10-01 | 2026-10-31
this year | 2026-01-01 | 2026-12-31
last year | 2025-01-01 | 2025-12-31
last 7 days | 2026-11-13 | 2026-11-19
past two weeks | 2026-11-06 | 2026-11-19
in the last three months | 2026-08-19 | 2026-11-19
in the last twenty-one days | 2026-10-30 | 2026-11-19
3 days ago | 2026-11-16 | 2026-11-16
a week ago | 2026-11-12 | 2026-11-12
on Monday | 2026-11-16 | 2026-11-16
last Monday | 2026-11-16 | 2026-11-16
since Monday | 2026-11-16 |
since last week | 2026-11-09 |
since March 3rd | 2026-03-03 |
before April 5 | | 2026-04-04
before yesterday | | 2026-11-17
after April 5 | 2026-04-06 |
until May | | 2026-05-31
between March 1 and March 15 | 2026-03-01 | 2026-03-15
between March 1 and 15 | 2026-03-01 | 2026-03-15
between March 28 and 3 | 2026-03-28 | 2026-04-03
from March 1 to March 15 | 2026-03-01 | 2026-03-15
from March | 2026-03-01 | 2026-03-31
in March | 2026-03-01 | 2026-03-31
in may | 2026-05-01 | 2026-05-31
last April | 2026-04-01 | 2026-04-30
March 3, 2026 | 2026-03-03 | 2026-03-03
on the 3rd of March | 2026-03-03 | 2026-03-03
3 March | 2026-03-03 | 2026-03-03
May 3 | 2026-05-03 | 2026-05-03
"""
NO_PERIOD = [
    "",
    "may I see the clients",
    "this may take a while",
    "you may 3 times",
    "we march on",
    "busca a Julio",
    "busca a Julio, de Mayo no sé nada",
    "el correo de Abril",
    "a message from April",
    "find April",
    "Julio César",
    "Julio de Mayo",
    "Domingo Pérez",
    "Lunes es su apodo",
    "de lunes a viernes",
    "los últimos 3 clientes",
    "los últimos 3",
    "la última",
    "los últimos días",
    "últimos 0 días",
    "the last 3 clients",
    "set 3 clients",
    "entre 1 y 2",
    "de 2 a 3",
    "soporte 24/7",
    "2/3 de los clientes",
    "su teléfono es 22-11-10-55",
    "la ip 10.1.2026.5",
    "el 31 de febrero",
    "el 0 de marzo",
    "31/02/2026",
    "2026-13-40",
    "03/03/0000",
    "entre el 31 de febrero y el 5 de marzo",
    "hoy@acme.es",
    "ana.hoy.ruiz@acme.es",
    "ana@hoy.es",
    "hoyo",
]


def cases(table: str) -> list[tuple[str, date | None, date | None]]:
    rows = ([cell.strip() for cell in line.split("|")] for line in table.strip().splitlines())
    return [(text, day(first), day(last)) for text, first, last in rows]


def day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


@pytest.mark.parametrize(("text", "first", "last"), cases(SPANISH) + cases(ENGLISH))
def test_a_period_is_found_with_its_whole_span(
    text: str, first: date | None, last: date | None
) -> None:
    message = f"clientes {text}, por favor"
    assert find_period(message, TODAY) == Period(9, 9 + len(text), first, last)


@pytest.mark.parametrize("text", NO_PERIOD)
def test_what_is_no_period_is_left_out(text: str) -> None:
    assert find_period(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("hola, hoy quiero dar de alta", "hoy"),
        ("¿quién se registró en los últimos 3 días?", "en los últimos 3 días"),
        ("el 31 de febrero no, ayer", "ayer"),
        ("2026-13-40 o mejor hoy", "hoy"),
        ("los últimos 3 clientes de hoy", "de hoy"),
        ("busca a Julio entre los de marzo", "de marzo"),
        ("hoy@acme.es se registró ayer", "ayer"),
    ],
)
def test_the_rest_of_a_sentence_is_read(text: str, span: str) -> None:
    found = find_period(text, TODAY)
    assert found is not None
    assert text[found.start : found.end] == span


def test_accents_written_as_characters_of_their_own_keep_the_span_right() -> None:
    text = unicodedata.normalize("NFD", "sí, los últimos 3 días, más")
    found = find_period(text, TODAY)
    assert found is not None
    assert text[found.start : found.end] == unicodedata.normalize("NFD", "los últimos 3 días")


def test_a_range_into_a_month_that_has_not_come_back_goes_on_into_the_next() -> None:
    found = find_period("entre el 3 de marzo y el 5 de abril", date(2026, 3, 20))
    assert found is not None
    assert (found.first, found.last) == (date(2026, 3, 3), date(2026, 4, 5))


@pytest.mark.parametrize("today", [date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 22)])
def test_a_weekday_is_one_of_the_seven_days_before_today(today: date) -> None:
    found = find_period("el lunes", today)
    assert found is not None and found.first is not None
    assert found.first.weekday() == 0
    assert 1 <= (today - found.first).days <= 7


WORDS = (
    "el la los de del a al y entre desde hasta antes después hace últimos últimas semana semanas "
    "mes meses año años días pasado este en marzo mayo febrero lunes domingo hoy ayer un dos "
    "treinta from to and between since until before after last past ago in on the march may 1st "
    "0 1 15 29 31 99 2024 2025 9999 99999999999 31/2 3/11 3/11/2026 2026-13-40 0001-01-01 - , @"
)
SAID = st.lists(st.sampled_from(WORDS.split()), max_size=14).map(" ".join)


@given(st.text() | SAID, st.dates())
@example("después de hoy", date.max)
@example("antes de hoy", date.min)
@example("esta semana", date.max)
@example("el lunes de la semana pasada", date.min)
@example("del 28 de diciembre de 9999 al 3", date.max)
@example("hace ٣ días \ud800", TODAY)
def test_any_text_on_any_day_gives_ordered_days_within_the_text(text: str, today: date) -> None:
    found = find_period(text, today)
    if found is not None:
        assert 0 <= found.start < found.end <= len(text)
        assert (found.first or date.min) <= (found.last or date.max)
        assert found.first or found.last


OPENINGS = st.sampled_from(["", "Hola. ", "clientes ", "¿", "(", "«", "fecha: "])
CLOSINGS = st.sampled_from(["", ".", ", gracias", "?", ")", "»", " por favor"])
FORMATS = st.sampled_from(["{0:%Y-%m-%d}", "{0.day}/{0.month}/{0:%Y}", "{0:%d}.{0:%m}.{0:%Y}"])


@given(st.dates(date(1000, 1, 1)), FORMATS, OPENINGS, CLOSINGS)
def test_a_full_date_is_found_exactly(there: date, form: str, opening: str, closing: str) -> None:
    said = form.format(there)
    found = find_period(opening + said + closing, TODAY)
    assert found == Period(len(opening), len(opening) + len(said), there, there)


@given(st.integers(1, 10**30), st.sampled_from(["días", "semanas", "meses", "años", "days"]))
def test_any_number_of_units_ends_today(count: int, unit: str) -> None:
    found = find_period(f"últimos {count} {unit}", TODAY)
    assert found is not None and found.first is not None
    assert found.first <= TODAY
    assert found.last == TODAY


def seconds(text: str) -> float:
    began = process_time()
    find_period(text, TODAY)
    return process_time() - began


@pytest.mark.parametrize("unit", ["9", "a", "1 ", "3/", "de ", "entre el 1 y ", "hace 3 ", "2."])
def test_the_time_grows_with_the_length_and_no_faster(unit: str) -> None:
    short, long = (unit * size for size in (200, 1_600))
    once = min(seconds(short) for _ in range(5))
    assert min(seconds(long) for _ in range(3)) < 32 * once + 0.001
