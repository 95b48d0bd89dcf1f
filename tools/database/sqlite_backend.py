"""The business database in a SQLite file: one writer at a time, copied and vacuumed by us."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, QueuePool
from sqlalchemy.exc import SQLAlchemyError

from tools.database.backend import PROBE_TIMEOUT, Backend
from tools.database.lock_file import LockFile
from tools.database.private_files import make_private
from tools.database.sqlite import begin, is_encrypted, sqlite_engine, wrong_passphrase
from tools.database.sqlite_files import finish_copy, vacuum
from tools.errors import DatabaseMisconfigured, DatabaseUnavailable

POOL_SIZE, POOL_OVERFLOW = 16, 112
REBUILD = "INSERT INTO clientes_nombres(clientes_nombres) VALUES ('rebuild')"
"""The full-text index keeps deleted names' trigrams in its pages."""


class SQLiteBackend(Backend):
    """A SQLite or SQLCipher file."""

    file: Path

    def __init__(self, url: URL, *, timeout: float, path: Path) -> None:
        """Nothing is opened or made before `prepare`."""
        super().__init__(url, timeout=timeout)
        self.file = path
        self._lock: LockFile | None = None
        self._writer = Lock()

    def prepare(self, *, make: bool, lock: bool) -> None:
        """Make a missing file, and take its lock."""
        if not make and not self.file.exists():
            raise DatabaseMisconfigured(
                f"no database at {self.file}: is this the folder of the service?"
            )
        try:
            make_private(self.file)
        except OSError as error:
            raise DatabaseUnavailable("the file of the business database cannot be made") from error
        self._lock = LockFile(self.file) if lock else None

    def engine(self, **options: Any) -> Engine:
        """See `Backend.engine`."""
        size = POOL_SIZE + POOL_OVERFLOW if is_encrypted(self.url) else POOL_SIZE
        overflow = POOL_SIZE + POOL_OVERFLOW - size
        options |= {"pool_size": size, "max_overflow": overflow, "pool_timeout": self.timeout}
        return sqlite_engine(self.url, timeout=self.timeout, poolclass=QueuePool, **options)

    def probe(self, **options: Any) -> Engine:
        """See `Backend.probe`; connects anew each time."""
        return sqlite_engine(self.url, timeout=PROBE_TIMEOUT, poolclass=NullPool, **options)

    def begin(self, connection: Connection, *, within: float | None = None) -> None:
        """See `Backend.begin`."""
        begin(connection, self.file, timeout=self.timeout if within is None else within)

    @contextmanager
    def one_writer(self) -> Iterator[None]:
        """See `Backend.one_writer`.

        SQLite makes waiting connections poll, and some starve.
        """
        if not self._writer.acquire(timeout=self.timeout):
            raise DatabaseUnavailable("the business database is busy")
        try:
            yield
        finally:
            self._writer.release()

    def not_opened(self, error: SQLAlchemyError) -> Exception:
        """See `Backend.not_opened`."""
        if wrong_passphrase(self.url, error):
            return DatabaseMisconfigured(
                "DATABASE_URL's passphrase does not open the file: it has another one, or none"
            )
        return DatabaseUnavailable("the business database cannot be opened")

    def vacuum(self, engine: Engine, *, patience: float) -> None:
        """Rewrite the files, while other writers wait."""
        with closing(engine.raw_connection()) as pooled:
            connection: Any = pooled.driver_connection
            with self.one_writer():
                connection.execute(REBUILD)
            vacuum(connection, patience=patience)

    def backup(self, engine: Engine, path: Path) -> None:
        """Copy the file, encrypted as it is, at one moment of it."""
        make_private(path)
        url = engine.url.set(database=str(path))
        made = sqlite_engine(url, timeout=self.timeout, poolclass=NullPool)
        with closing(engine.raw_connection()) as source, closing(made.raw_connection()) as target:
            live: Any = source.driver_connection
            copy: Any = target.driver_connection
            live.backup(copy)
            copy.execute(REBUILD)
            finish_copy(copy)

    def close(self) -> None:
        """Give up the lock."""
        super().close()
        if self._lock:
            self._lock.close()
