"""What the checkpointer stands on: a saver of LangGraph's, and the deletions that it does not have.

Deletions and checks raise `MemoryUnavailable`; the stock methods raise the driver's errors.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from pathlib import Path

from langgraph.checkpoint.base import BaseCheckpointSaver


class MemoryStore(BaseCheckpointSaver[str], ABC):
    """Checkpoints in a SQLite file or a PostgreSQL database."""

    failures: tuple[type[Exception], ...]
    """The driver's errors."""
    path: Path | None = None
    """SQLite's file; None for another database."""

    @abstractmethod
    def fence(self, lowest: Mapping[str, int | None]) -> bool:
        """Refuse checkpoints of threads below a revision of their transcripts, from now on.

        None refuses all, for a deleted session. Whether any checkpoint was deleted for it.
        """

    @abstractmethod
    def erase(self, threads: Collection[str] = ()) -> None:
        """Delete every checkpoint, and refuse those that were made before now.

        The names of `threads` go too, which have no session any more.
        """

    @abstractmethod
    def is_rewritten(self, deleted: int) -> bool:
        """Whether nothing was deleted since the last rewriting; `deleted` counts the sessions."""

    @abstractmethod
    def begin_rewriting(self, deleted: int) -> None:
        """Remember that all files are about to be rewritten."""

    @abstractmethod
    def end_rewriting(self) -> None:
        """Remember that they were, unless more was deleted meanwhile."""

    @abstractmethod
    def vacuum(self) -> None:
        """Leave no trace of deleted checkpoints, as far as the database can."""

    @abstractmethod
    def backup(self, path: Path) -> None:
        """Copy what is stored, as it is at one moment, to a new file, if there is a file."""

    @abstractmethod
    def check(self) -> None:
        """Write, waiting for a second at most."""

    @abstractmethod
    def noticed(self, error: Exception) -> None:
        """Remember a failure of the stock methods that no retry mends, for `check`."""

    @abstractmethod
    def close(self) -> None:
        """Close every connection."""
