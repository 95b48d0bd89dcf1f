"""What the kinds of databases differ in: connecting, transactions, waiting for writers, upkeep."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import URL, BigInteger, Connection, Engine, Select, func, literal, select
from sqlalchemy.exc import SQLAlchemyError

from tools.errors import DatabaseMisconfigured

PROBE_TIMEOUT = 1.0
"""Seconds after which a database that can be read but not written counts as broken."""
PATIENCE = 10.0
"""Seconds that a turn waits for another process; one that was paused must not stop the session."""
RETRY_SECONDS = 0.02


class SessionLocks:
    """Advisory locks of sessions, all on one connection, which is opened when needed.

    They keep processes from asking a model about turns that they will lose, and only save work: the
    fence of `tools.sessions.progress` decides, with or without them.
    """

    def __init__(self, connect: Callable[[], Engine], *, patience: float = PATIENCE) -> None:
        """`connect` makes the engine of the connection."""
        self._connect, self._patience = connect, patience
        self._guard = Lock()
        self._engine: Engine | None = None
        self._connection: Connection | None = None

    @contextmanager
    def held(self, name: str) -> Iterator[None]:
        """Hold the session's lock; after a while, or without a server, go on without it.

        The threads of this process must take turns themselves: the lock is the connection's.
        """
        key = literal(_key(name), BigInteger)
        deadline = time.monotonic() + self._patience
        while not (got := self._asked(select(func.pg_try_advisory_lock(key)))):
            if got is None or time.monotonic() > deadline:
                break
            time.sleep(RETRY_SECONDS)
        try:
            yield
        finally:
            if got:
                self._asked(select(func.pg_advisory_unlock(key)))

    def close(self) -> None:
        """Close the connection, which gives all locks up."""
        with self._guard:
            self._forget()

    def _asked(self, query: Select[bool]) -> bool | None:
        """The server's answer; None without a server."""
        with self._guard:
            try:
                return self._open().execute(query).scalar_one()
            except SQLAlchemyError:
                self._forget()
                return None

    def _open(self) -> Connection:
        if self._connection is None:
            self._engine = self._connect()
            connection = self._engine.connect()
            self._connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        return self._connection

    def _forget(self) -> None:
        if self._engine:
            if self._connection:
                self._connection.invalidate()
            self._engine.dispose()
        self._engine = self._connection = None


class Backend(ABC):
    """One database of its kind; nothing is opened or made before `prepare`. `close()` when done."""

    file: Path | None = None
    """SQLite's file; None for another database."""
    reading: Mapping[str, Any] = {"write": False}
    """Execution options of a transaction that sees one snapshot."""
    writing: Mapping[str, Any] = {"write": True}
    alone: Sequence[str] = ()
    """Statements that let other writers finish, and keep them out until the transaction ends."""
    migrating: Sequence[str] = ()
    """Statements after which no other process migrates until the transaction ends."""
    session_locks: SessionLocks | None = None
    """By which processes wait for each other's turns of a session, if they can."""

    def __init__(self, url: URL, *, timeout: float) -> None:
        """`timeout` is in seconds, for other writers."""
        self.url, self.timeout = url, timeout

    @abstractmethod
    def prepare(self, *, make: bool, lock: bool) -> None:
        """Make ready to connect; see `tools.database.engine.open_database`."""

    @abstractmethod
    def engine(self, **options: Any) -> Engine:
        """The engine whose pool serves."""

    @abstractmethod
    def probe(self, **options: Any) -> Engine:
        """An engine that waits for `PROBE_TIMEOUT` seconds at most."""

    def one_writer(self) -> AbstractContextManager[object]:
        """Order the writers of this process, where the database does not."""
        return nullcontext()

    @abstractmethod
    def not_opened(self, error: SQLAlchemyError) -> Exception:
        """Our own error for a failure to open."""

    @abstractmethod
    def vacuum(self, engine: Engine, *, patience: float) -> None:
        """Leave no trace of deleted rows, as far as it can. Raises the driver's errors."""

    def backup(self, engine: Engine, path: Path) -> None:
        """Copy everything to a file. Raises the driver's errors and `DatabaseMisconfigured`."""
        raise DatabaseMisconfigured(
            f"{path.name} is not made, for DATABASE_URL is no SQLite file: "
            f"{engine.name} has a backup of its own, like pg_dump"
        )

    def close(self) -> None:
        """Give up what it holds beside the engines."""
        if self.session_locks:
            self.session_locks.close()


def _key(name: str) -> int:
    return int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True)
