"""All clients that are looked for, stretch by stretch, however large the directory is.

Each stretch is a transaction of its own: a reader that is slow keeps nobody from anything.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from tools.database.engine import Database
from tools.directory.clients import Client
from tools.directory.filters import Filters, conditions
from tools.directory.search import COLUMNS
from tools.tables import clients

STRETCH = 1_000
"""Clients that are looked at in one transaction."""


def walk_clients(database: Database, filters: Filters) -> Iterator[list[Client]]:
    """Those that the filters let through, by id; a stretch in which there are none is empty.

    Clients that are created meanwhile come at the end. Raises `DatabaseUnavailable`.
    """
    last: int | None = 0
    while last is not None:
        with database.read() as transaction:
            found, last = _stretch(transaction, filters, after=last)
        yield found


def _stretch(
    connection: Connection, filters: Filters, *, after: int
) -> tuple[list[Client], int | None]:
    """Those of the next clients, and the last id looked at; None when there are no more.

    The limit has the engine go by ids, whichever index the filters suggest to it.
    """
    query = select(clients).where(clients.c.id > after).order_by(clients.c.id).limit(STRETCH)
    looked_at = query.subquery()
    last = connection.execute(select(func.max(looked_at.c.id))).scalar_one()
    columns = [looked_at.c[column.name] for column in COLUMNS]
    wanted = select(*columns).where(*conditions(filters, looked_at)).order_by(looked_at.c.id)
    return [Client(*row) for row in connection.execute(wanted)], last
