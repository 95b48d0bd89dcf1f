"""Opens the business database: its transactions, its schema, and whether it works."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, bindparam, event, select, text
from sqlalchemy.exc import SQLAlchemyError

from tools.database.backend import PROBE_TIMEOUT, Backend
from tools.database.outages import outages
from tools.database.postgres import PostgresBackend, is_postgres
from tools.database.schema import migrate
from tools.database.sqlite_backend import SQLiteBackend
from tools.database.urls import parsed_url, sqlite_file
from tools.encryption.columns import OPTION, json_or_none
from tools.encryption.keyring import Keyring
from tools.errors import DatabaseMisconfigured
from tools.tables import Instant, clients, messages, sessions

POOL = 10
"""Connections to PostgreSQL, unless it is said."""
BEAT = text(
    "INSERT INTO latido (id, momento) VALUES (1, :at)"
    " ON CONFLICT (id) DO UPDATE SET momento = excluded.momento"
).bindparams(bindparam("at", type_=Instant()))

Transaction = Connection
"""An argument of the functions of tools/; graph/ and api/ pass it on and never use it."""


class Database:
    """Hands out transactions. Safe to share between threads; `close()` when done."""

    def __init__(self, backend: Backend, engine: Engine, probe: Engine) -> None:
        """Take an engine whose schema is up to date, and one that waits for no writer."""
        self.backend, self._engine = backend, engine
        self._reading = engine.execution_options(**backend.reading)
        self._writing = engine.execution_options(**backend.writing)
        self._probe = probe.execution_options(**backend.writing)

    @property
    def file(self) -> Path | None:
        """SQLite's file; None for another database."""
        return self.backend.file

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent snapshot. Raises `DatabaseUnavailable`."""
        with outages(), self._reading.connect() as connection, connection.begin():
            self.backend.begin(connection)
            yield connection

    @contextmanager
    def write(self, *, alone: bool = False) -> Iterator[Connection]:
        """One transaction. Raises `DatabaseUnavailable`.

        Nobody else writes meanwhile if it is `alone`, as on SQLite every writer is. Others must
        bear that what they have read was changed since.
        """
        with (
            outages(),
            self.backend.one_writer(),
            self._writing.connect() as connection,
            connection.begin(),
        ):
            self.backend.begin(connection)
            _run(connection, self.backend.alone if alone else ())
            yield connection

    def turn(self, session_id: str) -> AbstractContextManager[object]:
        """Have other processes' turns of the session wait, to save them work, if that is to be had.

        The threads of this process have to take turns themselves.
        """
        locks = self.backend.session_locks
        return locks.held(session_id) if locks else nullcontext()

    def check(self, at: datetime) -> None:
        """Read and write, waiting for a second at most. Raises `DatabaseUnavailable`."""
        with outages(), self._probe.begin() as connection:
            self.backend.begin(connection, within=PROBE_TIMEOUT)
            for table in (sessions, messages, clients):
                connection.execute(select(table).limit(1))
            connection.execute(BEAT, {"at": at})

    def vacuum(self, *, patience: float = 0.0) -> None:
        """Leave no trace of deleted rows, as far as the backend can; see `docs/security.md`.

        `patience` is in seconds, for the write-ahead log that others use. Raises
        `DatabaseUnavailable`.
        """
        with outages(self._engine.dialect.loaded_dbapi.Error):
            self.backend.vacuum(self._engine, patience=patience)

    def backup(self, path: Path) -> None:
        """Copy everything, as it is at one moment, to a new file, without what was deleted.

        Writers go on meanwhile. Raises `DatabaseUnavailable`, and `DatabaseMisconfigured` for a
        database that is no file.
        """
        with outages(self._engine.dialect.loaded_dbapi.Error):
            self.backend.backup(self._engine, path)

    def listen(self, name: str, function: Callable[..., object]) -> None:
        """Have SQLAlchemy call the function at an event of the engine or of its pool."""
        event.listen(self._engine, name, function)

    def close(self) -> None:
        """Close every pooled connection, and give up the locks."""
        self._probe.dispose()
        self._engine.dispose()
        self.backend.close()


def open_database(
    url: str,
    *,
    timeout: float = 15.0,
    keys: Keyring | None = None,
    make: bool = True,
    lock: bool = True,
    pool: int = POOL,
    to_be_filled: bool = False,
) -> Database:
    """Open the database at a SQLAlchemy URL and bring its schema up to date.

    `timeout` is in seconds. With `keys` the columns of `tools.encryption.columns` are encrypted.
    `make` has a missing file made; `lock=False` is for who holds its lock; `pool` is the most
    connections to a server; `to_be_filled` is for the target of a move. Raises
    `DatabaseMisconfigured` and `DatabaseUnavailable`.
    """
    backend = _backend(url, timeout=timeout, pool=pool)
    with ExitStack() as unless_opened:
        backend.prepare(make=make, lock=lock)
        unless_opened.callback(backend.close)
        engine, probe = _engines(backend, keys)
        unless_opened.callback(engine.dispose)
        _bring_up_to_date(backend, engine, to_be_filled=to_be_filled)
        unless_opened.pop_all()
    return Database(backend, engine, probe)


def _backend(url: str, *, timeout: float, pool: int) -> Backend:
    """The kind of database that a URL names: the one place where that is asked."""
    parsed, path = parsed_url(url), sqlite_file(url)
    if path:
        return SQLiteBackend(parsed, timeout=timeout, path=path)
    if not is_postgres(parsed):
        raise DatabaseMisconfigured(
            "DATABASE_URL is of a kind that is not known here: set sqlite:///data/recepcionista.db "
            "or postgresql+psycopg://user:password@host/database"
        )
    return PostgresBackend(parsed, timeout=timeout, pool=pool)


def _engines(backend: Backend, keys: Keyring | None) -> tuple[Engine, Engine]:
    common = {"hide_parameters": True, "json_deserializer": json_or_none}
    try:
        return backend.engine(execution_options={OPTION: keys}, **common), backend.probe(**common)
    except ModuleNotFoundError as error:
        raise DatabaseMisconfigured(
            "DATABASE_URL needs a driver that is not installed; the one for sqlite+pysqlcipher "
            "comes with `pip install 'recepcionista[sqlcipher]'`, and the one for "
            "postgresql+psycopg with `pip install 'recepcionista[postgres]'`"
        ) from error


def _bring_up_to_date(backend: Backend, engine: Engine, *, to_be_filled: bool) -> None:
    try:
        with engine.execution_options(**backend.writing).begin() as connection:
            backend.begin(connection)
            _run(connection, backend.migrating)
            migrate(connection, to_be_filled=to_be_filled)
    except SQLAlchemyError as error:
        raise backend.not_opened(error) from error


def _run(connection: Connection, statements: Sequence[str]) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)
