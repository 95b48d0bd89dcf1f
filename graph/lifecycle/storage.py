"""Both databases without a conversation on top: what the operator's commands work on."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from graph.lifecycle.transfer import ThreadSessions
from graph.memory.checkpointer import Checkpointer, open_memory
from graph.settings import GraphSettings
from tools.database.engine import Database, open_database
from tools.encryption.columns import refuse_other_keys
from tools.encryption.keyring import Keyring
from tools.sessions.progress import count_deleted, lowest_revisions
from tools.settings import DatabaseSettings


@dataclass(frozen=True)
class Storage:
    """The business database and the memory file."""

    database: Database
    checkpointer: Checkpointer

    def drop_memory(self, threads: Sequence[str]) -> bool:
        """Drop the memory of deleted sessions; whether there was any. Raises `MemoryUnavailable`.

        The memory file refuses their checkpoints from now on.
        """
        return self.checkpointer.saver.fence(dict.fromkeys(threads))

    def drop_old_memory(self) -> bool:
        """Drop the memory of all sessions that were deleted, or rewritten after it was made.

        Whether there was any. Raises `DatabaseUnavailable` and `MemoryUnavailable`.
        """
        with self.database.read() as transaction:
            lowest = lowest_revisions(transaction)
        return self.checkpointer.saver.fence(lowest)

    def erase_memory(self, threads: Sequence[str] = ()) -> None:
        """Delete all checkpoints, whose bytes stay in the file until it is rewritten.

        The names of `threads` go too, which have no session any more.

        A checkpoint of a turn that was under way is refused, however late it comes. Raises
        `DatabaseUnavailable` and `MemoryUnavailable`.
        """
        self.drop_old_memory()
        self.checkpointer.saver.erase(threads)

    def is_rewritten(self) -> bool:
        """Whether the files have no byte of deleted sessions, as far as is known.

        Raises `DatabaseUnavailable` and `MemoryUnavailable`.
        """
        return self.checkpointer.saver.is_rewritten(self._deleted())

    def rewrite_files(self) -> None:
        """Rewrite both files without what was deleted, while writers wait.

        Raises `DatabaseUnavailable` and `MemoryUnavailable`.
        """
        self.checkpointer.saver.begin_rewriting(self._deleted())
        self.checkpointer.saver.vacuum()
        self.database.vacuum()
        self.checkpointer.saver.end_rewriting()

    def _deleted(self) -> int:
        with self.database.read() as transaction:
            return count_deleted(transaction)


def open_business_database(
    settings: DatabaseSettings, *, make: bool = True, lock: bool = True
) -> Database:
    """The business database, if the keys are its own; see `open_database`.

    Raises `DatabaseMisconfigured` and `DatabaseUnavailable`.
    """
    opened = open_database(
        settings.database_url,
        timeout=settings.database_timeout,
        keys=settings.keys,
        make=make,
        lock=lock,
        pool=settings.database_pool,
    )
    try:
        with opened.read() as transaction:
            refuse_other_keys(transaction)
    except Exception:
        opened.close()
        raise
    return opened


def open_memory_for(
    database: Database, settings: GraphSettings, *, keys: Keyring | None
) -> Checkpointer:
    """The memory file, without memory that the business database has overtaken.

    A file that is new or from a backup learns which sessions were deleted or rewritten.
    """
    checkpointer = open_memory(
        settings.memory_url,
        keep=settings.memory_checkpoints,
        keys=keys,
        sessions=ThreadSessions(database),
    )
    try:
        Storage(database, checkpointer).drop_old_memory()
    except Exception:
        checkpointer.saver.close()
        raise
    return checkpointer


@contextmanager
def open_storage(
    settings: GraphSettings, database: DatabaseSettings, *, make: bool = True
) -> Iterator[Storage]:
    """Open both, and close them. Raises as `graph.assembly.open_assistant` does.

    `make` has a missing business database made.
    """
    opened = open_business_database(database, make=make)
    try:
        checkpointer = open_memory_for(opened, settings, keys=database.keys)
        try:
            yield Storage(opened, checkpointer)
        finally:
            checkpointer.saver.close()
    finally:
        opened.close()
