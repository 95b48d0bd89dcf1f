"""Working memory in PostgreSQL: LangGraph's saver, and the deletions that it does not have."""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from langgraph.checkpoint.base.id import uuid6
from langgraph.checkpoint.postgres import PostgresSaver
from psycopg import Connection, Cursor, OperationalError
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool

from graph.errors import MemoryMisconfigured, MemoryUnavailable
from graph.memory.memory_store import MemoryStore, RowSerializer
from graph.memory.postgres_setup import set_up

POOL = 4
"""Connections: a turn needs one for moments."""
LOCK_TIMEOUT = 15.0
"""Seconds that a deletion waits for other writers."""
WRITE_TIMEOUT = 1.0
"""Seconds that a checkpoint waits for a connection, and for other writers; a later turn rebuilds
one that is not put."""
OPTIONS = (
    f"-c lock_timeout={1000 * WRITE_TIMEOUT:.0f} -c statement_timeout={2000 * LOCK_TIMEOUT:.0f} "
    f"-c idle_in_transaction_session_timeout={1000 * LOCK_TIMEOUT:.0f}"
)
KEPT_ALIVE: dict[str, Any] = {
    "application_name": "recepcionista",
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}

ALONE = "SELECT pg_advisory_xact_lock(7236102)"
"""See postgres_memory.sql."""
PATIENTLY = f"SET LOCAL lock_timeout = {1000 * LOCK_TIMEOUT:.0f}"
NOT_FENCED = """
SELECT 1 FROM unnest(%s::text[], %s::integer[]) AS asked(thread, lowest) WHERE NOT EXISTS (
    SELECT 1 FROM checkpoint_fence AS f
    WHERE f.thread_id = thread AND (f.lowest IS NULL OR f.lowest >= asked.lowest)
) LIMIT 1
"""
FENCE = """
WITH raised AS (
    INSERT INTO checkpoint_fence AS f SELECT * FROM unnest(%s::text[], %s::integer[])
    ON CONFLICT (thread_id) DO UPDATE SET lowest = excluded.lowest
    WHERE f.lowest < excluded.lowest OR (f.lowest IS NOT NULL AND excluded.lowest IS NULL)
    RETURNING thread_id
)
DELETE FROM checkpoints USING raised WHERE checkpoints.thread_id = raised.thread_id
"""
OF_THREADS = "DELETE FROM checkpoints WHERE thread_id = ANY(%s)"
BUT_THE_NEWEST = """
DELETE FROM checkpoints WHERE thread_id = ANY(%s) AND checkpoint_id < (
    SELECT max(other.checkpoint_id) FROM checkpoints AS other
    WHERE other.thread_id = checkpoints.thread_id
    AND other.checkpoint_ns = checkpoints.checkpoint_ns
)
"""
PRUNES = {"keep_latest": BUT_THE_NEWEST, "delete": OF_THREADS, "delete_all": OF_THREADS}
"""By the strategy's name."""
OF_RUNS = "DELETE FROM checkpoints WHERE metadata ->> 'run_id' = ANY(%s)"
BEGIN_REWRITING = """
INSERT INTO checkpoint_rewriting VALUES (1, %s, false)
ON CONFLICT (id) DO UPDATE SET deleted = excluded.deleted, done = false
"""
END_REWRITING = "UPDATE checkpoint_rewriting SET done = true"
IS_REWRITTEN = "SELECT 1 FROM checkpoint_rewriting WHERE done AND deleted = %s"
VACUUM = "VACUUM checkpoints, checkpoint_blobs, checkpoint_writes, checkpoint_fence"
BEAT = """
INSERT INTO checkpoint_heartbeat VALUES (1, now()) ON CONFLICT (id) DO UPDATE SET at = excluded.at
"""

Pool = ConnectionPool[Connection[DictRow]]
Statement = tuple[str, Sequence[Any]]

log = logging.getLogger(__name__)


class PostgresMemory(PostgresSaver, MemoryStore):
    """A PostgreSQL database of checkpoints. Deletions raise `MemoryUnavailable`."""

    failures = (psycopg.Error,)

    def __init__(self, pool: Pool) -> None:
        """Take a pool on a database that was set up."""
        super().__init__(pool, serde=RowSerializer())
        self.pool = pool

    @contextmanager
    def _cursor(self, *, pipeline: bool = False) -> Iterator[Cursor[DictRow]]:
        """As the stock one, for many threads at once, and a transaction where it writes."""
        with self.pool.connection() as connection, ExitStack() as inside:
            if pipeline:
                if self.supports_pipeline:
                    inside.enter_context(connection.pipeline())
                inside.enter_context(connection.transaction())
            yield inside.enter_context(connection.cursor(binary=True, row_factory=dict_row))

    def delete_thread(self, thread_id: str) -> None:
        """See `PostgresSaver.delete_thread`."""
        self._delete((OF_THREADS, ([str(thread_id)],)))

    def delete_for_runs(self, run_ids: Sequence[str]) -> None:
        """See `BaseCheckpointSaver.delete_for_runs`."""
        self._delete((OF_RUNS, ([*map(str, run_ids)],)))

    def prune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """See `PostgresSaver.prune`; parents keep their names, which ciphertexts are bound to."""
        self._delete((PRUNES[strategy], ([*map(str, thread_ids)],)))

    def fence(self, lowest: Mapping[str, int | None]) -> bool:
        """See `MemoryStore.fence`; where all is fenced already, nothing is written."""
        rows = ([*lowest], [*lowest.values()])
        with self._outages(), self.pool.connection() as connection:
            new = connection.execute(NOT_FENCED, rows).fetchone()
        return new is not None and self._delete((FENCE, rows)) > 0

    def erase(self, threads: Collection[str] = ()) -> None:
        """See `MemoryStore.erase`."""
        self._delete(
            ("DELETE FROM checkpoints", ()),
            ("DELETE FROM checkpoint_blobs", ()),
            ("DELETE FROM checkpoint_writes", ()),
            ("UPDATE checkpoint_rules SET erased = %s", (str(uuid6()),)),
            ("DELETE FROM checkpoint_fence WHERE thread_id = ANY(%s)", ([*threads],)),
        )

    def is_rewritten(self, deleted: int) -> bool:
        """See `MemoryStore.is_rewritten`."""
        with self._outages(), self.pool.connection() as connection:
            return connection.execute(IS_REWRITTEN, (deleted,)).fetchone() is not None

    def begin_rewriting(self, deleted: int) -> None:
        """See `MemoryStore.begin_rewriting`."""
        self._write((BEGIN_REWRITING, (deleted,)))

    def end_rewriting(self) -> None:
        """See `MemoryStore.end_rewriting`."""
        self._write((END_REWRITING, ()))

    def vacuum(self) -> None:
        """Free the space of deleted checkpoints, to be written over, while others go on."""
        with self._outages(), self.pool.connection() as connection:
            connection.execute("SET statement_timeout = 0")
            connection.execute(f"SET lock_timeout = {1000 * LOCK_TIMEOUT:.0f}".encode())
            connection.execute(VACUUM)
            connection.execute("RESET ALL")

    def backup(self, path: Path) -> None:
        """Nothing: sessions rebuild their memory, and the server has a backup of its own."""
        log.info("no %s is made: MEMORY_URL is no SQLite file", path.name)

    def check(self) -> None:
        """See `MemoryStore.check`."""
        self._write((BEAT, ()), wait=WRITE_TIMEOUT)

    def noticed(self, error: Exception) -> None:
        """Nothing: connections that do not work are replaced."""

    def close(self) -> None:
        """Close the pool."""
        self.pool.close()

    def _delete(self, *statements: Statement) -> int:
        """As `_write`, alone; when the first one deletes anything, a vacuum is due."""
        return self._write(*statements, alone=True)

    def _write(
        self, *statements: Statement, alone: bool = False, wait: float = LOCK_TIMEOUT
    ) -> int:
        """Run the statements in one transaction; rows of the first one."""
        with (
            self._outages(),
            self.pool.connection() as connection,
            connection.transaction(),
        ):
            connection.execute(f"SET LOCAL lock_timeout = {1000 * wait:.0f}".encode())
            if alone:
                connection.execute(ALONE)
            count, *_ = [connection.execute(s.encode(), row).rowcount for s, row in statements]
            if alone and count > 0:
                connection.execute("DELETE FROM checkpoint_rewriting")
            return count

    @contextmanager
    def _outages(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise MemoryUnavailable("the memory database is unavailable") from error


def open_postgres_memory(url: str, *, keep: int) -> PostgresMemory:
    """Open working memory at a libpq URL, with the last `keep` checkpoints of each thread.

    Raises `MemoryMisconfigured`, and `MemoryUnavailable` with the server's words, which have no
    secret in them.
    """
    known = _conninfo(url)
    try:
        with psycopg.connect(known) as connection:
            set_up(connection, keep=keep)
    except psycopg.Error as error:
        raise MemoryUnavailable(f"the memory database cannot be opened: {error}") from error
    connections: Pool = ConnectionPool(
        known,
        min_size=1,
        max_size=POOL,
        open=True,
        check=_usable,
        timeout=WRITE_TIMEOUT,
        name="memory",
        kwargs={"autocommit": True, "row_factory": dict_row},
    )
    return PostgresMemory(connections)


def _conninfo(url: str) -> str:
    """Ours and the URL's own parameters, which win."""
    try:
        given = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise MemoryMisconfigured(
            "MEMORY_URL is no URL of PostgreSQL's, like postgresql://user:password@host/database"
        ) from None
    options = f"{OPTIONS} {given.pop('options', '')}"
    return make_conninfo("", **KEPT_ALIVE | given, options=options)


def _usable(connection: Connection[Any]) -> None:
    """Raise for a connection that is broken, or to a server that was demoted to a standby."""
    ConnectionPool.check_connection(connection)
    if connection.info.parameter_status("in_hot_standby") == "on":
        raise OperationalError("the server is a standby")
