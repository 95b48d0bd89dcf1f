"""How a question to the directory is put, so that a large one need not be read whole."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, Row, func, select

from tools.directory.blocks import beyond
from tools.directory.filters import Filters, conditions
from tools.directory.index_search import matches
from tools.tables import clients

COLUMNS = (clients.c.id, clients.c.nombre, clients.c.email, clients.c.creado)
HIGHEST = 10**18
"""No id is as high."""

Rows = Sequence[Row[int, str, str, datetime]]


def search(
    connection: Connection, filters: Filters, start: int, *, newest_first: bool, limit: int
) -> tuple[int, Rows]:
    """How many clients are found, and some in the order of their ids, of which `start` is none."""
    order = clients.c.id.desc() if newest_first else clients.c.id
    query = select(*COLUMNS).order_by(order)
    sets = matches(connection, filters)
    if sets is not None:
        ids = list(islice(beyond(sets, start, newest_first=newest_first), limit))
        total = sum(bits.bit_count() for bits in sets.values())
        return total, connection.execute(query.where(clients.c.id.in_(ids))).all()
    wanted = conditions(filters, clients)
    count = select(func.count()).select_from(clients).where(*wanted)
    after = clients.c.id < start if newest_first else clients.c.id > start
    rows = connection.execute(query.where(after, *wanted).limit(limit)).all()
    return connection.execute(count).scalar_one(), rows
