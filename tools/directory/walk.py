"""Goes through all clients that match filters, a batch at a time, for exports.

Each batch is a transaction of its own, so that a slow reader blocks no writer and no vacuum.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from tools.database.engine import Database
from tools.directory.clients import Client
from tools.directory.filters import Filters, conditions
from tools.directory.search import COLUMNS
from tools.tables import clients

BATCH = 1_000
"""Clients that are examined in one transaction."""


def walk_clients(database: Database, filters: Filters) -> Iterator[list[Client]]:
    """Batches of matching clients in the order of their ids; a batch without any is empty.

    Clients that are created meanwhile come last. Raises `DatabaseUnavailable`.
    """
    last: int | None = 0
    while last is not None:
        with database.read() as transaction:
            found, last = _batch(transaction, filters, after=last)
        yield found


def _batch(
    connection: Connection, filters: Filters, *, after: int
) -> tuple[list[Client], int | None]:
    """The matching ones of the next clients, and the last id examined, None at the end.

    The inner limit makes the engine read in the order of ids, whatever the filters are.
    """
    query = select(clients).where(clients.c.id > after).order_by(clients.c.id).limit(BATCH)
    examined = query.subquery()
    last = connection.execute(select(func.max(examined.c.id))).scalar_one()
    columns = [examined.c[column.name] for column in COLUMNS]
    wanted = select(*columns).where(*conditions(filters, examined)).order_by(examined.c.id)
    return [Client(*row) for row in connection.execute(wanted)], last
