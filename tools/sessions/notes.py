"""A session's summary and given title, read and replaced together."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, or_, select, update

from tools.encryption.columns import (
    encrypted_summary,
    encrypted_title,
    given_title_of,
    keys_of,
    summary_of,
)
from tools.encryption.keyring import Keyring
from tools.errors import DecryptionError
from tools.sessions.progress import progress_of
from tools.tables import sessions


@dataclass(frozen=True)
class Notes:
    """Summary and title of one session, each None when there is none."""

    session_id: str
    summary: str | None = None
    title: str | None = None
    """Given by a user; the default title is not stored."""
    unreadable: str = ""
    """Why one of them failed decryption, if it did; then neither is given."""


def rewrite_notes(connection: Connection, notes: Notes) -> None:
    """Replace summary and given title, in a transaction that called `begin_rewriting`."""
    keys, session_id = keys_of(connection), notes.session_id
    folded = progress_of(connection, session_id).folded
    summary, title = notes.summary, notes.title
    stored = {
        "resumen": None
        if summary is None
        else encrypted_summary(session_id, folded, summary, keys),
        "titulo": None if title is None else encrypted_title(session_id, title, keys),
    }
    connection.execute(update(sessions).where(sessions.c.id == session_id).values(stored))


def notes_of(connection: Connection, session_id: str) -> Notes:
    """The session's summary and title; it must exist."""
    row = connection.execute(select(sessions).where(sessions.c.id == session_id)).one()
    return _notes(row, keys_of(connection))


def stored_notes(connection: Connection, *, after: str, limit: int) -> list[Notes]:
    """Notes of sessions that have any, in the order of their ids, from the one after id `after`."""
    noted = or_(sessions.c.resumen.is_not(None), sessions.c.titulo.is_not(None))
    query = select(sessions).where(sessions.c.id > after, noted).order_by(sessions.c.id)
    keys = keys_of(connection)
    return [_notes(row, keys) for row in connection.execute(query.limit(limit))]


def _notes(row: Row[Any], keys: Keyring | None) -> Notes:
    try:
        summary = None if row.resumen is None else summary_of(row, keys)
        return Notes(row.id, summary, given_title_of(row, keys))
    except DecryptionError as error:
        return Notes(row.id, unreadable=str(error))
