"""Progress of sessions, and the fence: a conditional UPDATE that lets one writer take a turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError

from tools.encryption.columns import encrypted_summary, keys_of, summary_of
from tools.errors import SessionDeleted, SessionExists, TurnTaken
from tools.tables import Instant, changes, clients, messages, sessions

WITH_KEY = select(messages.c.id).where(
    messages.c.session_id == bindparam("session"), messages.c.clave == bindparam("key")
)
# Built once: building a statement costs more than SQLite needs to run it.
PROGRESS: Select[Any] = (
    select(
        *(sessions.c[name] for name in ("id", "turnos", "borrada", "resumen", "resumidos")),
        sessions.c.revision,
        messages.c.clave,
        WITH_KEY.exists().label("has_key"),
    )
    .select_from(sessions)
    .outerjoin(
        messages,
        and_(
            messages.c.session_id == sessions.c.id,
            messages.c.turno == sessions.c.turnos,
            # Literal: of a parameter SQLite asks at each run whether a partial index serves it.
            messages.c.role == literal_column("'assistant'"),
        ),
    )
    .where(sessions.c.id == bindparam("session"))
)
FENCE = (
    update(sessions)
    .where(
        sessions.c.id == bindparam("session"),
        sessions.c.turnos == bindparam("after"),
        sessions.c.revision == bindparam("known"),
        sessions.c.borrada.is_(None),
    )
    .values(turnos=bindparam("after") + 1, actividad=bindparam("at"))
)
# As text, because SQLAlchemy has ON CONFLICT for one dialect at a time. A restored session may have
# a row, and no turn yet.
FIRST_TURN = text(
    "INSERT INTO sesiones (id, turnos, creada, actividad) VALUES (:session, 1, :at, :at)"
    " ON CONFLICT (id) DO UPDATE SET turnos = 1, actividad = excluded.actividad WHERE"
    " sesiones.turnos = :after AND sesiones.revision = :known AND sesiones.borrada IS NULL"
).bindparams(bindparam("at", type_=Instant()))

SUMMARY = (
    update(sessions)
    .where(
        sessions.c.id == bindparam("session"),
        sessions.c.resumidos == bindparam("before"),
        sessions.c.revision == bindparam("known"),
        sessions.c.borrada.is_(None),
    )
    .values(resumen=bindparam("summary"), resumidos=bindparam("folded"))
)


@dataclass(frozen=True)
class Progress:
    """A session's last turn (number and key), its summary and its revision."""

    turns: int = 0
    key: str | None = None
    summary: str = ""
    """Covers the turns up to number `folded`."""
    folded: int = 0
    has_key: bool = False
    """Whether it has a turn with the key that was asked for."""
    revision: int = 0
    """Number of rewritings of the transcript; working memory of another revision is not valid."""


def progress_of(connection: Connection, session_id: str, *, key: str | None = None) -> Progress:
    """The session's progress, and whether it has a turn with this key; an unknown one is at turn 0.

    Raises `SessionDeleted`, and `DecryptionError` for a summary that was changed.
    """
    row = connection.execute(PROGRESS, {"session": session_id, "key": key}).one_or_none()
    if row is None:
        return Progress()
    if row.borrada is not None:
        raise SessionDeleted("the session was deleted: begin another one")
    summary = summary_of(row, keys_of(connection))
    return Progress(
        turns=row.turnos,
        key=row.clave,
        summary=summary,
        folded=row.resumidos,
        has_key=bool(row.has_key),
        revision=row.revision,
    )


def take_turn(
    connection: Connection, session_id: str, *, after: int, at: datetime, revision: int = 0
) -> int:
    """Claim the turn that follows turn number `after`, and return its number.

    Raises `TurnTaken` when the session has moved on, was rewritten or was deleted; the caller then
    leaves the transaction.
    """
    claim = {"session": session_id, "after": after, "known": revision, "at": at}
    if connection.execute(FENCE if after else FIRST_TURN, claim).rowcount != 1:
        raise TurnTaken
    return after + 1


def keep_summary(
    connection: Connection, session_id: str, *, before: Progress, folded: int, summary: str
) -> bool:
    """Replace the summary that `before` read; False when it or the transcript has changed since."""
    stored = encrypted_summary(session_id, folded, summary, keys_of(connection))
    values = {"session": session_id, "before": before.folded, "known": before.revision}
    return connection.execute(SUMMARY, values | {"summary": stored, "folded": folded}).rowcount == 1


def delete_session(connection: Connection, session_id: str, *, at: datetime) -> bool:
    """Delete the session's transcript; a tombstone stays, which refuses further turns.

    Its clients stay, without provenance. False for a session that never existed.
    """
    mine = sessions.c.id == session_id
    tombstone = update(sessions).where(mine, sessions.c.borrada.is_(None))
    if connection.execute(tombstone.values(borrada=at, resumen=None, titulo=None)).rowcount == 0:
        return connection.execute(select(sessions.c.id).where(mine)).first() is not None
    clear_sessions(connection, [session_id])
    return True


def count_deleted(connection: Connection) -> int:
    """The number of tombstones."""
    query = select(func.count()).where(sessions.c.borrada.is_not(None))
    return connection.execute(query.select_from(sessions)).scalar_one()


def begin_rewriting(connection: Connection, session_id: str) -> bool:
    """Raise the session's revision; False when there is no such session any more.

    Working memory, turns and summaries that were made on an older revision are then refused.
    """
    mine = update(sessions).where(sessions.c.id == session_id, sessions.c.borrada.is_(None))
    return connection.execute(mine.values(revision=sessions.c.revision + 1)).rowcount == 1


def clear_sessions(connection: Connection, ids: Sequence[str]) -> tuple[int, int]:
    """Delete the messages and the provenance of clients; the number of rows of each.

    So goes the provenance of what the sessions wrote to clients.
    """
    said = connection.execute(delete(messages).where(messages.c.session_id.in_(ids)))
    origin = update(clients).where(clients.c.session_id.in_(ids))
    written = update(changes).where(changes.c.session_id.in_(ids))
    connection.execute(written.values(session_id=None, turno=None))
    return said.rowcount, connection.execute(origin.values(session_id=None, turno=None)).rowcount


def erase_sessions(connection: Connection, ids: Sequence[str]) -> None:
    """Delete sessions without a tombstone, which would keep their names."""
    clear_sessions(connection, ids)
    connection.execute(delete(sessions).where(sessions.c.id.in_(ids)))


def session_ids(connection: Connection) -> list[str]:
    """The ids of all sessions, deleted ones included."""
    return list(connection.execute(select(sessions.c.id).order_by(sessions.c.id)).scalars())


def restore_session(
    connection: Connection, session_id: str, *, known: Progress, created: datetime, at: datetime
) -> None:
    """Create an imported session, as yet without messages. Raises `SessionExists`."""
    row = {
        "id": session_id,
        "turnos": known.turns,
        "creada": created,
        "actividad": at,
        "resumen": _stored_summary(connection, session_id, known),
        "resumidos": known.folded,
        "revision": known.revision,
    }
    try:
        with connection.begin_nested():
            connection.execute(insert(sessions).values(row))
    except IntegrityError as error:
        raise SessionExists("the session exists, or was deleted") from error


def _stored_summary(connection: Connection, session_id: str, known: Progress) -> str | None:
    if known.folded == 0:
        return None
    return encrypted_summary(session_id, known.folded, known.summary, keys_of(connection))


def created_at(connection: Connection, session_id: str) -> datetime | None:
    """The instant of the session's first turn; None when there is no such session."""
    query = select(sessions.c.creada).where(
        sessions.c.id == session_id, sessions.c.borrada.is_(None)
    )
    return connection.execute(query).scalar_one_or_none()


def lowest_revisions(connection: Connection) -> dict[str, int | None]:
    """The revision that memory must be from, of each rewritten session; None for a deleted one."""
    query = select(sessions.c.id, sessions.c.revision, sessions.c.borrada).where(
        or_(sessions.c.revision > 0, sessions.c.borrada.is_not(None))
    )
    rows = connection.execute(query)
    return {row.id: row.revision if row.borrada is None else None for row in rows}
