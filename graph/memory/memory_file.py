"""The memory file: LangGraph's SQLite saver, and the deletions that it does not have."""

import logging
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from langgraph.checkpoint.base.id import uuid6
from langgraph.checkpoint.sqlite import SqliteSaver

from graph.errors import MemoryMisconfigured, MemoryUnavailable
from graph.memory.memory_store import MemoryStore, RowSerializer
from tools.database.private_files import make_private
from tools.database.sqlite_files import finish_copy, is_damaged, vacuum, while_locked

PREFIX = "sqlite:///"
SERVERS = ("postgresql://", "postgresql+psycopg://", "postgres://")
DAMAGED = ".damaged"
"""Ends the name of a file that was put aside."""
LOCK_TIMEOUT = 15.0
"""Seconds that a deletion waits for other writers."""
WRITE_TIMEOUT = 1.0
"""Seconds that a checkpoint waits for other writers; a later turn rebuilds one that is not put."""

SCRIPT = Path(__file__).with_name("memory_file.sql")
FENCED = """
DELETE FROM checkpoints WHERE thread_id = :thread AND NOT EXISTS (
    SELECT 1 FROM fence WHERE thread_id = :thread AND (lowest IS NULL OR lowest >= :lowest)
)
"""
IS_FENCED = """
SELECT 1 FROM fence WHERE thread_id = :thread AND (lowest IS NULL OR lowest >= :lowest)
"""
IS_REWRITTEN = "SELECT 1 FROM rewriting WHERE done AND deleted = ?"
RAISE = """
INSERT INTO fence VALUES (:thread, :lowest)
ON CONFLICT DO UPDATE SET lowest = max(lowest, excluded.lowest)
"""
OF_RUN = """
DELETE FROM checkpoints WHERE CASE WHEN json_valid(CAST(metadata AS TEXT))
THEN json_extract(CAST(metadata AS TEXT), '$.run_id') = ? END
"""
BUT_THE_NEWEST = """
DELETE FROM checkpoints WHERE thread_id = ? AND checkpoint_id < (
    SELECT max(checkpoint_id) FROM checkpoints AS other
    WHERE other.thread_id = checkpoints.thread_id
    AND other.checkpoint_ns = checkpoints.checkpoint_ns
)
"""
OF_THREAD = "DELETE FROM checkpoints WHERE thread_id = ?"
PRUNES = {"keep_latest": BUT_THE_NEWEST, "delete": OF_THREAD, "delete_all": OF_THREAD}
"""By the strategy's name."""

Statement = tuple[str, Collection[Any]]
"""SQL, and the rows of values that it is run with."""

log = logging.getLogger(__name__)


class MemoryFile(SqliteSaver, MemoryStore):
    """A SQLite file of checkpoints. Deletions raise `MemoryUnavailable`, what is stock does not."""

    failures = (sqlite3.Error,)
    path: Path

    def __init__(self, path: Path, *, keep: int) -> None:
        """Open or make the file, which keeps the last `keep` checkpoints of each thread.

        A damaged file is put aside, and goes with the next `vacuum`.
        """
        self.path, self.keep = path, keep
        self.damaged = False
        """Whether the file was seen to be damaged since it was opened."""
        _put_aside_if_damaged(path)
        connection = _connect(path, timeout=WRITE_TIMEOUT)
        super().__init__(connection, serde=RowSerializer())
        while_locked(self.setup, timeout=LOCK_TIMEOUT)

    def setup(self) -> None:
        """See `SqliteSaver.setup`; adds the fence and the triggers."""
        if not self.is_setup:
            self.conn.execute("PRAGMA synchronous=NORMAL")
            super().setup()
            script = SCRIPT.read_text(encoding="utf-8").replace("{older}", str(self.keep))
            with self.conn:
                self.conn.executescript(script)

    def delete_thread(self, thread_id: str) -> None:
        """See `SqliteSaver.delete_thread`."""
        self._delete([(OF_THREAD, [(str(thread_id),)])])

    def delete_for_runs(self, run_ids: Sequence[str]) -> None:
        """See `BaseCheckpointSaver.delete_for_runs`."""
        self._delete([(OF_RUN, [(str(run_id),) for run_id in run_ids])])

    def prune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """See `BaseCheckpointSaver.prune`."""
        self._delete([(PRUNES[strategy], [(str(thread_id),) for thread_id in thread_ids])])

    def fence(self, lowest: Mapping[str, int | None]) -> bool:
        """See `MemoryStore.fence`."""
        rows = [{"thread": thread, "lowest": each} for thread, each in lowest.items()]
        with self._outages(), self.lock:
            new = [row for row in rows if not self.conn.execute(IS_FENCED, row).fetchone()]
        return bool(new) and self._delete([(FENCED, new), (RAISE, new)]) > 0

    def erase(self, threads: Collection[str] = ()) -> None:
        """See `MemoryStore.erase`."""
        now = str(uuid6())
        self._delete(
            [
                ("DELETE FROM checkpoints", [()]),
                ("DELETE FROM writes", [()]),
                ("INSERT OR REPLACE INTO erasure VALUES (1, ?)", [(now,)]),
                ("DELETE FROM fence WHERE thread_id = ?", [(thread,) for thread in threads]),
            ]
        )

    def is_rewritten(self, deleted: int) -> bool:
        """See `MemoryStore.is_rewritten`."""
        with self._outages(), self.lock:
            return self.conn.execute(IS_REWRITTEN, (deleted,)).fetchone() is not None

    def begin_rewriting(self, deleted: int) -> None:
        """See `MemoryStore.begin_rewriting`."""
        self._write([("INSERT OR REPLACE INTO rewriting VALUES (1, ?, 0)", [(deleted,)])])

    def end_rewriting(self) -> None:
        """See `MemoryStore.end_rewriting`."""
        self._write([("UPDATE rewriting SET done = 1", [()])])

    def vacuum(self) -> None:
        """Leave no trace of deleted checkpoints, in a file that was put aside neither."""
        with self._outages(), self.lock:
            self.conn.execute(f"PRAGMA busy_timeout={LOCK_TIMEOUT * 1000:.0f}")
            try:
                vacuum(self.conn)
            finally:
                self.conn.execute(f"PRAGMA busy_timeout={WRITE_TIMEOUT * 1000:.0f}")
            _aside(self.path).unlink(missing_ok=True)

    def backup(self, path: Path) -> None:
        """Copy the file, as it is at one moment, to a new one. Raises `MemoryUnavailable`."""
        make_private(path)
        with (
            self._outages(),
            closing(_connect(self.path, timeout=LOCK_TIMEOUT)) as source,
            closing(_connect(path, timeout=LOCK_TIMEOUT)) as target,
        ):
            source.backup(target)
            finish_copy(target)

    def check(self) -> None:
        """Write to the file on a new connection. Raises `MemoryUnavailable`, also once damaged."""
        now = datetime.now(UTC).isoformat()
        with self._outages():
            fresh = _connect(self.path, timeout=WRITE_TIMEOUT, mode="rw")
            with closing(fresh), fresh:
                fresh.execute("INSERT OR REPLACE INTO heartbeat VALUES (1, ?)", (now,))
        if self.damaged:
            raise MemoryUnavailable("the memory file is damaged: the next start puts it aside")

    def noticed(self, error: Exception) -> None:
        """See `MemoryStore.noticed`."""
        self.damaged = self.damaged or is_damaged(error)

    def close(self) -> None:
        """Close the file."""
        self.conn.close()

    def _delete(self, statements: Sequence[Statement]) -> int:
        """As `_write`; when the first one deletes anything, the files have to be rewritten."""
        return self._write(statements, after="DELETE FROM rewriting")

    def _write(self, statements: Sequence[Statement], *, after: str = "") -> int:
        """Run each statement with all its rows, in one transaction; rows of the first one.

        `after` is run if there were any.
        """

        def once() -> int:
            with self.lock, self.conn as connection:
                count, *_ = [connection.executemany(*each).rowcount for each in statements]
                if count > 0 and after:
                    connection.execute(after)
                return count

        with self._outages():
            return while_locked(once, timeout=LOCK_TIMEOUT)

    @contextmanager
    def _outages(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            self.noticed(error)
            raise MemoryUnavailable("the memory file is unavailable") from error


def open_memory_file(path: Path, *, keep: int) -> MemoryFile:
    """Open the file at this path. Raises `MemoryUnavailable`."""
    try:
        make_private(path)
        return MemoryFile(path, keep=keep)
    except (OSError, sqlite3.Error) as error:
        raise MemoryUnavailable("the memory file cannot be opened") from error


def memory_path(url: str) -> Path | None:
    """The file at `sqlite:///path`; None for PostgreSQL. Raises `MemoryMisconfigured`."""
    if url.startswith(SERVERS):
        return None
    path = url.removeprefix(PREFIX)
    if not url.startswith(PREFIX) or path in ("", ":memory:"):
        raise MemoryMisconfigured(
            "MEMORY_URL must name a SQLite file, for example sqlite:///data/memory.db, or a "
            "PostgreSQL database, for example postgresql://user:password@host/database"
        )
    return Path(path)


def _put_aside_if_damaged(path: Path) -> None:
    with closing(_connect(path, timeout=LOCK_TIMEOUT)) as connection:
        try:
            sound = connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
        except sqlite3.DatabaseError as error:
            if not is_damaged(error):
                raise
            sound = False
    if not sound:
        log.warning("the memory file is damaged: put aside, sessions rebuild theirs")
        path.replace(_aside(path))
        for side in ("-wal", "-shm"):
            path.with_name(path.name + side).unlink(missing_ok=True)


def _connect(path: Path, *, timeout: float, mode: str = "rwc") -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, check_same_thread=False, timeout=timeout)


def _aside(path: Path) -> Path:
    return path.with_name(path.name + DAMAGED)
