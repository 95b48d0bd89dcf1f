"""The business database on a PostgreSQL server, which other processes and machines use as well."""

import select
import sys
from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    ExceptionContext,
    NullPool,
    create_engine,
    event,
    text,
)
from sqlalchemy.exc import DBAPIError, DisconnectionError, SQLAlchemyError

from tools.database.backend import PROBE_TIMEOUT, Backend
from tools.database.session_locks import SessionLocks
from tools.errors import DatabaseMisconfigured, DatabaseUnavailable

DRIVER = "psycopg"
MIGRATING = 7_236_101
"""Key of the advisory lock under which the schema is made and migrated."""
MIGRATION_TIMEOUT = 600
"""Seconds that a process waits for another one's migrations."""
STATEMENT_TIMEOUT = 60.0
"""Seconds, at least, after which the server gives one statement up."""
READ_ONLY = {"25006", "57P01", "57P02", "57P03"}
"""States of a server that was demoted to a standby, or is going down or coming up."""
USING = int.from_bytes(b"recepcio", "big", signed=True)
"""Key of the advisory lock that tells whether any process, on any host, uses the database. It is
for PostgreSQL what the lock file is for SQLite, and ends with its connection."""
SHARED = f"SELECT pg_try_advisory_lock_shared({USING})"
EXCLUSIVE = f"SELECT pg_try_advisory_lock({USING})"
OTHER_KIND = "name a database like sqlite:///path or postgresql+psycopg://user@host/database"
NO_DRIVER = "PostgreSQL's driver is not installed: `pip install 'recepcionista[postgres]'`"
IN_USE = "the PostgreSQL database is in use: stop every server and command that uses it"
MOVING = "the PostgreSQL database is being moved"
TABLES = "sesiones, clientes, mensajes, claves_api"
"""In the order in which transactions lock them, so that none waits for the other."""


class PostgresBackend(Backend):
    """A PostgreSQL database, whose rows many writers change at once.

    Waiting for locks, statements, and transactions in which nothing happens end by the timeouts
    that every connection begins with, so that a paused process stops nobody for long.
    """

    reading: Mapping[str, Any] = {"isolation_level": "REPEATABLE READ"}
    alone = (f"LOCK TABLE {TABLES} IN SHARE ROW EXCLUSIVE MODE",)
    migrating = (
        "SET LOCAL statement_timeout = 0",
        f"SET LOCAL lock_timeout = '{MIGRATION_TIMEOUT}s'",
        f"SELECT pg_advisory_xact_lock({MIGRATING})",
    )

    def __init__(self, url: URL, *, timeout: float, pool: int) -> None:
        """`pool` is the most connections that turns and requests of this process share."""
        super().__init__(url, timeout=timeout)
        self._pool, self._lock = pool, True
        self.session_locks = SessionLocks(lambda: self._engine(timeout, pool_size=1))

    def prepare(self, *, make: bool, lock: bool) -> None:
        """The server has the database; connections of the pool hold its lock, shared."""
        del make  # a server's databases are made with its own commands
        self._lock = lock

    def engine(self, **options: Any) -> Engine:
        """See `Backend.engine`; a connection that the server has closed is replaced."""
        engine = self._engine(self.timeout, pool_size=self._pool, **options)
        if self._lock:
            hold_shared(engine)
        return engine

    def probe(self, **options: Any) -> Engine:
        """See `Backend.probe`; one connection, which checks wait for."""
        return self._engine(PROBE_TIMEOUT, pool_size=1, **options)

    def begin(self, connection: Connection, *, within: float | None = None) -> None:
        """See `Backend.begin`; the driver begins with the first statement."""

    def not_opened(self, error: SQLAlchemyError) -> Exception:
        """See `Backend.not_opened`; the server's own words have no secret in them."""
        reason = str(getattr(error, "orig", "")).strip() or "no answer"
        return DatabaseUnavailable(f"the business database cannot be opened: {reason}")

    def vacuum(self, engine: Engine, *, patience: float) -> None:
        """Free the space of deleted rows, to be written over, while others go on."""
        wait = 1000 * (self.timeout + patience)
        with engine.connect() as opened:
            connection = opened.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql(f"SET lock_timeout = {wait:.0f}")
            connection.exec_driver_sql("SET statement_timeout = 0")
            connection.exec_driver_sql(f"VACUUM {TABLES}")
            connection.exec_driver_sql("RESET ALL")

    def _engine(self, wait: float, **options: Any) -> Engine:
        engine = create_engine(
            self.url,
            max_overflow=0,
            pool_timeout=wait,
            connect_args=_connect_options(self.url, wait),
            **options,
        )
        event.listen(engine, "connect", _refuse_other_encodings, insert=True)
        event.listen(engine, "checkout", _refuse_closed)
        event.listen(engine, "handle_error", _leave_read_only_server)
        return engine


def is_postgres(url: URL) -> bool:
    """Whether the URL is of such a database, by the driver that we use."""
    return (url.get_backend_name(), url.get_driver_name()) == ("postgresql", DRIVER)


def _connect_options(url: URL, wait: float) -> dict[str, Any]:
    """Parameters of libpq; the URL's own settings of the server come last and win."""
    own = url.query.get("options", ())
    limits = {
        "lock_timeout": wait,
        "idle_in_transaction_session_timeout": max(wait, 5.0),
        "statement_timeout": max(2 * wait, STATEMENT_TIMEOUT) if wait > PROBE_TIMEOUT else wait,
    }
    settings = [f"-c {name}={1000 * seconds:.0f}" for name, seconds in limits.items()]
    return {
        "options": " ".join([*settings, *([own] if isinstance(own, str) else own)]),
        "application_name": url.query.get("application_name", "recepcionista"),
        "connect_timeout": url.query.get("connect_timeout", "5"),
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
    }


def _refuse_other_encodings(connection: Any, _: object) -> None:
    if connection.info.parameter_status("server_encoding") != "UTF8":
        raise DatabaseMisconfigured(
            "DATABASE_URL names a database that is not encoded in UTF8: "
            "make one with `createdb --encoding UTF8 --template template0`"
        )


def _refuse_closed(connection: Any, *_: object) -> None:
    """Have the pool connect anew in place of a connection on which the server has said something.

    Unasked it says farewell, if anything; to ask would cost each transaction a round trip.
    """
    if connection.closed or _has_input(connection.fileno()):
        raise DisconnectionError("the server has closed the connection")


def _has_input(socket: int) -> bool:
    if sys.platform == "win32":
        return bool(select.select([socket], [], [], 0)[0])
    poller = select.poll()  # select() takes no socket with a number above 1,023
    poller.register(socket, select.POLLIN)
    return bool(poller.poll(0))


def _leave_read_only_server(context: ExceptionContext) -> None:
    """Have the next transaction connect anew, maybe to the server that has taken over."""
    state = getattr(context.original_exception, "sqlstate", None)
    context.is_disconnect = context.is_disconnect or state in READ_ONLY


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
        """Take the lock at once.

        Raises `DatabaseMisconfigured`, and `DatabaseUnavailable` also while others hold it.
        """
        if not is_postgres(url):
            raise DatabaseMisconfigured(OTHER_KIND)
        try:
            self._engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
            self._connection = self._engine.connect()
            got = self._connection.execute(text(EXCLUSIVE)).scalar_one()
            self._connection.commit()
        except DBAPIError as error:
            raise DatabaseUnavailable("the PostgreSQL database cannot be reached") from error
        except ModuleNotFoundError as error:
            raise DatabaseMisconfigured(NO_DRIVER) from error
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
