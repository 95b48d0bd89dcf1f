"""Waiting for locks, telling damage, and vacuuming: for every SQLite file of the service."""

import sqlite3
import time
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
RETRY_SECONDS = 0.02
"""Seconds between two tries."""


def while_locked(
    action: Callable[[], T], *, timeout: float, failure: type[Exception] = sqlite3.OperationalError
) -> T:
    """Retry an action that SQLite refuses with "locked" at once, in spite of its busy timeout.

    For example two processes that switch a file to WAL. After `timeout` seconds raises the
    driver's `failure`.
    """
    deadline = time.monotonic() + timeout
    while True:
        try:
            return action()
        except failure as error:
            code = getattr(error, "sqlite_errorcode", 0)
            if code & 0xFF not in LOCKED or time.monotonic() > deadline:
                raise
        time.sleep(RETRY_SECONDS)


def is_damaged(error: BaseException | None) -> bool:
    """Whether the file is there and can be read, but is no sound SQLite database."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGED


def vacuum(connection: Any, *, patience: float = 0.0) -> None:
    """Rewrite the file without a trace of what was deleted, and empty its write-ahead log.

    The file is rewritten once. For `patience` seconds more than the connection's timeout, emptying
    the log is tried again while others use it, who go on between the tries.

    Zeroing what is deleted (`PRAGMA secure_delete`) is not enough: balancing a tree moves rows and
    leaves copies in the unused parts of pages. Raises the driver's errors and `sqlite3.Error`.
    """
    connection.execute("VACUUM")
    deadline = time.monotonic() + patience
    while connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        if time.monotonic() > deadline:
            raise sqlite3.OperationalError("the write-ahead log is in use")
        time.sleep(RETRY_SECONDS)


def finish_copy(copy: Any) -> None:
    """Make the target of SQLite's backup a single file, without what was deleted, and check it.

    Raises the driver's errors and `sqlite3.Error`.
    """
    vacuum(copy)
    copy.execute("PRAGMA journal_mode=DELETE")
    (found,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError("the copy is damaged, and so is what it was made of")
