"""The rows of every table as they are stored: read in one order on both engines, and inserted."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Insert,
    Row,
    String,
    Table,
    Text,
    cast,
    column,
    func,
    insert,
    select,
    table,
)
from sqlalchemy.types import NullType

from tools.tables import heartbeat, metadata

MOVED = tuple(each for each in metadata.sorted_tables if each is not heartbeat)
"""Every table but the heartbeat, each after those that its foreign keys lead to."""
BATCH = 1_000
"""Rows in one piece of a result, and in one transaction that writes."""
BYTES = {"sqlite": "BINARY", "postgresql": "C"}
"""By dialect the collation that compares bytes: the order of texts must not depend on a locale."""
LIMITS = ("statement_timeout", "idle_in_transaction_session_timeout", "transaction_timeout")
UNLIMITED = f"SELECT set_config(name, '0', true) FROM pg_settings WHERE name IN {LIMITS}"  # noqa: S608 - constants


def lift_limits(connection: Connection) -> None:
    """Let one transaction read everything, however long that takes; PostgreSQL may have limits."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(UNLIMITED)


def key_of(moved: Table) -> Any:
    """The column that is the table's primary key."""
    (key,) = moved.primary_key
    return key


def ordering(connection: Connection, by: Any) -> ColumnElement[Any]:
    """A column with the order that both engines share."""
    named: ColumnElement[Any] = by
    return named.collate(BYTES[connection.dialect.name]) if isinstance(by.type, String) else named


def rows_of(
    connection: Connection, moved: Table, *order: Any, after: object = None, batch: int = BATCH
) -> Iterator[Sequence[Row[Any]]]:
    """The table's rows by these columns, in batches; those whose first column is past `after`."""
    columns = [ordering(connection, each) for each in order]
    query = select(*map(_read, moved.c)).order_by(*columns)
    if after is not None:
        query = query.where(columns[0] > after)
    streamed = connection.execution_options(yield_per=batch).execute(query)
    yield from streamed.partitions()


def last_of(connection: Connection, moved: Table) -> object:
    """The highest primary key; None without rows."""
    highest = func.max(ordering(connection, key_of(moved)))
    return connection.execute(select(highest)).scalar_one()


def has_rows(connection: Connection, moved: Table) -> bool:
    """Whether the table has any row."""
    return connection.execute(select(key_of(moved)).limit(1)).first() is not None


def count_of(connection: Connection, moved: Table) -> int:
    """The number of the table's rows."""
    return connection.execute(select(func.count()).select_from(moved)).scalar_one()


def inserted(moved: Table) -> Insert:
    """An insertion of rows as `rows_of` reads them."""
    written = [column(each.name, _written(each)) for each in moved.c]
    return insert(table(moved.name, *written))


def _read(each: Any) -> ColumnElement[Any]:
    """JSON as its text, byte for byte; it may be a ciphertext."""
    named: ColumnElement[Any] = each
    return cast(each, Text).label(each.name) if isinstance(each.type, JSON) else named


def _written(each: Any) -> Any:
    """JSON without a type: the driver would encode its text once more."""
    return NullType() if isinstance(each.type, JSON) else each.type
