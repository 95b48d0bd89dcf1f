"""What is left of a deleted client: nothing, in no table of the name index and no file."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from tools.database.engine import Database, open_database
from tools.directory.changes import erase_client
from tools.directory.clients import create_client, find_clients
from tools.directory.filters import Filters

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
NAME = "ზხჯ ჰჱჲ"
EMAIL = "ჵჶჷჸ@kqz.example"
"""Of letters that no other name or address has."""
TRACES = [
    text[start : start + 3].encode()[2:]
    for text in (NAME, EMAIL[:5])
    for start in range(len(text) - 2)
]
"""Trigrams without the bytes that FTS5 leaves out of a term which begins as the one before it."""


def add(database: Database, *names: str) -> int:
    with database.write() as transaction:
        for number, name in enumerate(names):
            email = EMAIL if name == NAME else f"{name}{number}@x.es".replace(" ", "")
            last = create_client(transaction, name=name, email=email, created=NOW)
    return last.id


def in_tables(database: Database) -> list[bytes]:
    """Every value of every table, the index's own tables included."""
    with database.read() as transaction:
        query = "SELECT name FROM sqlite_master WHERE type = 'table'"
        tables = transaction.exec_driver_sql(query).scalars().all()
        assert {"clientes_nombres_data", "clientes_nombres_idx"} <= set(tables)
        return [value for table in tables for value in _values(transaction, table)]


def _values(transaction: Connection, table: str) -> Iterable[bytes]:
    rows = transaction.exec_driver_sql(f"SELECT * FROM {table}").all()  # noqa: S608 - our tables
    for value in (value for row in rows for value in row):
        yield value if isinstance(value, bytes) else str(value).encode()


def traces_in(values: Iterable[bytes]) -> set[bytes]:
    everything = b"\0".join(values)
    return {trace for trace in TRACES if trace in everything}


def remove(transaction: Connection, client_id: int) -> None:
    erase_client(transaction, client_id)


def rename(transaction: Connection, client_id: int) -> None:
    change = "UPDATE clientes SET nombre='Eva', nombre_plegado='eva', email='e@x.es',"
    plain = f"{change} email_plegado='e@x.es', dominio='x.es' WHERE id = {client_id}"
    transaction.exec_driver_sql(plain)


def replace(transaction: Connection, client_id: int) -> None:
    transaction.exec_driver_sql(
        "INSERT OR REPLACE INTO clientes"  # noqa: S608 - a number of ours
        " (id, nombre, nombre_plegado, email, email_plegado, dominio, creado)"
        f" VALUES ({client_id}, 'Eva', 'eva', 'e@x.es', 'e@x.es', 'x.es', '2026-01-01')"
    )


@pytest.mark.parametrize("scheme", ["sqlite://", "sqlite+pysqlcipher://:corcho@"])
@pytest.mark.parametrize("change", [remove, rename, replace])
def test_nothing_of_a_name_that_is_gone_is_left(
    change: Callable[[Connection, int], None], scheme: str, tmp_path: Path
) -> None:
    database = open_database(f"{scheme}/{tmp_path}/business.db")
    add(database, *(f"Ana {number}" for number in range(300)))
    client_id = add(database, NAME)
    add(database, *(f"Luis {number}" for number in range(300)))
    with database.write() as transaction:
        ignored = "INSERT OR IGNORE INTO clientes SELECT * FROM clientes WHERE id = {}"
        transaction.exec_driver_sql(ignored.format(client_id))
        known = [Filters(text=NAME), Filters(part=EMAIL[:3])]
        assert [find_clients(transaction, each).total for each in known] == [1, 1]
        change(transaction, client_id)
        assert [find_clients(transaction, each).total for each in known] == [0, 0]
    assert traces_in(in_tables(database))
    database.vacuum()
    assert not traces_in(in_tables(database))
    database.close()
    files = [path.read_bytes() for path in tmp_path.iterdir()]
    assert not traces_in(files)
    assert (b"luis" in b"".join(files)) == (scheme == "sqlite://")
