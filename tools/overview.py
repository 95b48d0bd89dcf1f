"""Numbers: of sessions and clients now, and by day of clients created and an owner's turns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, String, bindparam, func, literal_column, select

from tools.sessions.threads import owned_by
from tools.sessions.transcript import Decision
from tools.tables import OWNED_BY, clients, messages, sessions

# A query for each day, since the bounds of a day depend on the zone, which SQL does not know.
CREATED = select(func.count()).where(
    clients.c.creado >= bindparam("start"), clients.c.creado < bindparam("end")
)
DECIDED = (
    select(messages.c.decision, func.count().label("turns"))
    .where(
        literal_column("role") == literal_column("'assistant'"),
        literal_column(OWNED_BY.format("session_id"), String()) == bindparam("owner"),
        messages.c.timestamp >= bindparam("start"),
        messages.c.timestamp < bindparam("end"),
    )
    .group_by(messages.c.decision)
)

SESSIONS = select(func.count()).select_from(sessions).where(sessions.c.borrada.is_(None))
CLIENTS = select(func.count()).select_from(clients)


@dataclass(frozen=True)
class Totals:
    """How many there are now; deleted sessions do not count."""

    sessions: int
    clients: int


@dataclass(frozen=True)
class Day:
    """Numbers of one day."""

    date: date
    clients: int
    decisions: dict[Decision, int]
    """Turns by decision; a decision without turns is missing."""


def overview(
    connection: Connection, owner: str, *, last: date, days: int, zone: ZoneInfo
) -> Sequence[Day]:
    """The days up to the last one, in order: all clients, and the turns of the owner's sessions."""
    dates = [last - timedelta(days=ago) for ago in reversed(range(days))]
    return [_day(connection, owner, each, zone) for each in dates]


def totals(connection: Connection) -> Totals:
    """Count the sessions of all owners, and the clients."""
    sessions = connection.execute(SESSIONS).scalar_one()
    return Totals(sessions, connection.execute(CLIENTS).scalar_one())


def _day(connection: Connection, owner: str, on: date, zone: ZoneInfo) -> Day:
    span = {"start": _midnight(on, zone), "end": _midnight(on + timedelta(days=1), zone)}
    created = connection.execute(CREATED, span).scalar_one()
    decided = connection.execute(DECIDED, span | {"owner": owned_by(owner)})
    return Day(on, created, {row.decision: row.turns for row in decided})


def _midnight(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time.min, tzinfo=zone).astimezone(UTC)
