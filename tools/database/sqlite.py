"""Engines on a SQLite file: how transactions begin, and that the file is still the same one."""

import os
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.exc import DBAPIError, DisconnectionError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from tools.database.sqlite_files import is_damaged, while_locked
from tools.database.writer_queue import next_writer
from tools.errors import DatabaseMisconfigured

SQLCIPHER = "pysqlcipher"
"""Driver of files that are encrypted as a whole, clients included."""
CONNECTION_ERRORS = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
"""Errors that a connection goes on raising, even when their cause is gone."""
LOOKS = 3
"""At a file before it is taken for one that cannot be written."""
PRAGMAS = ("cipher_log_level=NONE", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON")
"""The first one is for SQLCipher, which writes to stderr; SQLite passes it over."""


def sqlite_engine(url: URL, *, timeout: float, **pool: Any) -> Engine:
    """An engine on the URL's file, which must exist; `timeout` in seconds is for another writer."""
    engine = create_engine(url, connect_args={"timeout": timeout}, **pool)
    path, failure = str(url.database), engine.dialect.loaded_dbapi.OperationalError
    event.listen(engine, "do_connect", partial(_refuse_missing_file, path, failure))
    event.listen(engine, "connect", partial(_configure, path, timeout, failure))
    event.listen(engine, "checkout", partial(_refuse_another_file, path))
    event.listen(engine, "handle_error", _invalidate_connection)
    return engine


def _refuse_missing_file(path: str, failure: type[Exception], *_: object) -> None:
    """SQLite would make an empty file in place of a missing one: silent data loss.

    A connection to files that cannot be written makes all of the process read-only for as long as
    one of them lives, because they share what they know of the write-ahead log.
    """
    if _identity(path) is None:
        raise failure("the database file is gone")
    files = [f"{path}{suffix}" for suffix in ("", "-wal", "-shm")]
    if any(map(is_read_only, files)):
        raise failure("the database file cannot be written")


def is_read_only(file: str) -> bool:
    """Whether the file is there and cannot be written.

    Another process's last connection deletes `-wal` and `-shm`, and the next one makes them again:
    between two looks at a file it may come or go, but not between each two of several.
    """
    return all(not os.access(file, os.W_OK) and os.path.exists(file) for _ in range(LOOKS))


def _configure(
    path: str, timeout: float, failure: type[Exception], connection: Any, entry: ConnectionPoolEntry
) -> None:
    connection.isolation_level = None
    for pragma in PRAGMAS:
        execute = partial(connection.execute, f"PRAGMA {pragma}")
        while_locked(execute, timeout=timeout, failure=failure)
    entry.info["file"] = _identity(path)


def _refuse_another_file(path: str, _connection: Any, entry: ConnectionPoolEntry, _: Any) -> None:
    """A connection to a file that was deleted or replaced would write where nobody reads."""
    if entry.info["file"] != _identity(path):
        raise DisconnectionError("the database file was replaced")


def _invalidate_connection(context: ExceptionContext) -> None:
    """Have the next transaction connect anew."""
    code = getattr(context.original_exception, "sqlite_errorcode", 0)
    context.is_disconnect = context.is_disconnect or code & 0xFF in CONNECTION_ERRORS


def _identity(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def begin(connection: Connection, path: Path, *, timeout: float) -> None:
    """Writers start as writers, so that no transaction is upgraded and then refused."""
    if not connection.get_execution_options().get("write", False):
        connection.exec_driver_sql("BEGIN")
        return
    with next_writer(path, timeout=timeout):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def is_encrypted(url: URL) -> bool:
    """Whether the URL is of such a file; deriving its key makes connections dear."""
    return url.get_driver_name() == SQLCIPHER


def refuse_without_passphrase(url: URL) -> None:
    """Without one SQLCipher makes an ordinary file. Raises `DatabaseMisconfigured`."""
    if is_encrypted(url) and not url.password:
        raise DatabaseMisconfigured(
            "DATABASE_URL has no passphrase: set sqlite+pysqlcipher://:PASSPHRASE@/path"
        )


def wrong_passphrase(url: URL, error: SQLAlchemyError) -> bool:
    """Whether the file, which is there, cannot be read with the URL's passphrase."""
    return is_encrypted(url) and isinstance(error, DBAPIError) and is_damaged(error.orig)
