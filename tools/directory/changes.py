"""Writes to existing clients: change, remove, merge, erase; and their history."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    delete,
    exists,
    select,
    update,
)

from tools.directory.clients import Client, columns_of, get_client, unless_taken
from tools.directory.log import Action, Entry, Origin, Values, append, entries_of, merged_with
from tools.errors import NoSuchClient
from tools.tables import changes, clients
from tools.validity import valid_email, valid_name

REMOVING = ("borrar", "unir", "deshacer")
"""Actions after which a client may be gone."""
LOCK = select(clients.c.id).where(clients.c.id == bindparam("client")).with_for_update()
"""On PostgreSQL whoever writes to the client next waits; SQLite has one writer anyway."""
CREATION = select(clients).where(clients.c.id == bindparam("client"))


class ClientChanged(ValueError):
    """The client has another version than the caller saw; nothing was written.

    `client`: as it is now; None when it was deleted.
    """

    def __init__(self, client: Client | None) -> None:
        """Keep the client for the reply."""
        super().__init__("the client was changed meanwhile")
        self.client = client


@dataclass(frozen=True)
class Change:
    """A write to a client, and what the client was before and after it; None: not there."""

    entry: Entry
    before: Values | None
    after: Values | None
    undone: bool = False
    other: Values | None = None
    """Of a merge the other client as it was; None once that is erased."""


def change_client(
    connection: Connection,
    client_id: int,
    *,
    version: int | None,
    name: str | None = None,
    email: str | None = None,
    at: datetime,
    origin: Origin,
) -> Client:
    """Give a client another name, email or both; with what it has already nothing is written.

    `version`: the one that the caller saw; None for whichever it is. Raises `NoSuchClient`,
    `ClientChanged`, `InvalidName`, `InvalidEmail` and `EmailTaken`; the transaction goes on.
    """
    now = _seen(connection, client_id, version)
    values = Values(
        now.name if name is None else valid_name(name),
        now.email if email is None else valid_email(email),
    )
    if values == values_of(now):
        return now
    return write(connection, now, values, _entry(now, "cambiar", at, origin))


def remove_client(
    connection: Connection, client_id: int, *, version: int | None, at: datetime, origin: Origin
) -> Client:
    """Delete a client, which `undo_last` brings back, and return it as it was.

    Raises `NoSuchClient` and `ClientChanged`.
    """
    now = _seen(connection, client_id, version)
    remove(connection, now, _entry(now, "borrar", at, origin))
    return now


def merge_clients(
    connection: Connection,
    kept_id: int,
    other_id: int,
    *,
    version: int | None,
    at: datetime,
    origin: Origin,
) -> Client:
    """Delete the other client as the same one as the kept one, which stays as it is.

    One undo, of either, takes it back; that of the deleted one also when the kept one was written
    to since. Raises `NoSuchClient`, also for a client and itself, and `ClientChanged`.
    """
    kept = _seen(connection, kept_id, version)
    other = get_client(connection, other_id)
    if other is None or other == kept:
        raise NoSuchClient(other_id)
    remove(connection, other, _entry(other, "unir", at, origin, other=kept.id))
    merged = _entry(kept, "unir", at, origin, other=other.id)
    return write(connection, kept, values_of(kept), merged)


def changes_of(connection: Connection, client_id: int) -> list[Change]:
    """The writes to a client, newest first; none for one that never was or was erased.

    Raises `DecryptionError`.
    """
    log, now = _log(connection, client_id), get_client(connection, client_id)
    after = values_of(now) if now else None
    undone, others = {entry.undoes for entry in log}, merged_with(connection, log)
    found = []
    for entry in log:
        other = others.get(entry.version)
        found.append(Change(entry, entry.replaced, after, entry.id in undone, other))
        after = entry.replaced
    return found


def erase_client(connection: Connection, client_id: int) -> None:
    """Delete a client and its log for good."""
    connection.execute(delete(clients).where(clients.c.id == client_id))
    connection.execute(delete(changes).where(changes.c.cliente == client_id))


def empty_trash(connection: Connection, *, before: datetime, limit: int) -> int:
    """Erase clients that were deleted before an instant, so that no undo brings them back.

    At most `limit` of them; their number.
    """
    later = changes.alias()
    old = select(changes.c.cliente).where(
        changes.c.accion.in_(REMOVING),
        changes.c.momento < before,
        ~exists().where(clients.c.id == changes.c.cliente),
        ~exists().where(later.c.cliente == changes.c.cliente, later.c.momento >= before),
    )
    gone = connection.execute(old.distinct().limit(limit)).scalars().all()
    connection.execute(delete(changes).where(changes.c.cliente.in_(gone)))
    return len(gone)


def _seen(connection: Connection, client_id: int, version: int | None) -> Client:
    """The client that is to be written to. Raises `NoSuchClient` and `ClientChanged`."""
    now = get_client(connection, client_id)
    if now is None and version is not None and entries_of(connection, client_id):
        raise ClientChanged(None)
    if now is None:
        raise NoSuchClient(client_id)
    if version not in (None, now.version):
        raise ClientChanged(now)
    return now


def _log(connection: Connection, client_id: int) -> list[Entry]:
    """The client's log. A creation that is older than the log has no id in it."""
    log = entries_of(connection, client_id)
    if log and log[-1].version == 1:
        return log
    row = connection.execute(CREATION, {"client": client_id}).one_or_none()
    if row is None:
        return log
    return [*log, Entry(client_id, 1, "crear", row.creado, Origin(row.session_id, row.turno))]


def complete_log(connection: Connection, client_id: int) -> list[Entry]:
    """The client's log, with a creation that was older than the log written into it.

    A client that is there is locked until the transaction ends, before its log is read.
    """
    connection.execute(LOCK, {"client": client_id})
    log = _log(connection, client_id)
    if log and not log[-1].id:
        append(connection, log[-1:])
        log = entries_of(connection, client_id)
    return log


def _log_creation(connection: Connection, now: Client) -> None:
    """Have the log begin with the client's creation, as that of a later version does already."""
    if now.version == 1:
        complete_log(connection, now.id)


def write(connection: Connection, now: Client, values: Values, entry: Entry) -> Client:
    """Give the client other values and the entry's version, unless somebody was quicker.

    Raises `ClientChanged` and `EmailTaken`.
    """
    _log_creation(connection, now)
    row = columns_of(*values)
    write = update(clients).where(*_as_seen(now)).values(row | {"version": entry.version})
    with unless_taken(connection, row["email_plegado"]):
        written = connection.execute(write).rowcount
    if not written:
        raise ClientChanged(get_client(connection, now.id))
    append(connection, [entry])
    return replace(now, name=values.name, email=values.email, version=entry.version)


def remove(connection: Connection, now: Client, entry: Entry) -> None:
    """Delete the client, unless somebody was quicker. Raises `ClientChanged`."""
    _log_creation(connection, now)
    if not connection.execute(delete(clients).where(*_as_seen(now))).rowcount:
        raise ClientChanged(get_client(connection, now.id))
    append(connection, [entry])


def _entry(
    now: Client, action: Action, at: datetime, origin: Origin, *, other: int | None = None
) -> Entry:
    """The entry of the next write to a client."""
    return Entry(now.id, now.version + 1, action, at, origin, values_of(now), other=other)


def _as_seen(now: Client) -> tuple[ColumnElement[bool], ...]:
    return clients.c.id == now.id, clients.c.version == now.version


def values_of(client: Client) -> Values:
    """What a write to the client replaces."""
    return Values(client.name, client.email)
