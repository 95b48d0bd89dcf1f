"""Replaces texts of committed turns, for erasure and for other encryption keys."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from tools.encryption.columns import content_of, keys_of, memory_of
from tools.encryption.keyring import Keyring
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
    content: str
    timestamp: datetime
    memory: dict[str, Any] | None


def stored_messages(connection: Connection, *, after: int, limit: int) -> list[StoredMessage]:
    """Messages of all sessions in the order of their ids, from the one after id `after`.

    Raises `DecryptionError`.
    """
    query = select(messages).where(messages.c.id > after).order_by(messages.c.id).limit(limit)
    keys = keys_of(connection)
    return [
        StoredMessage(
            id=row.id,
            session_id=row.session_id,
            turn=row.turno,
            role=row.role,
            content=content_of(row, keys),
            timestamp=row.timestamp,
            memory=memory_of(row, keys) if row.role == "assistant" else None,
        )
        for row in connection.execute(query)
    ]


def rewrite(connection: Connection, session_id: str, turn: Turn) -> bool:
    """Replace texts and memory of the turn with this number and key; False when there is none.

    The transaction must have called `tools.sessions.progress.begin_rewriting`; the caller deletes
    the session's checkpoints, which contain the old texts.
    """
    return rewrite_with(connection, session_id, turn, keys_of(connection))


def rewrite_with(connection: Connection, session_id: str, turn: Turn, keys: Keyring | None) -> bool:
    """As `rewrite`, encrypting with these keys."""
    named = {"session": session_id, "number": turn.number, "key": turn.key}
    changed = 0
    for row in turn_rows(session_id, turn, keys):
        new = {"who": row["role"], "text": row["content"], "memory": row["datos"]}
        changed += connection.execute(REWRITE, named | new).rowcount
    return changed == 2
