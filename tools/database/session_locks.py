"""Advisory locks by which processes wait for each other's turns of a session."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from threading import Lock

from sqlalchemy import BigInteger, Connection, Engine, Select, func, literal, select
from sqlalchemy.exc import SQLAlchemyError

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


def _key(name: str) -> int:
    return int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True)
