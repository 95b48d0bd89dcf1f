"""How a question to the directory is put, so that a large one need not be read whole."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Row, Select, func, select

from tools.filters import Filters, conditions
from tools.name_search import FEW, are_few, is_indexed, named
from tools.tables import clients

COLUMNS = (clients.c.id, clients.c.nombre, clients.c.email, clients.c.creado)
HIGHEST = 10**18
"""No id is as high."""
STEP = 1_000
"""Clients that are looked at in their order, before an index finds all that are left to show."""

UNORDERED = clients.c.id + 0
"""A sum keeps the engine from reading the whole table in the order of its ids."""

Conditions = list[ColumnElement[bool]]
Rows = Sequence[Row[int, str, str, datetime]]


@dataclass(frozen=True)
class Stretch:
    """So many clients in the order of their ids, or newest first; `start` is not one of them."""

    start: int
    newest_first: bool
    limit: int

    def of(self, query: Select[Any], key: ColumnElement[int]) -> Select[Any]:
        """The rows of the query that are in the stretch."""
        if self.newest_first:
            return query.where(key < self.start).order_by(key.desc()).limit(self.limit)
        return query.where(key > self.start).order_by(key).limit(self.limit)

    def within(self, edge: int) -> "Stretch":
        """The same clients, when the first of all that are wanted is this one."""
        if self.newest_first:
            return replace(self, start=min(self.start, edge + 1))
        return replace(self, start=max(self.start, edge - 1))


def search(connection: Connection, filters: Filters, stretch: Stretch) -> tuple[int, Rows]:
    """How many clients are found, and those of the stretch."""
    rows, wanted = _candidates(connection, filters)
    edge = func.max(rows.c.id) if stretch.newest_first else func.min(rows.c.id)
    asked = [func.count(), edge] if filters.dated else [func.count()]
    total, *first = connection.execute(select(*asked).select_from(rows).where(*wanted)).one()
    if total and first:
        stretch = stretch.within(first[0])
    if rows is not clients or not wanted:
        return total, _read(connection, stretch, select(rows.c.id).where(*wanted), rows.c.id)
    found = _near(connection, filters, stretch) if total > STEP else ()
    if len(found) < stretch.limit:
        found = _read(connection, stretch, select(clients.c.id).where(*wanted), UNORDERED)
    return total, found


def _near(connection: Connection, filters: Filters, stretch: Stretch) -> Rows:
    """Those of the stretch that are among the next clients of all."""
    step = replace(stretch, limit=STEP).of(select(clients), clients.c.id).subquery()
    ids = select(step.c.id).where(*conditions(filters, step))
    return _read(connection, stretch, ids, step.c.id)


def _candidates(connection: Connection, filters: Filters) -> tuple[FromClause, Conditions]:
    """Rows among which are all clients wanted, and by what to know those."""
    words = filters.words
    ids = named(connection, [word for word in words if is_indexed(word)])
    if ids is not None and filters.only_text and all(map(is_indexed, words)):
        return ids.subquery(), []
    if ids is not None and are_few(connection, ids):
        # The limit keeps the engine from beginning with another index.
        few = select(clients).where(clients.c.id.in_(ids)).limit(FEW).subquery()
        return few, conditions(filters, few)
    return clients, conditions(filters, clients)


def _read(
    connection: Connection, stretch: Stretch, ids: Select[int], key: ColumnElement[int]
) -> Rows:
    order = clients.c.id.desc() if stretch.newest_first else clients.c.id
    query = select(*COLUMNS).where(clients.c.id.in_(stretch.of(ids, key))).order_by(order)
    return connection.execute(query).all()
