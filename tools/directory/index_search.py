"""Answers filters from the index of the directory, exactly and in about the same time for all."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Connection, Row, select

from tools.directory.blocks import Sets, from_bytes, join, split
from tools.directory.filters import Filters, conditions
from tools.directory.indexing import blocks, changes, terms
from tools.directory.instants import before
from tools.directory.terms import INSTANT, LAST, asked
from tools.tables import clients

Blocks = Sequence[Row[int, bytes, int, int]]

FAR = 10**18
"""Seconds after and before all instants."""
FEW_BLOCKS = 12
"""Directories up to this large are read as fast without the index."""
MANY = 8_192
"""So many changed clients are not read one by one: all are compared without the index."""


def matches(connection: Connection, filters: Filters) -> Sets | None:
    """The clients that are found; None when the index cannot tell, or is no quicker.

    It is not for an email, for ids and for a session, of which there are few, and cannot tell
    instants of the same second from each other.
    """
    found, few = asked(filters), (filters.email, filters.ids, filters.session_id)
    if connection.dialect.name != "sqlite" or found is None or few != (None, None, None):
        return None
    if any(edge and edge.microsecond for edge in (filters.created_from, filters.created_before)):
        return None
    rows = connection.execute(select(blocks)).all()
    if len(rows) < FEW_BLOCKS:
        return None
    changed = connection.execute(select(changes.c.id).limit(MANY)).scalars().all()
    if len(changed) == MANY:
        return None
    sets = _in_time(connection, filters, rows)
    for first, last in found:
        having = _having(connection, terms.c.termino.between(first, last))
        sets = {number: bits & having[number] for number, bits in sets.items() if number in having}
    stale, fresh = split(changed), split(_changed(connection, filters))
    sets = {number: bits & ~stale.get(number, 0) for number, bits in sets.items()}
    return sets | {number: bits | sets.get(number, 0) for number, bits in fresh.items()}


def _having(connection: Connection, condition: ColumnElement[bool]) -> Sets:
    """The indexed clients that have one of these terms."""
    everywhere = terms.c.bloque.in_(select(blocks.c.bloque))
    query = select(terms.c.bloque, terms.c.ids).where(everywhere, condition)
    return join((number, stored) for number, stored in connection.execute(query))


def _changed(connection: Connection, filters: Filters) -> Sequence[int]:
    """Those found among the clients that are not indexed as they are now."""
    # The limit keeps the engine from beginning with another index.
    rows = select(clients).where(clients.c.id.in_(select(changes.c.id))).limit(MANY).subquery()
    return connection.execute(select(rows.c.id).where(*conditions(filters, rows))).scalars().all()


def _in_time(connection: Connection, filters: Filters, rows: Blocks) -> Sets:
    """The indexed clients of the dates asked for."""
    start, stop = (
        default if edge is None else int(edge.timestamp())
        for edge, default in ((filters.created_from, -FAR), (filters.created_before, FAR))
    )
    cut = [n for n, _, low, high in rows if low < start <= high or low < stop <= high]
    planes, sets = _planes(connection, cut), {}
    for number, stored, low, high in rows:
        everyone, having = from_bytes(stored), planes[number]
        early = before(start, low, high, having, everyone)
        sets[number] = before(stop, low, high, having, everyone) & ~early
    return sets


def _planes(connection: Connection, numbers: Collection[int]) -> dict[int, list[int]]:
    """The bits of the instants of these blocks, highest first."""
    planes: dict[int, list[int]] = defaultdict(list)
    bits = terms.c.termino.between(INSTANT, INSTANT + LAST)
    query = select(terms.c.bloque, terms.c.ids).where(terms.c.bloque.in_(numbers), bits)
    ordered = query.order_by(terms.c.bloque, terms.c.termino)
    for number, stored in connection.execute(ordered) if numbers else ():
        planes[number].append(from_bytes(stored))
    return planes
