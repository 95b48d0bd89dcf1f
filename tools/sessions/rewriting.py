"""Replaces texts of committed turns, for erasure and for other encryption keys."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from tools.encryption.columns import content_of, encrypted_message, keys_of, memory_of
from tools.encryption.keyring import Keyring
from tools.errors import DecryptionError
from tools.sessions.transcript import Role, Turn, turn_rows
from tools.tables import messages

REWRITE = (
    update(messages)
    .where(
        messages.c.session_id == bindparam("session"),
        messages.c.turno == bindparam("number"),
        messages.c.role == bindparam("who"),
        messages.c.clave == bindparam("key"),
    )
    .values(content=bindparam("text"), datos=bindparam("memory"))
)


@dataclass(frozen=True)
class StoredMessage:
    """A message with its place in the transcript; a reply has working memory after its turn."""

    id: int
    session_id: str
    turn: int
    role: Role
    key: str
    timestamp: datetime
    content: str = ""
    memory: dict[str, Any] | None = None
    unreadable: str = ""
    """Why it failed decryption, if it did; then it has neither content nor memory."""


def stored_messages(connection: Connection, *, after: int, limit: int) -> list[StoredMessage]:
    """Messages of all sessions in the order of their ids, from the one after id `after`."""
    query = select(messages).where(messages.c.id > after).order_by(messages.c.id).limit(limit)
    keys = keys_of(connection)
    return [_stored(row, keys) for row in connection.execute(query)]


def messages_of(
    connection: Connection, session_id: str, turns: Collection[int]
) -> list[StoredMessage]:
    """The messages of some turns of the session."""
    query = select(messages).where(messages.c.session_id == session_id)
    keys = keys_of(connection)
    rows = connection.execute(query.where(messages.c.turno.in_(turns)))
    return [_stored(row, keys) for row in rows]


def rewrite_message(connection: Connection, message: StoredMessage) -> None:
    """Replace a message's text and memory; its transaction must have called `begin_rewriting`."""
    row = {
        "session_id": message.session_id,
        "turno": message.turn,
        "role": message.role,
        "clave": message.key,
        "content": message.content,
        "datos": message.memory,
    }
    _replace(connection, encrypted_message(row, keys_of(connection)))


def rewrite_with(connection: Connection, session_id: str, turn: Turn, keys: Keyring | None) -> bool:
    """Replace texts and memory of the turn with this number and key, encrypted with other keys.

    False when there is no such turn.
    """
    return sum(_replace(connection, row) for row in turn_rows(session_id, turn, keys)) == 2


def _replace(connection: Connection, row: dict[str, Any]) -> int:
    place = {
        "session": row["session_id"],
        "number": row["turno"],
        "key": row["clave"],
        "who": row["role"],
    }
    new = {"text": row["content"], "memory": row["datos"]}
    return connection.execute(REWRITE, place | new).rowcount


def _stored(row: Row[Any], keys: Keyring | None) -> StoredMessage:
    known = StoredMessage(row.id, row.session_id, row.turno, row.role, row.clave, row.timestamp)
    try:
        memory = memory_of(row, keys) if row.role == "assistant" else None
        return replace(known, content=content_of(row, keys), memory=memory)
    except DecryptionError as error:
        return replace(known, unreadable=str(error))
