"""Active sessions stay warm: what was written last is read from here, and reaches the file soon.

The file stays the judge of what is valid: a thread that anybody else has written to, deleted or
put back since is read from it again. What a killed process had not written yet is rebuilt from the
transcript, as any other lost memory.
"""

import atexit
import logging
import sqlite3
from collections import OrderedDict, deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import RLock, Timer
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    copy_checkpoint,
    get_checkpoint_id,
    get_checkpoint_metadata,
)

from graph.memory.file import MemoryFile
from graph.memory.tables import FORGOTTEN
from tools.encryption.keyring import Keyring

LINGER = 1.0
"""Seconds for which checkpoints are collected; of each thread only those to be kept are written."""
MOST = 500
"""Threads that are kept warm, each with a window of messages."""

log = logging.getLogger(__name__)


Put = tuple[RunnableConfig, Checkpoint, CheckpointMetadata, ChannelVersions]
"""What `put` is given."""


@dataclass
class Warm:
    """A thread's last checkpoint, if it has one, and the id of the newest one in its file."""

    last: CheckpointTuple | None
    in_file: str | None
    unsaved: deque[Put]
    """It, and those before it that are to be kept, while the file does not have them."""
    gap: bool = False
    """Whether some before those were not kept."""

    @property
    def last_id(self) -> str | None:
        """The id of the last checkpoint."""
        return self.last.checkpoint["id"] if self.last else None


class WarmMemory(MemoryFile):
    """The memory file behind a cache of the threads in use. Safe to share between threads."""

    def __init__(
        self, path: Path, *, keep: int, keys: Keyring | None = None, linger: float = LINGER
    ) -> None:
        """See `MemoryFile`; `linger` is in seconds."""
        self._linger = linger
        self._timer: Timer | None = None
        self._threads: OrderedDict[str, Warm] = OrderedDict()
        self._guard = RLock()
        super().__init__(path, keep=keep, keys=keys)
        atexit.register(self.save)

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """See `SqliteSaver.get_tuple`."""
        thread = _whole_thread(config)
        with self._guard:
            if thread is None or get_checkpoint_id(config):
                self.save()
                return super().get_tuple(config)
            newest, warm = self.newest(thread), self._threads.get(thread)
            if warm is None or warm.in_file != newest or newest == FORGOTTEN:
                found = super().get_tuple(config)
                warm = Warm(found, newest, deque(maxlen=self._keep))
                if warm.last_id != newest:
                    return found
            self._warm_up(thread, warm)
            return _copied(warm.last)

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """See `SqliteSaver.put`; the file takes it a little later."""
        thread = _whole_thread(config)
        with self._guard:
            known, before = self._threads.get(thread or ""), get_checkpoint_id(config)
            if thread is None or known is None or known.last_id != before:
                self.save()  # a fork, or a run that began before another one ended
                self._threads.pop(thread or "", None)
                return super().put(config, checkpoint, metadata, new_versions)
            known.last = CheckpointTuple(
                config=_named(thread, checkpoint["id"]),
                checkpoint=checkpoint,
                metadata=get_checkpoint_metadata(config, metadata),
                parent_config=_named(thread, before) if before else None,
                pending_writes=[],
            )
            known.gap |= len(known.unsaved) == self._keep
            known.unsaved.append((config, checkpoint, metadata, new_versions))
            self._save_soon()
            return known.last.config

    def put_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """See `SqliteSaver.put_writes`; the thread is read from the file from then on."""
        with self._guard:
            self.save()
            super().put_writes(config, writes, task_id, task_path)
            self._threads.pop(str(config["configurable"]["thread_id"]), None)

    def list(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> Iterator[CheckpointTuple]:
        """See `SqliteSaver.list`."""
        self.save()
        yield from super().list(config, filter=filter, before=before, limit=limit)

    def delete_thread(self, thread_id: str) -> None:
        """See `SqliteSaver.delete_thread`."""
        with self._guard:
            self._threads.pop(thread_id, None)
            super().delete_thread(thread_id)

    def forget_threads(self, thread_ids: Collection[str]) -> bool:
        """See `MemoryFile.forget_threads`."""
        with self._guard:
            for thread_id in thread_ids:
                self._threads.pop(thread_id, None)
            return super().forget_threads(thread_ids)

    def empty(self) -> None:
        """See `MemoryFile.empty`."""
        with self._guard:
            self._threads.clear()
            super().empty()

    def save(self) -> None:
        """Write what the file does not have yet. What it cannot take now is kept for another try.

        Nothing is written over what anybody else has done to a thread meanwhile.
        """
        with self._guard:
            self._timer = None
            waiting = [thread for thread, warm in self._threads.items() if warm.unsaved]
        self._save_these(waiting)

    def close(self) -> None:
        """Write what the file does not have yet, and close it."""
        atexit.unregister(self.save)
        self.save()
        super().close()

    def _save_these(self, threads: Iterable[str]) -> None:
        try:
            for thread in threads:
                with self._guard:
                    self._save_one(thread)
        except sqlite3.Error as error:
            log.warning("working memory is not saved yet: %s", error)

    def _save_one(self, thread: str) -> None:
        warm = self._threads.get(thread)
        if warm is None or not warm.unsaved:
            return
        if self.newest(thread) == warm.in_file:
            for config, checkpoint, metadata, versions in warm.unsaved:
                known = _following(config, warm.in_file) if warm.gap else config
                super().put(known, checkpoint, metadata, versions)
                warm.in_file, warm.gap = checkpoint["id"], False
        warm.unsaved.clear()

    def _save_soon(self) -> None:
        if self._timer is None:
            self._timer = Timer(self._linger, self.save)
            self._timer.daemon = True
            self._timer.start()

    def _warm_up(self, thread: str, warm: Warm) -> None:
        """Keep it as the one used last, and let the one go that was used longest ago."""
        self._threads[thread] = warm
        self._threads.move_to_end(thread)
        if len(self._threads) > MOST:
            oldest = next(iter(self._threads))
            self._save_these([oldest])
            del self._threads[oldest]


def _whole_thread(config: RunnableConfig) -> str | None:
    """The thread's id; None for a part of it, which a graph inside a node has."""
    configured = config["configurable"]
    return None if configured.get("checkpoint_ns") else str(configured["thread_id"])


def _copied(kept: CheckpointTuple | None) -> CheckpointTuple | None:
    """For a run, which counts its steps in the checkpoint that it is given."""
    return kept and kept._replace(
        checkpoint=copy_checkpoint(kept.checkpoint), metadata=kept.metadata.copy()
    )


def _following(config: RunnableConfig, before: str | None) -> RunnableConfig:
    """The parent is the last checkpoint in the file: those between were not written."""
    configured = {**config["configurable"], "checkpoint_ns": ""} | {"checkpoint_id": before}
    return {**config, "configurable": configured}


def _named(thread: str, checkpoint_id: str) -> RunnableConfig:
    return {
        "configurable": {
            "thread_id": thread,
            "checkpoint_ns": "",
            "checkpoint_id": checkpoint_id,
        }
    }
