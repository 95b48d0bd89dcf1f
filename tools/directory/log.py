"""The log of writes to the directory: who wrote when, in which turn, and what was replaced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    Connection,
    Row,
    Select,
    bindparam,
    delete,
    exists,
    func,
    insert,
    null,
    select,
    update,
)

from tools.encryption.columns import encrypted_replaced, keys_of, replaced_of
from tools.encryption.keyring import Keyring
from tools.errors import DecryptionError
from tools.tables import changes, clients

Action = Literal["crear", "cambiar", "borrar", "unir", "deshacer"]

# Built once: building a statement costs more than SQLite needs to run it.
APPEND = insert(changes)
OF_CLIENT = (
    select(changes)
    .where(changes.c.cliente == bindparam("client"))
    .order_by(changes.c.version.desc())
)
OTHER_HALVES = select(changes).where(
    changes.c.cliente.in_(bindparam("others", expanding=True)),
    changes.c.con == bindparam("client"),
)
_LATEST = (
    select(func.max(changes.c.turno))
    .where(changes.c.session_id == bindparam("session"))
    .scalar_subquery()
)
OF_LAST_TURN = (
    select(changes)
    .where(changes.c.session_id == bindparam("session"), changes.c.turno == _LATEST)
    .order_by(changes.c.id.desc())
)


class Values(NamedTuple):
    """What a client is: its name and its email."""

    name: str
    email: str


@dataclass(frozen=True)
class Origin:
    """Who writes to the directory: the turn of a conversation, and the authenticated caller."""

    session_id: str | None = None
    turn: int | None = None
    """Without a session the number of an import."""
    owner: str = ""
    """Empty without authentication, as the credential is."""
    credential: str = ""
    """Public name of the caller's key or token: `key:<id>`, `jwt:<subject>`."""


@dataclass(frozen=True)
class Entry:
    """A row of the log; `at` is aware UTC."""

    client: int
    version: int
    """The client's, which this write produced."""
    action: Action
    at: datetime
    origin: Origin
    replaced: Values | None = None
    """None where nothing was: of a creation, and of a client that was brought back."""
    undoes: int | None = None
    """Id of the entry that this one takes back; no two take back the same."""
    other: int | None = None
    """Of a merge the other client."""
    id: int = 0
    """0 until it is stored."""
    unreadable: str = ""
    """Why the replaced values failed decryption, if they did."""


def append(connection: Connection, entries: Sequence[Entry]) -> None:
    """Log writes, in their transaction."""
    keys = keys_of(connection)
    rows = [
        {
            "cliente": each.client,
            "version": each.version,
            "accion": each.action,
            "datos": encrypted_replaced(
                each.client, each.version, each.replaced and _data(each.replaced), keys
            ),
            "momento": each.at,
            "titular": each.origin.owner,
            "credencial": each.origin.credential,
            "session_id": each.origin.session_id,
            "turno": each.origin.turn,
            "deshace": each.undoes,
            "con": each.other,
        }
        for each in entries
    ]
    connection.execute(APPEND, rows)


def entries_of(connection: Connection, client_id: int) -> list[Entry]:
    """The writes to a client, newest first. Raises `DecryptionError`."""
    return _entries(connection, OF_CLIENT, client=client_id)


def merged_with(connection: Connection, log: Sequence[Entry]) -> dict[int, Values]:
    """Of each merge in a client's log, by its version, what the other client was.

    Not kept twice: the other client's own log has it, until that is erased. Raises
    `DecryptionError`.
    """
    merges = {(entry.other, entry.at): entry for entry in log if entry.other is not None}
    if not merges:
        return {}
    others = sorted({client for client, _ in merges})
    halves = _entries(connection, OTHER_HALVES, others=others, client=log[0].client)
    found = ((merges.get((half.client, half.at)), half.replaced) for half in halves)
    return {merge.version: values for merge, values in found if merge and values}


def last_turn(connection: Connection, session_id: str) -> list[Entry]:
    """What the session's last turn that wrote has written, newest first."""
    return _entries(connection, OF_LAST_TURN, session=session_id)


def stored_entries(connection: Connection, *, after: int, limit: int) -> list[Entry]:
    """Entries of all clients in the order of their ids, from the one after id `after`."""
    query = select(changes).where(changes.c.id > after).order_by(changes.c.id).limit(limit)
    keys = keys_of(connection)
    return [_stored(row, keys) for row in connection.execute(query)]


def erase_values(connection: Connection, entries: Sequence[Entry]) -> None:
    """Forget what these writes replaced; with it goes the log of a client that is deleted."""
    ids = [entry.id for entry in entries]
    connection.execute(update(changes).where(changes.c.id.in_(ids)).values(datos=null()))
    gone = [entry.client for entry in entries]
    living = exists().where(clients.c.id == changes.c.cliente)
    connection.execute(delete(changes).where(changes.c.cliente.in_(gone), ~living))


def erase_author(connection: Connection, entries: Sequence[Entry], *, mark: str) -> None:
    """Put a mark in place of the names of those who wrote these entries."""
    ids = [entry.id for entry in entries]
    written = update(changes).where(changes.c.id.in_(ids))
    connection.execute(written.values(titular=mark, credencial=""))


def entry_of(row: Row[Any], keys: Keyring | None) -> Entry:
    """The entry of a stored row. Raises `DecryptionError`."""
    return _entry(row, replaced_of(row, keys))


def _data(values: Values) -> dict[str, str]:
    return {"nombre": values.name, "email": values.email}


def _stored(row: Row[Any], keys: Keyring | None) -> Entry:
    try:
        return entry_of(row, keys)
    except DecryptionError as error:
        return _entry(row, None, unreadable=str(error))


def _entry(row: Row[Any], replaced: dict[str, str] | None, *, unreadable: str = "") -> Entry:
    return Entry(
        id=row.id,
        client=row.cliente,
        version=row.version,
        action=row.accion,
        at=row.momento,
        origin=Origin(row.session_id, row.turno, row.titular, row.credencial),
        replaced=Values(replaced["nombre"], replaced["email"]) if replaced else None,
        undoes=row.deshace,
        other=row.con,
        unreadable=unreadable,
    )


def _entries(connection: Connection, query: Select[Any], **values: object) -> list[Entry]:
    keys = keys_of(connection)
    return [entry_of(row, keys) for row in connection.execute(query, values)]
