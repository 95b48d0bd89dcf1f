"""Sessions: how many turns each has had, and the fence that lets only one turn be the next."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from tools.errors import TurnTaken
from tools.tables import sessions


def count_turns(connection: Connection, session_id: str) -> int:
    """Turns committed in the session; 0 for an unknown one."""
    query = select(sessions.c.turnos).where(sessions.c.id == session_id)
    return connection.execute(query).scalar() or 0


def take_turn(connection: Connection, session_id: str, *, after: int, at: datetime) -> int:
    """Claim the turn that follows turn number `after`, and return its number.

    Raises `TurnTaken` when the session has moved on; the caller then leaves the transaction.
    """
    if after == 0:
        _open_session(connection, session_id, at)
    fence = update(sessions).where(sessions.c.id == session_id, sessions.c.turnos == after)
    if connection.execute(fence.values(turnos=after + 1, actividad=at)).rowcount != 1:
        raise TurnTaken
    return after + 1


def delete_session(connection: Connection, session_id: str) -> bool:
    """Delete the session with its transcript; its clients stay and forget where they came from."""
    return connection.execute(delete(sessions).where(sessions.c.id == session_id)).rowcount > 0


def _open_session(connection: Connection, session_id: str, at: datetime) -> None:
    row = {"id": session_id, "turnos": 0, "creada": at, "actividad": at}
    try:
        with connection.begin_nested():
            connection.execute(insert(sessions).values(row))
    except IntegrityError as error:
        raise TurnTaken from error
