"""Numbers by day: where days begin, and whose turns count."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.tools.sessions.test_listing import say
from tools.database.engine import Database
from tools.directory.clients import create_client
from tools.overview import Day, overview
from tools.sessions.progress import delete_session

MADRID = ZoneInfo("Europe/Madrid")
CHANGE = date(2026, 3, 29)
"""This day has 23 hours in Madrid."""


def days(database: Database, owner: str = "", *, last: date = CHANGE, count: int = 2) -> list[Day]:
    with database.read() as transaction:
        return list(overview(transaction, owner, last=last, days=count, zone=MADRID))


def test_days_begin_at_midnight_of_the_zone_on_the_day_the_clocks_change_too(
    database: Database,
) -> None:
    begins = datetime(2026, 3, 28, 23, tzinfo=UTC)
    ends = datetime(2026, 3, 29, 22, tzinfo=UTC)
    moment = timedelta(microseconds=1)
    with database.write() as transaction:
        for number, at in enumerate((begins - moment, begins, ends - moment, ends)):
            create_client(transaction, name="Ana", email=f"a{number}@example.com", created=at)
    assert [day.clients for day in days(database, last=CHANGE + timedelta(days=1), count=3)] == [
        1,
        2,
        1,
    ]


def test_only_the_owner_s_turns_count_and_those_of_deleted_sessions_not(
    database: Database,
) -> None:
    noon = datetime(2026, 3, 29, 12, tzinfo=UTC)
    say(database, "ana", "s", "Hola", "Adiós", at=noon)
    say(database, "ana", "borrada", "Hola", at=noon)
    say(database, "luis", "s", "Hola", at=noon)
    say(database, "", "s", "Hola", at=noon - timedelta(days=1))
    with database.write() as transaction:
        delete_session(transaction, "ana/borrada", at=noon)
    assert [day.decisions for day in days(database, "ana")] == [{}, {"otro": 2}]
    assert [day.decisions for day in days(database, "luis")] == [{}, {"otro": 1}]
    assert [day.decisions for day in days(database)] == [{"otro": 1}, {}]


def test_days_on_which_nothing_happened_are_there(database: Database) -> None:
    found = days(database, count=366)
    assert [day.date for day in found] == [CHANGE - timedelta(days=n) for n in range(365, -1, -1)]
    assert {(day.clients, len(day.decisions)) for day in found} == {(0, 0)}
