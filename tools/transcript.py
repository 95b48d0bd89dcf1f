"""The transcript: every message of every session, in the order in which it was said."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, bindparam, insert, select

from tools.tables import messages

Role = Literal["user", "assistant"]
Decision = Literal["crear", "consultar", "otro"]

# Built once: building a statement costs more than SQLite needs to run it.
IN_SESSION = select(messages).where(messages.c.session_id == bindparam("session"))
OF_SESSION = IN_SESSION.order_by(messages.c.turno, messages.c.role.desc())
# A key has one turn. Ordered by turns, too, SQLite would look for it through the whole session.
WITH_KEY = IN_SESSION.where(messages.c.clave == bindparam("key")).order_by(messages.c.role.desc())
BETWEEN = OF_SESSION.where(messages.c.turno.between(bindparam("first"), bindparam("last")))
NEWEST = OF_SESSION.where(
    messages.c.turno.in_(
        select(messages.c.turno)
        .where(messages.c.session_id == bindparam("session"), messages.c.role == "assistant")
        .order_by(messages.c.turno.desc())
        .limit(bindparam("last"))
    )
)
APPEND = insert(messages)


@dataclass(frozen=True)
class Message:
    """One row of the transcript; `timestamp` is aware UTC."""

    role: Role
    content: str
    timestamp: datetime


@dataclass(frozen=True)
class Turn:
    """A committed turn: what was asked, what was answered, and working memory after it."""

    number: int
    key: str
    message: str
    reply: str
    decision: Decision
    memory: dict[str, Any]


def read_history(connection: Connection, session_id: str) -> list[Message]:
    """All messages of a session, oldest first; an unknown session has none."""
    rows = connection.execute(OF_SESSION, {"session": session_id})
    return [Message(row.role, row.content, row.timestamp) for row in rows]


def find_turn(connection: Connection, session_id: str, key: str) -> Turn | None:
    """The turn of the session that has this key, or None."""
    found = _turns(connection, WITH_KEY, session=session_id, key=key)
    return found[0] if found else None


def recent_turns(connection: Connection, session_id: str, *, last: int) -> list[Turn]:
    """The session's last turns, oldest first."""
    return _turns(connection, NEWEST, session=session_id, last=last)


def turns_between(connection: Connection, session_id: str, first: int, last: int) -> list[Turn]:
    """The session's turns with these numbers and those between them, oldest first."""
    return _turns(connection, BETWEEN, session=session_id, first=first, last=last)


def append_turn(connection: Connection, session_id: str, turn: Turn, *, at: datetime) -> None:
    """Write the turn's two rows. The caller holds the session's fence."""
    shared = {"session_id": session_id, "timestamp": at, "turno": turn.number, "clave": turn.key}
    said = shared | {"role": "user", "content": turn.message, "decision": None, "datos": None}
    answer = {"role": "assistant", "content": turn.reply, "decision": turn.decision}
    connection.execute(APPEND, [said, shared | answer | {"datos": turn.memory}])


def _turns(connection: Connection, query: Select[Any], **values: object) -> list[Turn]:
    rows = connection.execute(query, values).all()
    return [_turn(*pair) for pair in zip(rows[::2], rows[1::2], strict=True)]


def _turn(said: Row[Any], answered: Row[Any]) -> Turn:
    return Turn(
        number=said.turno,
        key=said.clave,
        message=said.content,
        reply=answered.content,
        decision=answered.decision,
        memory=answered.datos,
    )
