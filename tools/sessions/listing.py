"""An owner's sessions: listed by activity, searched by title and text, renamed."""

import logging
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any

from sqlalchemy import Connection, String, func, literal_column, select, tuple_, update

from tools.encryption.columns import encrypted_title, given_title_of, keys_of
from tools.encryption.keyring import Keyring
from tools.errors import DecryptionError, InvalidCursor
from tools.folding import fold
from tools.sessions.excerpts import Hit, excerpt_of
from tools.sessions.threads import owned_by, owner_and_session, thread_of
from tools.sessions.titles import title_of
from tools.sessions.transcript import opening_messages, spoken
from tools.tables import OWNED_BY, messages, sessions

QUERY_SESSIONS = 50
"""Sessions whose texts a search reads in one query."""
QUERY_MESSAGES = 100
"""Messages after which such a query ends with its session."""
MAX_CHARACTERS, PER_MESSAGE = 2_000_000, 100
"""Characters that one search reads before it returns a page, with a cursor to go on; each message
counts as so many more."""
MAX_SECONDS = 2.0
"""Seconds after which it returns that page all the same."""

log = logging.getLogger(__name__)

CURSOR_TIME = "%Y%m%d%H%M%S%f"

COUNTED = select(func.count()).where(messages.c.session_id == sessions.c.id)
ROWS = select(
    *(sessions.c[name] for name in ("id", "titulo", "creada", "actividad")),
    COUNTED.scalar_subquery().label("cuantos"),
).where(sessions.c.borrada.is_(None))
NEWEST = (sessions.c.actividad.desc(), sessions.c.id.desc())

Rows = Sequence[Any]
Position = tuple[datetime, str]
"""A session's sort key: its last activity, and its thread's name."""


@dataclass(frozen=True)
class Listed:
    """A session in a list; both instants are aware UTC."""

    session_id: str
    title: str
    created: datetime
    active: datetime
    messages: int
    hit: Hit | None = None
    """Where a search found its text, unless in the title alone."""


@dataclass(frozen=True)
class SessionPage:
    """Some of the sessions, the last used first; `cursor` asks for the next ones.

    A search that reaches its limits gives less than a page, or nothing, and a cursor.
    """

    sessions: tuple[Listed, ...]
    cursor: str | None


def list_sessions(
    connection: Connection,
    owner: str,
    *,
    text: str | None = None,
    limit: int = 20,
    cursor: str | None = None,
) -> SessionPage:
    """The owner's sessions, the last used first. Raises `InvalidCursor`.

    `text` is part of a title or a message, whatever its case and accents.
    """
    after = None if cursor is None else _position(cursor, owner)
    if text is not None:
        return _search(connection, owner, fold(text), limit, after)
    rows = _next(connection, owner, after, limit + 1)
    listed = _listed(connection, rows[:limit])
    return SessionPage(listed, _cursor(listed[-1]) if len(rows) > limit else None)


def rename_session(
    connection: Connection, owner: str, session_id: str, title: str
) -> Listed | None:
    """Give the session a title; None when the owner has no such session."""
    thread = thread_of(owner, session_id)
    mine = update(sessions).where(sessions.c.id == thread, sessions.c.borrada.is_(None))
    stored = encrypted_title(thread, title, keys_of(connection))
    if connection.execute(mine.values(titulo=stored)).rowcount == 0:
        return None
    rows = connection.execute(ROWS.where(sessions.c.id == thread)).all()
    return _listed(connection, rows)[0]


def _search(
    connection: Connection, owner: str, wanted: str, limit: int, after: Position | None
) -> SessionPage:
    found: list[Listed] = []
    left, deadline = MAX_CHARACTERS, time.monotonic() + MAX_SECONDS
    while wanted and (rows := _first(_next(connection, owner, after, QUERY_SESSIONS))):
        hits, read = _hits(connection, [row.id for row in rows], wanted)
        for row, session in zip(rows, _listed(connection, rows), strict=True):
            if row.id in hits or wanted in fold(session.title):
                found.append(replace(session, hit=hits.get(row.id)))
            if len(found) == limit:
                return SessionPage(tuple(found), _cursor(session))
        after, left = (rows[-1].actividad, rows[-1].id), left - read
        if left <= 0 or time.monotonic() >= deadline:
            return SessionPage(tuple(found), _cursor(session))
    return SessionPage(tuple(found), None)


def _next(connection: Connection, owner: str, after: Position | None, limit: int) -> Rows:
    own = literal_column(OWNED_BY.format("sesiones.id"), String()) == owned_by(owner)
    query = ROWS.where(own).order_by(*NEWEST).limit(limit)
    if after is not None:
        query = query.where(tuple_(sessions.c.actividad, sessions.c.id) < after)
    return connection.execute(query).all()


def _first(rows: Rows) -> Rows:
    """The first sessions, up to the one with message number `QUERY_MESSAGES`."""
    totals = list(accumulate(row.cuantos for row in rows))
    return rows[: bisect_left(totals, QUERY_MESSAGES) + 1]


def _hits(connection: Connection, threads: list[str], wanted: str) -> tuple[dict[str, Hit], int]:
    """By thread a message that contains the folded text, and how much was read."""
    found, read = dict[str, Hit](), 0
    for thread, message, said in spoken(connection, threads):
        if thread not in found:
            read += len(said) + PER_MESSAGE
            if wanted in fold(said):
                found[thread] = Hit(message, excerpt_of(said, wanted))
    return found, read


def _listed(connection: Connection, rows: Rows) -> tuple[Listed, ...]:
    keys = keys_of(connection)
    openings = opening_messages(connection, [row.id for row in rows if row.titulo is None])
    return tuple(
        Listed(
            session_id=owner_and_session(row.id)[1],
            title=_given_title(row, keys) or title_of(openings.get(row.id, "")),
            created=row.creada,
            active=row.actividad,
            messages=row.cuantos,
        )
        for row in rows
    )


def _given_title(row: Any, keys: Keyring | None) -> str | None:
    """None also for an unreadable one, which must not hide the other sessions."""
    try:
        return given_title_of(row, keys)
    except DecryptionError as error:
        log.warning("%s", error)
        return None


def _cursor(last: Listed) -> str:
    position = f"{last.active.astimezone(UTC):{CURSOR_TIME}} {last.session_id}"
    return urlsafe_b64encode(position.encode()).decode()


def _position(cursor: str, owner: str) -> Position:
    try:
        at, _, session_id = urlsafe_b64decode(cursor.encode()).decode("ascii").partition(" ")
        active = datetime.strptime(at, CURSOR_TIME).replace(tzinfo=UTC)
    except ValueError as error:
        raise InvalidCursor("not a cursor of this service") from error
    if not session_id.isprintable():
        raise InvalidCursor("not a cursor of this service")
    return active, thread_of(owner, session_id)
