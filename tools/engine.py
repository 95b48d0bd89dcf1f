"""Opens the business database: the engine, its transactions and its schema."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tools.errors import DatabaseMisconfigured, DatabaseUnavailable
from tools.migrations import upgrade
from tools.sqlite import patiently

POOL_SIZE, POOL_OVERFLOW = 16, 112

Transaction = Connection
"""What the functions of this room work in; other rooms pass it on and never look inside."""


class Database:
    """Hands out transactions. Safe to share between threads; `close()` when done."""

    def __init__(self, engine: Engine) -> None:
        """Take an engine whose schema is up to date."""
        self._engine = engine

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent snapshot. Raises `DatabaseUnavailable`."""
        with self._transaction(write=False) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, alone in writing from its start. Raises `DatabaseUnavailable`."""
        with self._transaction(write=True) as connection:
            yield connection

    @contextmanager
    def _transaction(self, *, write: bool) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection, _begun(connection, write=write):
                yield connection
        except (DBAPIError, PoolTimeout) as error:
            raise DatabaseUnavailable("the business database is unavailable") from error

    def close(self) -> None:
        """Close every pooled connection."""
        self._engine.dispose()


def open_database(url: str, *, timeout: float = 15.0) -> Database:
    """Open the database at a SQLAlchemy URL and bring its schema up to date.

    `timeout` is in seconds. Raises `DatabaseMisconfigured` and `DatabaseUnavailable`.
    """
    engine = _engine(_parsed(url), timeout)
    try:
        with engine.connect() as connection, _begun(connection, write=True):
            upgrade(connection)
    except SQLAlchemyError as error:
        engine.dispose()
        raise DatabaseUnavailable("the business database cannot be opened") from error
    return Database(engine)


def _begun(connection: Connection, *, write: bool) -> AbstractContextManager[object]:
    return connection.execution_options(write=write).begin()


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
        parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError) as error:
        raise DatabaseMisconfigured(
            "DATABASE_URL is not a SQLAlchemy URL, for example sqlite:///data/recepcionista.db"
        ) from error
    if parsed.get_backend_name() == "sqlite":
        _prepare_file(parsed.database)
    return parsed


def _prepare_file(path: str | None) -> None:
    if not path or path == ":memory:":
        raise DatabaseMisconfigured(
            "DATABASE_URL names no file: SQLite in memory forgets everything and is not shared by "
            "threads; set sqlite:///data/recepcionista.db"
        )
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnavailable("the folder of the business database cannot be made") from error


def _engine(url: URL, timeout: float) -> Engine:
    pool: dict[str, Any] = {
        "pool_size": POOL_SIZE,
        "max_overflow": POOL_OVERFLOW,
        "pool_timeout": timeout,
        "hide_parameters": True,
    }
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, **pool)
    engine = create_engine(url, connect_args={"timeout": timeout}, **pool)
    event.listen(engine, "connect", partial(_configure_sqlite, timeout=timeout))
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: Any, _record: object, *, timeout: float) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        patiently(partial(connection.execute, f"PRAGMA {pragma}"), timeout=timeout)


def _begin_sqlite(connection: Connection) -> None:
    """Writers start as writers, so that no transaction is upgraded and then refused."""
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
