"""Opens the business database: its transactions, its schema, and whether it works."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    NullPool,
    QueuePool,
    create_engine,
    delete,
    insert,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from tools.database.advisory_lock import hold_shared
from tools.database.copying import copy_database
from tools.database.lock_file import LockFile
from tools.database.outages import outages
from tools.database.private_files import make_private
from tools.database.schema import migrate
from tools.database.sqlcipher import is_encrypted, wrong_passphrase
from tools.database.sqlite import sqlite_engine
from tools.database.sqlite_files import vacuum
from tools.database.urls import parsed_url, sqlite_file
from tools.encryption.columns import OPTION, json_or_none
from tools.encryption.keyring import Keyring
from tools.errors import DatabaseMisconfigured, DatabaseUnavailable
from tools.tables import clients, heartbeat, messages, name_index, sessions

POOL_SIZE, POOL_OVERFLOW = 16, 112
PROBE_TIMEOUT = 1.0
"""Seconds after which a database that can be read but not written counts as broken."""

Transaction = Connection
"""An argument of the functions of tools/; graph/ and api/ pass it on and never use it."""


class Database:
    """Hands out transactions. Safe to share between threads; `close()` when done."""

    def __init__(
        self, engine: Engine, probe: Engine, *, timeout: float, lock: LockFile | None = None
    ) -> None:
        """Take an engine whose schema is up to date, and one that connects anew each time."""
        self._engine, self._probe, self._timeout, self._lock = engine, probe, timeout, lock
        self._writing = Lock()

    @property
    def file(self) -> Path | None:
        """SQLite's file; None for another database."""
        url = self._engine.url
        return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent snapshot. Raises `DatabaseUnavailable`."""
        with outages(), self._engine.connect() as connection, _begun(connection, write=False):
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, alone in writing from its start. Raises `DatabaseUnavailable`.

        A lock orders the threads: SQLite makes waiting connections poll, and some starve.
        """
        if not self._writing.acquire(timeout=self._timeout):
            raise DatabaseUnavailable("the business database is busy")
        try:
            with outages(), self._engine.connect() as connection, _begun(connection, write=True):
                yield connection
        finally:
            self._writing.release()

    def check(self, at: datetime) -> None:
        """Read and write on a new connection. Raises `DatabaseUnavailable`."""
        with outages(), self._probe.connect() as connection, _begun(connection, write=True):
            for table in (sessions, messages, clients):
                connection.execute(select(table).limit(1))
            connection.execute(delete(heartbeat))
            connection.execute(insert(heartbeat).values(id=1, momento=at))

    def vacuum(self, *, patience: float = 0.0) -> None:
        """Leave no trace of deleted rows in the files. Raises `DatabaseUnavailable`.

        `patience` is in seconds, for the write-ahead log that others use.

        Rewrites SQLite's files, while other writers wait; PostgreSQL vacuums by itself.
        """
        if self._engine.dialect.name != "sqlite":
            return
        with self.write() as transaction:
            # The full-text index keeps deleted names' trigrams in its pages.
            transaction.execute(insert(name_index).values(clientes_nombres="rebuild"))
        driver = self._engine.dialect.loaded_dbapi
        with outages(driver.Error), closing(self._engine.raw_connection()) as connection:
            vacuum(connection, patience=patience)

    def backup(self, path: Path) -> None:
        """Copy everything, as it is at one moment, to a new file, without what was deleted.

        Writers go on meanwhile. Raises `DatabaseUnavailable`, and `DatabaseMisconfigured` for a
        database that is no file.
        """
        if self._engine.dialect.name != "sqlite":
            raise DatabaseMisconfigured(
                "DATABASE_URL is no SQLite file: its server has a backup of its own, like pg_dump"
            )
        with outages(self._engine.dialect.loaded_dbapi.Error):
            copy_database(self._engine, path, timeout=self._timeout)

    def close(self) -> None:
        """Close every pooled connection, and give up the lock."""
        self._engine.dispose()
        if self._lock:
            self._lock.close()


def open_database(
    url: str,
    *,
    timeout: float = 15.0,
    keys: Keyring | None = None,
    make: bool = True,
    lock: bool = True,
    to_be_filled: bool = False,
) -> Database:
    """Open the database at a SQLAlchemy URL and bring its schema up to date.

    `timeout` is in seconds. With `keys` the columns of `tools.encryption.columns` are encrypted.
    `make` has a missing file made; `lock=False` is for who holds its lock, and `to_be_filled` for
    the target of a move. Raises `DatabaseMisconfigured` and `DatabaseUnavailable`.
    """
    parsed = parsed_url(url)
    path = sqlite_file(url)
    with ExitStack() as unless_opened:
        held = None
        if path:
            _prepare_file(path, make=make)
            held = LockFile(path) if lock else None
        if held:
            unless_opened.callback(held.close)
        engine = _engine(parsed, timeout=timeout, keys=keys)
        unless_opened.callback(engine.dispose)
        if lock and parsed.get_backend_name() == "postgresql":
            hold_shared(engine)
        _bring_up_to_date(engine, to_be_filled=to_be_filled)
        unless_opened.pop_all()
    probe = _engine(parsed, timeout=PROBE_TIMEOUT, poolclass=NullPool)
    return Database(engine, probe, timeout=timeout, lock=held)


def _bring_up_to_date(engine: Engine, *, to_be_filled: bool) -> None:
    try:
        with engine.connect() as connection, _begun(connection, write=True):
            migrate(connection, to_be_filled=to_be_filled)
    except SQLAlchemyError as error:
        if wrong_passphrase(engine.url, error):
            raise DatabaseMisconfigured(
                "DATABASE_URL's passphrase does not open the file: it has another one, or none"
            ) from None
        raise DatabaseUnavailable("the business database cannot be opened") from error


def _begun(connection: Connection, *, write: bool) -> AbstractContextManager[object]:
    return connection.execution_options(write=write).begin()


def _prepare_file(path: Path, *, make: bool) -> None:
    if not make and not path.exists():
        raise DatabaseMisconfigured(f"no database at {path}: is this the folder of the service?")
    try:
        make_private(path)
    except OSError as error:
        raise DatabaseUnavailable("the file of the business database cannot be made") from error


def _engine(
    url: URL,
    *,
    timeout: float,
    poolclass: type[NullPool] | None = None,
    keys: Keyring | None = None,
) -> Engine:
    options: dict[str, Any] = {
        "hide_parameters": True,
        "poolclass": poolclass or QueuePool,
        "execution_options": {OPTION: keys},
        "json_deserializer": json_or_none,
    }
    if poolclass is None:
        size = POOL_SIZE + POOL_OVERFLOW if is_encrypted(url) else POOL_SIZE
        overflow = POOL_SIZE + POOL_OVERFLOW - size
        options |= {"pool_size": size, "max_overflow": overflow, "pool_timeout": timeout}
    try:
        if url.get_backend_name() == "sqlite":
            return sqlite_engine(url, timeout=timeout, **options)
        return create_engine(url, pool_pre_ping=True, **options)
    except ModuleNotFoundError as error:
        raise DatabaseMisconfigured(
            "DATABASE_URL needs a driver that is not installed; the one for "
            "sqlite+pysqlcipher comes with `pip install 'recepcionista[sqlcipher]'`"
        ) from error
