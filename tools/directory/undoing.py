"""Takes back the last write to a client, or all writes of a session's last turn that wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert

from tools.directory.changes import ClientChanged, complete_log, remove, values_of, write
from tools.directory.clients import Client, EmailTaken, columns_of, get_client, unless_taken
from tools.directory.log import Action, Entry, Origin, append, entries_of, last_turn
from tools.errors import NoSuchClient, NothingToUndo
from tools.tables import clients


@dataclass(frozen=True)
class Undone:
    """A write that was taken back, and the client before and after that; None: not there."""

    action: Action
    before: Client | None
    after: Client | None
    version: int
    """Of the client, or of its absence."""


def undo_last(
    connection: Connection, client_id: int, *, version: int | None, at: datetime, origin: Origin
) -> Undone:
    """Take back the last write to a client; of a merge, both clients' part.

    Raises `NoSuchClient` for a client that never was or was erased, `ClientChanged`,
    `NothingToUndo` and `EmailTaken`; the transaction goes on after each.
    """
    log = complete_log(connection, client_id)
    if not log:
        raise NoSuchClient(client_id)
    if version not in (None, log[0].version):
        raise ClientChanged(get_client(connection, client_id))
    if log[0].action == "deshacer":
        raise NothingToUndo("the last write to the client was an undo")
    with connection.begin_nested():
        undone = _undo(connection, log, at=at, origin=origin)
        if log[0].other is not None:
            other = _undo_deleted if undone.before else _undo_kept
            other(connection, log[0], at=at, origin=origin)
        return undone


def undo_turn(
    connection: Connection, session_id: str, *, at: datetime, origin: Origin
) -> tuple[Undone, ...]:
    """Take back all that the session's last turn that wrote has written, or nothing of it.

    In the order in which it was written. Raises `NothingToUndo`, `ClientChanged` for a client that
    somebody has written to since, and `EmailTaken`; the transaction goes on after each.
    """
    written = last_turn(connection, session_id)
    if not written or any(entry.action == "deshacer" for entry in written):
        raise NothingToUndo("the session has nothing to take back")
    with connection.begin_nested():
        undone = []
        for entry in written:
            log = entries_of(connection, entry.client)
            if log[0].version != entry.version:
                raise ClientChanged(get_client(connection, entry.client))
            undone.append(_undo(connection, log, at=at, origin=origin))
    return tuple(reversed(undone))


def _bring_back(connection: Connection, log: Sequence[Entry], entry: Entry) -> Client:
    """The client of this log, which was removed, with its old id, values and provenance."""
    values, created = log[0].replaced, log[-1]
    if values is None:
        raise NothingToUndo("what the client was has been erased")
    row = columns_of(*values) | {
        "id": entry.client,
        "creado": created.at,
        "session_id": created.origin.session_id,
        "turno": created.origin.turn,
        "version": entry.version,
    }
    try:
        with unless_taken(connection, row["email_plegado"]):
            connection.execute(insert(clients).values(row))
    except EmailTaken as taken:
        if taken.client.id == entry.client:  # somebody brought it back at the same time
            raise ClientChanged(taken.client) from taken
        raise
    append(connection, [entry])
    return Client(entry.client, *values, created.at, entry.version)


def _undo(connection: Connection, log: Sequence[Entry], *, at: datetime, origin: Origin) -> Undone:
    """Take back the last entry of a client's log."""
    last, now = log[0], get_client(connection, log[0].client)
    replaced = values_of(now) if now else None
    version = last.version + 1
    entry = Entry(last.client, version, "deshacer", at, origin, replaced, undoes=last.id)
    after: Client | None = None
    if now is None:
        after = _bring_back(connection, log, entry)
    elif last.action == "crear":
        remove(connection, now, entry)
    elif last.replaced is None:
        raise NothingToUndo("what the client was has been erased")
    else:
        after = write(connection, now, last.replaced, entry)
    return Undone(last.action, now, after, entry.version)


def _undo_deleted(connection: Connection, merge: Entry, *, at: datetime, origin: Origin) -> None:
    """Bring back the client that a merge deleted, and to which nobody may have written since."""
    log = entries_of(connection, merge.other or 0)
    if not log or log[0].other != merge.client:
        raise ClientChanged(get_client(connection, merge.other or 0))
    _undo(connection, log, at=at, origin=origin)


def _undo_kept(connection: Connection, merge: Entry, *, at: datetime, origin: Origin) -> None:
    """Log at the client that a merge kept that it is taken back.

    The merge left its values alone, so that later ones stay, too.
    """
    log, kept = entries_of(connection, merge.other or 0), get_client(connection, merge.other or 0)
    half = next((each for each in log if (each.other, each.at) == (merge.client, merge.at)), None)
    if kept and half:
        values, version = values_of(kept), kept.version + 1
        entry = Entry(kept.id, version, "deshacer", at, origin, values, undoes=half.id)
        write(connection, kept, values, entry)
