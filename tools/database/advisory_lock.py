"""The advisory lock on a PostgreSQL database: tells whether any process, on any host, uses it.

It is for PostgreSQL what the lock file is for SQLite, and ends with its connection.
"""

from typing import Any

from sqlalchemy import URL, Engine, NullPool, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from tools.errors import DatabaseUnavailable

KEY = int.from_bytes(b"recepcio", "big", signed=True)
SHARED = f"SELECT pg_try_advisory_lock_shared({KEY})"
EXCLUSIVE = f"SELECT pg_try_advisory_lock({KEY})"
IN_USE = "the PostgreSQL database is in use: stop every server and command that uses it"
MOVING = "the PostgreSQL database is being moved"


def hold_shared(engine: Engine) -> None:
    """Have each connection hold the lock, shared, as long as it lives; refused during a move."""
    event.listen(engine, "connect", _share)


def _share(connection: Any, _: object) -> None:
    """Raises `DatabaseUnavailable`."""
    with connection.cursor() as cursor:
        (got,) = cursor.execute(SHARED).fetchone()
    connection.commit()
    if not got:
        connection.close()
        raise DatabaseUnavailable(MOVING)


class AdvisoryLock:
    """The lock, exclusive, until `close`."""

    def __init__(self, url: URL) -> None:
        """Take the lock at once. Raises `DatabaseUnavailable`, also while others hold it."""
        self._engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
        try:
            self._connection = self._engine.connect()
            got = self._connection.execute(text(EXCLUSIVE)).scalar_one()
            self._connection.commit()
        except DBAPIError as error:
            raise DatabaseUnavailable("the PostgreSQL database cannot be reached") from error
        if not got:
            self.close()
            raise DatabaseUnavailable(IN_USE)

    def check(self) -> None:
        """Raises `DatabaseUnavailable` when the lock was lost with its connection."""
        try:
            self._connection.execute(text("SELECT 1"))
            self._connection.commit()
        except DBAPIError as error:
            raise DatabaseUnavailable("the PostgreSQL database closed a connection") from error

    def close(self) -> None:
        """End the lock."""
        self._connection.close()
