"""The transcript: every message of every session, read, counted and appended.

Functions that read a session raise `DecryptionError` for a message that was changed or moved.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import JSON, Connection, Row, Select, bindparam, func, select, text

from tools.encryption.columns import content_of, encrypted_message, keys_of, memory_of
from tools.encryption.keyring import Keyring
from tools.errors import DecryptionError
from tools.tables import Instant, messages

Role = Literal["user", "assistant"]
Decision = Literal["crear", "consultar", "otro"]

# Built once: building a statement costs more than SQLite needs to run it.
IN_SESSION = select(messages).where(messages.c.session_id == bindparam("session"))
OF_SESSION = IN_SESSION.order_by(messages.c.turno, messages.c.role.desc())
# Not ordered by turn: SQLite would then read the whole session instead of the index of keys.
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
COUNT = select(func.count()).where(messages.c.session_id == bindparam("session"))
SPOKEN = select(messages).where(messages.c.session_id.in_(bindparam("sessions", expanding=True)))
OPENING = SPOKEN.where(messages.c.turno == 1, messages.c.role == "user")
# As text, because SQLAlchemy caches no statement of two rows, and takes more round trips for two.
APPEND = text(
    "INSERT INTO mensajes"
    " (session_id, turno, clave, timestamp, role, content, decision, datos) VALUES"
    " (:session_id, :turno, :clave, :at, 'user', :message, NULL, :nothing),"
    " (:session_id, :turno, :clave, :at, 'assistant', :reply, :decision, :memory)"
).bindparams(
    bindparam("at", type_=Instant()),
    *(bindparam(name, type_=JSON()) for name in ("nothing", "memory")),
)
FETCHED_ROWS = 500

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Message:
    """One row of the transcript; `timestamp` is aware UTC."""

    role: Role
    content: str
    timestamp: datetime
    memory: dict[str, Any] = field(default_factory=dict)
    """Working memory after a reply; empty for the user's messages."""


@dataclass(frozen=True)
class Turn:
    """A committed turn: the user's message, the reply, and working memory after it."""

    number: int
    key: str
    message: str
    reply: str
    decision: Decision
    memory: dict[str, Any]


def read_history(connection: Connection, session_id: str) -> list[Message]:
    """All messages of a session, oldest first; an unknown session has none."""
    rows, keys = connection.execute(OF_SESSION, {"session": session_id}), keys_of(connection)
    return [_message(row, keys) for row in rows]


def read_part(connection: Connection, session_id: str, part: slice) -> list[Message]:
    """The session's messages from position `part.start`, counted from 0, to before `part.stop`."""
    first, last = part.start // 2 + 1, (part.stop + 1) // 2
    span = {"session": session_id, "first": first, "last": last}
    rows, keys = connection.execute(BETWEEN, span).all(), keys_of(connection)
    found = [_message(row, keys) for row in rows]
    before = 2 * (first - 1)
    return found[part.start - before : part.stop - before]


def count_messages(connection: Connection, session_id: str) -> int:
    """How many messages the session has."""
    return connection.execute(COUNT, {"session": session_id}).scalar_one()


def opening_messages(connection: Connection, session_ids: Sequence[str]) -> dict[str, str]:
    """The first message of the user in each of these sessions, by session id.

    An unreadable one is left out, and so it is of `spoken`: it must not hide the other sessions.
    """
    rows, keys = connection.execute(OPENING, {"sessions": session_ids}), keys_of(connection)
    return {row.session_id: text for row in rows if (text := _readable(row, keys))}


def spoken(connection: Connection, session_ids: Sequence[str]) -> Iterator[tuple[str, int, str]]:
    """Session id, position and text of all messages of these sessions, read lazily, in no order."""
    rows = connection.execute(SPOKEN, {"sessions": session_ids}).yield_per(FETCHED_ROWS)
    keys = keys_of(connection)
    return (
        (row.session_id, 2 * row.turno - 1 - (row.role == "user"), text)
        for row in rows
        if (text := _readable(row, keys))
    )


def find_turn(connection: Connection, session_id: str, key: str) -> Turn | None:
    """The turn of the session that has this key, or None."""
    found = _turns(connection, WITH_KEY, session=session_id, key=key)
    return found[0] if found else None


def recent_turns(connection: Connection, session_id: str, *, last: int) -> list[Turn]:
    """The session's last turns, oldest first."""
    return _turns(connection, NEWEST, session=session_id, last=last)


def turns_between(connection: Connection, session_id: str, first: int, last: int) -> list[Turn]:
    """The session's turns from number `first` to number `last`, oldest first."""
    return _turns(connection, BETWEEN, session=session_id, first=first, last=last)


def dated_turns(connection: Connection, session_id: str) -> list[tuple[datetime, Turn]]:
    """All turns of a session, oldest first, each with the instant of its message."""
    pairs, keys = _pairs(connection, OF_SESSION, session=session_id), keys_of(connection)
    return [(said.timestamp, turn_of(said, answered, keys)) for said, answered in pairs]


def append_turn(connection: Connection, session_id: str, turn: Turn, *, at: datetime) -> None:
    """Write the turn's two rows, in the transaction that claimed its number with `take_turn`."""
    said, answer = turn_rows(session_id, turn, keys_of(connection))
    contents = {"message": said["content"], "reply": answer["content"], "nothing": said["datos"]}
    connection.execute(APPEND, answer | contents | {"memory": answer["datos"], "at": at})


def turn_of(said: Row[Any], answered: Row[Any], keys: Keyring | None) -> Turn:
    """The turn of two rows, the user's and the reply's."""
    return Turn(
        number=said.turno,
        key=said.clave,
        message=content_of(said, keys),
        reply=content_of(answered, keys),
        decision=answered.decision,
        memory=memory_of(answered, keys),
    )


def turn_rows(session_id: str, turn: Turn, keys: Keyring | None) -> list[dict[str, Any]]:
    """The rows of message and reply without timestamps, encrypted when there are keys."""
    shared = {"session_id": session_id, "turno": turn.number, "clave": turn.key}
    said = {"role": "user", "content": turn.message, "decision": None, "datos": None}
    answer = {
        "role": "assistant",
        "content": turn.reply,
        "decision": turn.decision,
        "datos": turn.memory,
    }
    return [encrypted_message(shared | row, keys) for row in (said, answer)]


def _turns(connection: Connection, query: Select[Any], **values: object) -> list[Turn]:
    keys = keys_of(connection)
    return [turn_of(*pair, keys) for pair in _pairs(connection, query, **values)]


def _pairs(
    connection: Connection, query: Select[Any], **values: object
) -> Iterator[tuple[Row[Any], Row[Any]]]:
    """The two rows of each turn; the query orders them so."""
    rows = connection.execute(query, values).all()
    return zip(rows[::2], rows[1::2], strict=True)


def _readable(row: Row[Any], keys: Keyring | None) -> str | None:
    try:
        return content_of(row, keys)
    except DecryptionError as error:
        log.warning("%s", error)
        return None


def _message(row: Row[Any], keys: Keyring | None) -> Message:
    memory = memory_of(row, keys) if row.role == "assistant" else {}
    return Message(row.role, content_of(row, keys), row.timestamp, memory)
