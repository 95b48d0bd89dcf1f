"""The file of working memory: mended when it is damaged, purged of deleted sessions."""

import logging
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
)
from langgraph.checkpoint.sqlite import SqliteSaver

from graph.memory.sealing import SealingSerializer
from graph.memory.tables import NEWEST, OURS
from tools.database.sqlite_files import is_damaged, vacuum, while_locked
from tools.encryption.keyring import Keyring
from tools.errors import DecryptionError

T = TypeVar("T")

LOCK_TIMEOUT = 15.0
PROBE_TIMEOUT = 1.0

log = logging.getLogger(__name__)


class MemoryFile(SqliteSaver):
    """The stock saver on a file that is only a cache: a damaged one is put aside and made anew.

    The file's methods raise `sqlite3.Error` when it cannot be read or written for other reasons.
    """

    def __init__(self, path: Path, *, keep: int, keys: Keyring | None = None) -> None:
        """Open or make the file, which keeps the last `keep` checkpoints of each thread.

        With `keys` they are sealed.
        """
        self.path, self._keep = path, keep
        super().__init__(_connect(path), serde=SealingSerializer(keys))
        self._mending(lambda: while_locked(self.setup, timeout=LOCK_TIMEOUT))

    def setup(self) -> None:
        """See `SqliteSaver.setup`; adds what is ours."""
        if not self.is_setup:
            self.conn.execute("PRAGMA synchronous=NORMAL")
            super().setup()
            with self.conn:
                self.conn.executescript(OURS.format(older=self._keep))

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """See `SqliteSaver.get_tuple`; one that cannot be believed is as good as none."""
        found = self._mending(partial(super().get_tuple, config))
        return self._believed(found) if found else None

    def list(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> Iterator[CheckpointTuple]:
        """See `SqliteSaver.list`; without those that cannot be believed."""
        for found in super().list(config, filter=filter, before=before, limit=limit):
            if believed := self._believed(found):
                yield believed

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """See `SqliteSaver.put`."""
        placed = self._seal.placed(config, checkpoint)
        return self._mending(partial(super().put, config, placed, metadata, new_versions))

    def newest(self, thread_id: str) -> str | None:
        """The id of the last checkpoint that the file has of a thread, or that it is forgotten."""
        return self._mending(partial(self._newest, thread_id))

    def put_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """See `SqliteSaver.put_writes`."""
        placed = self._seal.placed_writes(config, writes, task_id)
        self._mending(partial(super().put_writes, config, placed, task_id, task_path))

    def delete_thread(self, thread_id: str) -> None:
        """See `SqliteSaver.delete_thread`."""
        self._mending(partial(super().delete_thread, thread_id))

    def forget_threads(self, thread_ids: Collection[str]) -> bool:
        """Delete threads for good: they take no checkpoint any more. Whether any had one."""
        return self._mending(partial(self._forget, thread_ids))

    def erase_threads(self, thread_ids: Collection[str]) -> None:
        """Delete threads for good and, if there was anything to delete, every trace of it."""
        if self.forget_threads(thread_ids):
            self.vacuum()

    def empty(self) -> None:
        """Leave no checkpoint and no trace of one: sessions rebuild theirs from the transcript."""
        self._mending(self._delete_all)
        self.vacuum()

    def vacuum(self) -> None:
        """Leave no trace of deleted threads in the files."""
        self._mending(self._vacuum)
        self._put_aside.unlink(missing_ok=True)

    def check(self) -> None:
        """Write to the file, as anybody who opens it now. Raises `sqlite3.Error`."""
        self._mending(self._beat)

    def close(self) -> None:
        """Close the file."""
        self.conn.close()

    def _newest(self, thread_id: str) -> str | None:
        with self.cursor(transaction=False) as cursor:
            found: str | None = cursor.execute(NEWEST, {"thread": thread_id}).fetchone()[0]
            return found

    def _forget(self, thread_ids: Collection[str]) -> bool:
        with self.cursor() as cursor:
            known = [(thread_id,) for thread_id in thread_ids]
            cursor.executemany("INSERT OR IGNORE INTO forgotten VALUES (?)", known)
            cursor.executemany("DELETE FROM writes WHERE thread_id = ?", known)
            cursor.executemany("DELETE FROM checkpoints WHERE thread_id = ?", known)
            return cursor.rowcount > 0

    def _delete_all(self) -> None:
        with self.cursor() as cursor:
            cursor.execute("DELETE FROM writes")
            cursor.execute("DELETE FROM checkpoints")

    def _believed(self, found: CheckpointTuple) -> CheckpointTuple | None:
        try:
            return self._seal.opened(found)
        except DecryptionError as error:
            named = found.config["configurable"]["checkpoint_id"]
            log.warning("checkpoint %s %s: its session rebuilds its memory", named, error)
            return None

    def _vacuum(self) -> None:
        with self.lock:
            vacuum(self.conn)

    def _beat(self) -> None:
        now = datetime.now(UTC).isoformat()
        with closing(_connect(self.path, timeout=PROBE_TIMEOUT)) as fresh, fresh:
            fresh.execute("INSERT OR REPLACE INTO heartbeat VALUES (1, ?)", (now,))

    def _mending(self, action: Callable[[], T]) -> T:
        """Do it; on a lost or damaged file, on a new one."""
        connection = self.conn
        try:
            return action()
        except sqlite3.DatabaseError as error:
            if not (is_damaged(error) or "no such table" in str(error)):
                raise
            self._renew(connection)
            return action()

    def _renew(self, damaged: sqlite3.Connection) -> None:
        """Open the file again, put aside if it is still damaged; once for all who waited."""
        with self.lock:
            if self.conn is not damaged:
                return
            self.conn.close()
            if not _is_sound(self.path):
                log.warning("the memory file is damaged: put aside, sessions rebuild theirs")
                self.path.replace(self._put_aside)
                for side in ("-wal", "-shm"):
                    self.path.with_name(self.path.name + side).unlink(missing_ok=True)
            self.conn, self.is_setup = _connect(self.path), False
            while_locked(self.setup, timeout=LOCK_TIMEOUT)

    @property
    def _seal(self) -> SealingSerializer:
        """LangGraph may have replaced ours by a stricter copy."""
        return cast(SealingSerializer, self.serde)

    @property
    def _put_aside(self) -> Path:
        return self.path.with_name(self.path.name + ".damaged")


def _connect(path: Path, *, timeout: float = LOCK_TIMEOUT) -> sqlite3.Connection:
    return sqlite3.connect(path, check_same_thread=False, timeout=timeout)


def _is_sound(path: Path) -> bool:
    """Whether another process has mended the file already."""
    try:
        with closing(_connect(path)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.DatabaseError as error:
        if is_damaged(error):
            return False
        raise
