"""Sessions: how far each has come, and the fence that lets only one turn be the next."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from tools.errors import SessionDeleted, TurnTaken
from tools.sealed import keys_of, sealed_summary, summary_of
from tools.tables import clients, messages, sessions

# Built once: building a statement costs more than SQLite needs to run it.
PROGRESS = (
    select(sessions, messages.c.clave)
    .outerjoin(
        messages,
        and_(
            messages.c.session_id == sessions.c.id,
            messages.c.turno == sessions.c.turnos,
            messages.c.role == "assistant",
        ),
    )
    .where(sessions.c.id == bindparam("session"))
)
FENCE = (
    update(sessions)
    .where(
        sessions.c.id == bindparam("session"),
        sessions.c.turnos == bindparam("after"),
        sessions.c.borrada.is_(None),
    )
    .values(turnos=bindparam("after") + 1, actividad=bindparam("at"))
)


@dataclass(frozen=True)
class Progress:
    """How far a session has come: its last turn's number and key, and what is summarised."""

    turns: int = 0
    key: str | None = None
    summary: str = ""
    """Of the turns up to number `folded`."""
    folded: int = 0


def progress_of(connection: Connection, session_id: str) -> Progress:
    """How far the session has come; an unknown one is at turn 0.

    Raises `SessionDeleted`, and `Unreadable` for a summary that does not stand as it was written.
    """
    row = connection.execute(PROGRESS, {"session": session_id}).one_or_none()
    if row is None:
        return Progress()
    if row.borrada is not None:
        raise SessionDeleted
    return Progress(row.turnos, row.clave, summary_of(row, keys_of(connection)), row.resumidos)


def take_turn(connection: Connection, session_id: str, *, after: int, at: datetime) -> int:
    """Claim the turn that follows turn number `after`, and return its number.

    Raises `TurnTaken` when the session has moved on or was deleted; the caller then leaves the
    transaction.
    """
    if after == 0:
        _open_session(connection, session_id, at)
    claim = {"session": session_id, "after": after, "at": at}
    if connection.execute(FENCE, claim).rowcount != 1:
        raise TurnTaken
    return after + 1


def keep_summary(
    connection: Connection, session_id: str, *, before: int, folded: int, summary: str
) -> bool:
    """Replace the summary of the turns up to number `before`; False when somebody else did."""
    mine = update(sessions).where(
        sessions.c.id == session_id, sessions.c.resumidos == before, sessions.c.borrada.is_(None)
    )
    kept = sealed_summary(session_id, folded, summary, keys_of(connection))
    return connection.execute(mine.values(resumen=kept, resumidos=folded)).rowcount == 1


def delete_session(connection: Connection, session_id: str, *, at: datetime) -> bool:
    """Delete the session's transcript for good: what is left of it takes no turn any more.

    Its clients stay and forget where they came from. False for a session that never was.
    """
    tombstone = update(sessions).where(sessions.c.id == session_id)
    if connection.execute(tombstone.values(borrada=at, resumen=None)).rowcount == 0:
        return False
    connection.execute(delete(messages).where(messages.c.session_id == session_id))
    origin = update(clients).where(clients.c.session_id == session_id)
    connection.execute(origin.values(session_id=None, turno=None))
    return True


def deleted_sessions(connection: Connection) -> list[str]:
    """The ids of all sessions that were deleted."""
    query = select(sessions.c.id).where(sessions.c.borrada.is_not(None))
    return list(connection.execute(query).scalars())


def _open_session(connection: Connection, session_id: str, at: datetime) -> None:
    row = {"id": session_id, "turnos": 0, "creada": at, "actividad": at}
    try:
        with connection.begin_nested():
            connection.execute(insert(sessions).values(row))
    except IntegrityError as error:
        raise TurnTaken from error
