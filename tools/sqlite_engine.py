"""Engines on a SQLite file: how transactions begin, and that the file is still the same one."""

import os
import sqlite3
from functools import partial
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from tools.sqlite import patiently

LASTING = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
"""Errors that a connection never gets over, even when what caused them is mended."""
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON")


def sqlite_engine(url: URL, *, timeout: float, **pool: Any) -> Engine:
    """An engine on the URL's file, which must exist; `timeout` in seconds is for another writer."""
    engine = create_engine(url, connect_args={"timeout": timeout}, **pool)
    path = str(url.database)
    event.listen(engine, "do_connect", partial(_refuse_a_new_file, path))
    event.listen(engine, "connect", partial(_configure, path, timeout))
    event.listen(engine, "checkout", partial(_refuse_another_file, path))
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _give_up_connection)
    return engine


def _refuse_a_new_file(path: str, *_: object) -> None:
    """A file that is gone is an outage; an empty one in its place would be silent data loss."""
    if _identity(path) is None:
        raise sqlite3.OperationalError("the database file is gone")


def _configure(path: str, timeout: float, connection: Any, entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    for pragma in PRAGMAS:
        patiently(partial(connection.execute, f"PRAGMA {pragma}"), timeout=timeout)
    entry.info["file"] = _identity(path)


def _refuse_another_file(path: str, _connection: Any, entry: ConnectionPoolEntry, _: Any) -> None:
    """A connection to a file that was deleted or replaced would write where nobody reads."""
    if entry.info["file"] != _identity(path):
        raise DisconnectionError("the database file was replaced")


def _give_up_connection(context: ExceptionContext) -> None:
    """Have the next transaction connect anew."""
    code = getattr(context.original_exception, "sqlite_errorcode", 0)
    context.is_disconnect = context.is_disconnect or code & 0xFF in LASTING


def _identity(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def _begin(connection: Connection) -> None:
    """Writers start as writers, so that no transaction is upgraded and then refused."""
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
