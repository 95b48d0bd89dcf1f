"""What the kinds of databases differ in: connecting, transactions, waiting for writers, upkeep."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from tools.database.session_locks import SessionLocks
from tools.errors import DatabaseMisconfigured

PROBE_TIMEOUT = 1.0
"""Seconds after which a database that can be read but not written counts as broken."""


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

    @abstractmethod
    def begin(self, connection: Connection, *, within: float | None = None) -> None:
        """Begin the connection's transaction, where the driver does not do it as it has to be.

        `within` is a timeout in place of the backend's own. A listener of SQLAlchemy's event would
        make each statement look for listeners of every event.
        """

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
