"""Goes through all clients that match filters, a batch at a time, for exports.

Each batch is a transaction of its own, so that a slow reader blocks no writer and no vacuum.
"""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import Connection, select

from tools.database.engine import Database
from tools.directory.clients import Client, first_cursor
from tools.directory.filters import Filters, conditions
from tools.directory.pages import PageRequest
from tools.directory.search import COLUMNS
from tools.tables import clients

BATCH = 1_000
"""Clients that are examined in one transaction."""


def walk_clients(
    database: Database, filters: Filters, *, newest_first: bool = False, by_name: bool = False
) -> Iterator[list[Client]]:
    """Batches of matching clients in an order of `find_clients`; a batch without any is empty.

    In the order of creation, clients that are created meanwhile come last. Raises
    `DatabaseUnavailable`.
    """
    start = int(first_cursor(newest_first=newest_first, by_name=by_name))
    page: PageRequest | None = PageRequest(start, newest_first, BATCH, by_name)
    while page is not None:
        with database.read() as transaction:
            found, page = _batch(transaction, filters, page)
        yield found


def _batch(
    connection: Connection, filters: Filters, page: PageRequest
) -> tuple[list[Client], PageRequest | None]:
    """The matching ones of the next clients, and where to go on, None at the end.

    The inner limit makes the engine read in the order asked for, whatever the filters are.
    """
    examined = page.of(select(clients), clients.c.id).subquery()
    name, order = examined.c.nombre_plegado, page.ordered(examined)
    backwards = replace(page, newest_first=not page.newest_first).ordered(examined)
    last = connection.execute(select(examined.c.id, name).order_by(*backwards).limit(1)).first()
    columns = [examined.c[column.name] for column in COLUMNS]
    wanted = select(*columns).where(*conditions(filters, examined)).order_by(*order)
    found = [Client(*row) for row in connection.execute(wanted)]
    return found, last and replace(page, start=last.id, after=last.nombre_plegado)
