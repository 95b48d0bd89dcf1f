"""What was deleted, erased or revoked after a backup, carried over into what it restores."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, column, insert, or_, select, table, update

from tools.directory.clients import Client
from tools.directory.search import COLUMNS
from tools.encryption.columns import MESSAGE_CONTEXT
from tools.sessions.progress import delete_session
from tools.tables import api_keys, clients, messages, sessions

CHANGED = select(sessions).where(or_(sessions.c.borrada.is_not(None), sessions.c.revision > 0))
SESSION = select(sessions).where(sessions.c.id == bindparam("session"))
MESSAGES = select(messages).where(messages.c.session_id == bindparam("session"))
REVOKED = select(api_keys.c.id, api_keys.c.revocada).where(api_keys.c.revocada.is_not(None))
GIVEN = table("sqlite_sequence", column("name"), column("seq"))
"""SQLite's own: the highest id that a table ever gave to a row."""


@dataclass(frozen=True)
class LaterDeletions:
    """Numbers of what was carried over, and the clients that only a person can decide on."""

    deleted: int = 0
    redacted: int = 0
    revoked: int = 0
    clients: tuple[Client, ...] = ()
    """Deleted or erased since the backup, and back with it."""

    @property
    def erases(self) -> bool:
        """Whether anything was said that is not to be remembered any more."""
        return bool(self.deleted or self.redacted or self.clients)


def carry_deletions(present: Connection, restored: Connection) -> LaterDeletions:
    """Delete, redact and revoke in the restored database what is so in the present one.

    A session with the same id that began at another instant is another one.
    """
    deleted = redacted = 0
    for row in present.execute(CHANGED):
        known = restored.execute(SESSION, {"session": row.id}).one_or_none()
        if known is None and row.borrada is not None:
            restored.execute(insert(sessions).values(**row._mapping))
        elif known is None or known.creada != row.creada or known.borrada is not None:
            continue
        elif row.borrada is not None:
            deleted += delete_session(restored, row.id, at=row.borrada)
        elif row.revision > known.revision:
            _redact(present, restored, row, turns=known.turnos)
            redacted += 1
    revoked = _revoke(present, restored)
    return LaterDeletions(deleted, redacted, revoked, _clients_gone(present, restored))


def _redact(present: Connection, restored: Connection, row: Row[Any], *, turns: int) -> None:
    """Take over the present texts, encrypted as they are; a summary of later turns is dropped."""
    for said in present.execute(MESSAGES, {"session": row.id}):
        same = [messages.c[name] == said._mapping[name] for name in MESSAGE_CONTEXT]
        texts = {"content": said.content}
        if said.role == "assistant":
            texts["datos"] = said.datos
        restored.execute(update(messages).where(*same).values(texts))
    covers = row.resumidos <= turns
    notes = {
        "titulo": row.titulo,
        "revision": row.revision,
        "resumen": row.resumen if covers else None,
        "resumidos": row.resumidos if covers else 0,
    }
    restored.execute(update(sessions).where(sessions.c.id == row.id).values(notes))


def _revoke(present: Connection, restored: Connection) -> int:
    """Revoke the keys that were revoked since; their number."""
    valid = update(api_keys).where(api_keys.c.revocada.is_(None))
    return sum(
        restored.execute(valid.where(api_keys.c.id == key).values(revocada=at)).rowcount
        for key, at in present.execute(REVOKED)
    )


def _clients_gone(present: Connection, restored: Connection) -> tuple[Client, ...]:
    """The restored clients that the present database had and has no more."""
    given = select(GIVEN.c.seq).where(GIVEN.c.name == clients.name)
    highest = present.execute(given).scalar_one_or_none() or 0
    kept = set(present.execute(select(clients.c.id)).scalars())
    rows = restored.execute(select(*COLUMNS).where(clients.c.id <= highest).order_by(clients.c.id))
    return tuple(Client(*row) for row in rows if row.id not in kept)
