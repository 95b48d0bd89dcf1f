"""Takes an import back: all clients that it added and that nobody has written to since.

The log names an import by a number, in the place of a turn. As it is made of the file's
fingerprint, an import that was cut off and sent again is one import.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Integer, bindparam, delete, select

from tools.database.engine import Database
from tools.directory.changes import values_of
from tools.directory.clients import Client
from tools.directory.importing.importing import BATCH, Writing
from tools.directory.log import Entry, Origin, append
from tools.directory.search import COLUMNS
from tools.errors import NoSuchImport
from tools.tables import changes, clients

ABOVE_TURNS = 2**30
"""No session has so many turns; the numbers of imports begin here, and fit 31 bits."""
ADDED = (
    select(changes.c.id, changes.c.cliente)
    .where(
        changes.c.session_id.is_(None),
        changes.c.turno == bindparam("number", type_=Integer),
        changes.c.accion == "crear",
        changes.c.id > bindparam("after"),
    )
    .order_by(changes.c.id)
    .limit(BATCH)
)
OWN = ADDED.where(
    changes.c.titular == bindparam("owner"), changes.c.credencial == bindparam("credential")
)
THERE = select(*COLUMNS).where(clients.c.id.in_(bindparam("ids", expanding=True)))
REMOVE = (
    delete(clients)
    .where(clients.c.id.in_(bindparam("ids", expanding=True)), clients.c.version == 1)
    .returning(clients.c.id)
)


@dataclass(frozen=True)
class TakenBack:
    """Some of an import's clients, and what became of them."""

    removed: int = 0
    gone: int = 0
    """Those who were not there any more: deleted, or taken back before."""
    kept: tuple[Client, ...] = ()
    """Those who were changed since: they stay as they are."""


def import_number(fingerprint: str) -> int:
    """The number by which the log names the import of a file with this fingerprint."""
    return ABOVE_TURNS + int(fingerprint[:8], 16) % ABOVE_TURNS


def importing(origin: Origin, fingerprint: str) -> Origin:
    """The origin of what an import writes."""
    return replace(origin, turn=import_number(fingerprint))


def undo_import(
    database: Database, fingerprint: str, writing: Writing, *, of_anybody: bool
) -> Generator[TakenBack]:
    """Take the import back, a batch a transaction; begun again, it goes on from there.

    `of_anybody`: also what others imported. Raises `NoSuchImport`, `DatabaseUnavailable`.
    """
    asked: dict[str, object] = {"number": import_number(fingerprint), "after": 0}
    origin = writing.origin
    asked |= {} if of_anybody else {"owner": origin.owner, "credential": origin.credential}
    added, first = ADDED if of_anybody else OWN, True
    while True:
        with database.write() as transaction:
            rows = transaction.execute(added, asked).all()
            entries = {row.cliente: row.id for row in rows}
            batch = _taken_back(transaction, entries, writing)
        if first and not rows:
            raise NoSuchImport("no import has this token")
        yield batch
        if len(rows) < BATCH:
            return
        first, asked["after"] = False, rows[-1].id


def _taken_back(transaction: Connection, added: dict[int, int], writing: Writing) -> TakenBack:
    """Remove those of the clients who are as they were added; each with its creation's entry."""
    there = [Client(*row) for row in transaction.execute(THERE, {"ids": [*added]})] if added else []
    as_added = {client.id: client for client in there if client.version == 1}
    removed = _remove(transaction, [*as_added])
    entries = [
        Entry(
            *(key, 2, "deshacer", writing.at, writing.origin),
            values_of(as_added[key]),
            undoes=added[key],
        )
        for key in removed
    ]
    if entries:
        append(transaction, entries)
    kept = tuple(client for client in there if client.id not in removed)
    return TakenBack(len(removed), len(added) - len(there), kept)


def _remove(transaction: Connection, ids: Sequence[int]) -> set[int]:
    return set(transaction.execute(REMOVE, {"ids": ids}).scalars()) if ids else set()
