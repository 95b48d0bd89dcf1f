"""Makes the tables of working memory in a PostgreSQL database, one process at a time."""

from pathlib import Path
from typing import Any

from langgraph.checkpoint.postgres.base import MIGRATIONS
from psycopg import Connection

from graph.errors import MemoryMisconfigured

VERSION = 1
"""Of our own tables."""
SCRIPT = Path(__file__).with_name("postgres_memory.sql")
NEWER = (
    "MEMORY_URL's database was written by a newer version of {}: upgrade the program, or name "
    "another database"
)

ONE_AT_A_TIME = (
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL lock_timeout = '600s'",
    "SELECT pg_advisory_xact_lock(7236103)",
)
MADE = "SELECT to_regclass('checkpoint_migrations'), to_regclass('checkpoint_rules')"
STOCK_VERSION = "SELECT max(v) FROM checkpoint_migrations"
OUR_VERSION = "SELECT version, kept FROM checkpoint_rules"
RULES = "INSERT INTO checkpoint_rules VALUES (1, %s, %s, '')"
KEEP = "UPDATE checkpoint_rules SET kept = %s WHERE kept <> %s"


def set_up(connection: Connection[Any], *, keep: int) -> None:
    """Make or migrate the tables, which keep the last `keep` checkpoints of each thread.

    Raises `MemoryMisconfigured` for tables that a newer program made, and the driver's errors.
    """
    if connection.info.parameter_status("server_encoding") != "UTF8":
        raise MemoryMisconfigured("MEMORY_URL names a database that is not encoded in UTF8")
    with connection.transaction():
        for statement in ONE_AT_A_TIME:
            connection.execute(statement.encode())
        stock, ours = _row(connection, MADE)
        _migrate_stock(connection, _row(connection, STOCK_VERSION)[0] if stock else None)
        if ours is None:
            connection.execute(SCRIPT.read_bytes())
            connection.execute(RULES, (VERSION, keep))
            return
        version, kept = _row(connection, OUR_VERSION)
        if version > VERSION:
            raise MemoryMisconfigured(NEWER.format("the program"))
        if kept != keep:
            connection.execute(KEEP, (keep, keep))


def _migrate_stock(connection: Connection[Any], version: int | None) -> None:
    """As `PostgresSaver.setup`, in a transaction, where no index can be made `CONCURRENTLY`."""
    done = -1 if version is None else version
    if done >= len(MIGRATIONS):
        raise MemoryMisconfigured(NEWER.format("langgraph-checkpoint-postgres"))
    for number, migration in list(enumerate(MIGRATIONS))[done + 1 :]:
        connection.execute(migration.replace("CONCURRENTLY ", "").encode())
        connection.execute("INSERT INTO checkpoint_migrations (v) VALUES (%s)", (number,))


def _row(connection: Connection[Any], query: str) -> tuple[Any, ...]:
    (found,) = connection.execute(query.encode()).fetchall()
    row: tuple[Any, ...] = found
    return row
