"""Idle sessions, without a turn since an instant: found, counted, deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select, update

from tools.sessions.progress import clear_sessions
from tools.tables import messages, sessions


@dataclass(frozen=True)
class Deleted:
    """Ids of deleted sessions; numbers of messages deleted, and of clients whose provenance was."""

    sessions: tuple[str, ...] = ()
    messages: int = 0
    clients: int = 0


def idle_sessions(connection: Connection, *, since: datetime, after: str, limit: int) -> list[str]:
    """Ids of sessions without a turn since then, in order, from the one after id `after`."""
    query = select(sessions.c.id).where(sessions.c.id > after, *_idle(since))
    return list(connection.execute(query.order_by(sessions.c.id).limit(limit)).scalars())


def delete_idle_sessions(
    connection: Connection, ids: Sequence[str], *, since: datetime, at: datetime
) -> Deleted:
    """Delete, as `delete_session` does, those of the sessions that are idle still."""
    tombstones = update(sessions).where(sessions.c.id.in_(ids), *_idle(since))
    rows = connection.execute(
        tombstones.values(borrada=at, resumen=None, titulo=None).returning(sessions.c.id)
    )
    gone = tuple(rows.scalars())
    return Deleted(gone, *clear_sessions(connection, gone))


def count_idle(connection: Connection, *, since: datetime) -> tuple[int, int]:
    """The number of sessions without a turn since then, and of their messages."""
    idle = select(sessions.c.id).where(*_idle(since))
    said = select(func.count()).where(messages.c.session_id.in_(idle)).select_from(messages)
    found = select(func.count()).select_from(idle.subquery())
    return connection.execute(found).scalar_one(), connection.execute(said).scalar_one()


def count_sessions(connection: Connection) -> int:
    """The number of sessions that are not deleted."""
    query = select(func.count()).where(sessions.c.borrada.is_(None))
    return connection.execute(query.select_from(sessions)).scalar_one()


def _idle(since: datetime) -> tuple[ColumnElement[bool], ...]:
    return sessions.c.actividad < since, sessions.c.borrada.is_(None)
