"""Sessions: how many turns each has had, and the fence that lets only one turn be the next."""

from datetime import datetime

from sqlalchemy import Connection, and_, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from tools.errors import SessionDeleted, TurnTaken
from tools.tables import clients, messages, sessions


def last_turn(connection: Connection, session_id: str) -> tuple[int, str | None]:
    """Number and key of the session's last turn; 0 and None for an unknown session.

    Raises `SessionDeleted`.
    """
    last = and_(
        messages.c.session_id == sessions.c.id,
        messages.c.turno == sessions.c.turnos,
        messages.c.role == "assistant",
    )
    query = (
        select(sessions.c.turnos, sessions.c.borrada, messages.c.clave)
        .outerjoin(messages, last)
        .where(sessions.c.id == session_id)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return 0, None
    if row.borrada is not None:
        raise SessionDeleted
    return row.turnos, row.clave


def take_turn(connection: Connection, session_id: str, *, after: int, at: datetime) -> int:
    """Claim the turn that follows turn number `after`, and return its number.

    Raises `TurnTaken` when the session has moved on or was deleted; the caller then leaves the
    transaction.
    """
    if after == 0:
        _open_session(connection, session_id, at)
    fence = update(sessions).where(
        sessions.c.id == session_id, sessions.c.turnos == after, sessions.c.borrada.is_(None)
    )
    if connection.execute(fence.values(turnos=after + 1, actividad=at)).rowcount != 1:
        raise TurnTaken
    return after + 1


def delete_session(connection: Connection, session_id: str, *, at: datetime) -> bool:
    """Delete the session's transcript for good: what is left of it takes no turn any more.

    Its clients stay and forget where they came from. False for a session that never was.
    """
    tombstone = update(sessions).where(sessions.c.id == session_id).values(borrada=at)
    if connection.execute(tombstone).rowcount == 0:
        return False
    connection.execute(delete(messages).where(messages.c.session_id == session_id))
    origin = update(clients).where(clients.c.session_id == session_id)
    connection.execute(origin.values(session_id=None, turno=None))
    return True


def _open_session(connection: Connection, session_id: str, at: datetime) -> None:
    row = {"id": session_id, "turnos": 0, "creada": at, "actividad": at}
    try:
        with connection.begin_nested():
            connection.execute(insert(sessions).values(row))
    except IntegrityError as error:
        raise TurnTaken from error
