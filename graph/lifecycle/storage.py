"""Both databases without a conversation on top: what the operator's commands work on."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from graph.errors import MemoryUnavailable
from graph.memory.checkpointer import Checkpointer, open_memory
from graph.settings import GraphSettings
from tools.database.engine import Database, open_database
from tools.encryption.columns import refuse_other_keys
from tools.encryption.keyring import Keyring
from tools.sessions.progress import deleted_sessions
from tools.settings import DatabaseSettings


@dataclass(frozen=True)
class Storage:
    """The business database and the memory file."""

    database: Database
    checkpointer: Checkpointer

    def drop_memory(self, threads: Sequence[str]) -> None:
        """Drop the memory of deleted sessions. Raises `MemoryUnavailable`."""
        with memory_outages():
            self.checkpointer.forget_threads(threads)

    def drop_memory_of_deleted(self) -> None:
        """Drop the memory of every session that was deleted. Raises as both databases do."""
        with self.database.read() as transaction:
            deleted = deleted_sessions(transaction)
        self.drop_memory(deleted)

    def vacuum(self) -> None:
        """Leave no trace of what was deleted. Raises as both databases do."""
        with memory_outages():
            self.checkpointer.vacuum()
        self.database.vacuum()


@contextmanager
def memory_outages() -> Iterator[None]:
    """The memory file's errors under our own name. Raises `MemoryUnavailable`."""
    try:
        yield
    except sqlite3.Error as error:
        raise MemoryUnavailable("the memory file is unavailable") from error


def open_business_database(settings: DatabaseSettings) -> Database:
    """The business database, if the keys are its own.

    Raises `DatabaseMisconfigured` and `DatabaseUnavailable`.
    """
    opened = open_database(
        settings.database_url, timeout=settings.database_timeout, keys=settings.keys
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
    """The memory file; one that is new or from a backup learns which sessions were deleted."""
    checkpointer = open_memory(settings.memory_url, keep=settings.memory_checkpoints, keys=keys)
    try:
        with database.read() as transaction:
            deleted = deleted_sessions(transaction)
        with memory_outages():
            checkpointer.erase_threads(deleted)
    except Exception:
        checkpointer.close()
        raise
    return checkpointer


@contextmanager
def open_storage(settings: GraphSettings, database: DatabaseSettings) -> Iterator[Storage]:
    """Open both, and close them. Raises as `graph.assembly.open_assistant` does."""
    opened = open_business_database(database)
    try:
        checkpointer = open_memory_for(opened, settings, keys=database.keys)
        try:
            yield Storage(opened, checkpointer)
        finally:
            checkpointer.close()
    finally:
        opened.close()
