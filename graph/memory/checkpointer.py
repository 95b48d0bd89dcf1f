"""Working memory between turns: a wrapper round a LangGraph checkpoint saver.

Memory is a cache of the transcript. So a checkpoint that cannot be read counts as none, one that
cannot be written is a warning in the log, and only a failed deletion is an error.
"""

import builtins
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from copy import copy
from typing import Any, Protocol, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
)

from graph.memory.memory_file import MemoryFile, open_memory_file
from graph.memory.sealing import Sealing, refuse_encrypted
from graph.memory.threaded import threaded
from tools.encryption.keyring import Keyring
from tools.errors import DecryptionError

MALFORMED = (AttributeError, LookupError, NotImplementedError, TypeError, ValueError)
"""Errors of values that LangGraph's serializer did not write; their text may have a part of one."""

log = logging.getLogger(__name__)


class Sessions(Protocol):
    """The sessions behind the threads, for LangGraph's server, which knows threads only."""

    def copy(self, source: str, target: str) -> None:
        """Copy a thread's transcript, if it has one, to a new session."""

    def delete(self, thread: str) -> bool:
        """Delete a thread's transcript for good; False when it never had one."""


class Checkpointer(BaseCheckpointSaver[str]):
    """A saver with encryption, whose failures are no failures of a turn.

    Every async method is its own attribute: LangGraph's server asks the class what it overrides.
    """

    def __init__(
        self, saver: MemoryFile, *, keys: Keyring | None = None, sessions: Sessions | None = None
    ) -> None:
        """With `keys`, checkpoints and writes are encrypted, and no others are read."""
        super().__init__(serde=saver.serde)
        self.saver, self._sessions = saver, sessions
        self._sealing = Sealing(keys, saver.serde) if keys else None

    def get_next_version(self, current: str | None, channel: None) -> str:
        """See `BaseCheckpointSaver.get_next_version`."""
        return self.saver.get_next_version(current, channel)

    def with_allowlist(self, extra_allowlist: Collection[tuple[str, ...]]) -> "Checkpointer":
        """See `BaseCheckpointSaver.with_allowlist`."""
        clone = copy(self)
        clone.saver = cast(MemoryFile, self.saver.with_allowlist(extra_allowlist))
        clone.serde = clone.saver.serde
        clone._sealing = self._sealing and Sealing(self._sealing.keys, clone.serde)
        return clone

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """See `BaseCheckpointSaver.get_tuple`; None also for a checkpoint that cannot be read."""
        try:
            found = self.saver.get_tuple(config)
        except (*self.saver.failures, *MALFORMED) as error:
            self._unreadable(error)
            return None
        return self._decrypted(found) if found else None

    def list(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> Iterator[CheckpointTuple]:
        """See `BaseCheckpointSaver.list`; ends at a checkpoint that the saver cannot read."""
        found = []
        try:
            for each in self.saver.list(config, filter=filter, before=before, limit=limit):
                found.append(each)  # all of them now, because the saver is locked meanwhile
        except (*self.saver.failures, *MALFORMED) as error:
            self._unreadable(error)
        decrypted = map(self._decrypted, found)
        return (each for each in decrypted if each)

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """See `BaseCheckpointSaver.put`; the metadata gets the transcript's revision."""
        marked = cast(CheckpointMetadata, {**metadata, "revision": revision_of(checkpoint)})
        if self._sealing:
            checkpoint = self._sealing.encrypted(config, checkpoint)
            new_versions = checkpoint["channel_versions"]
        try:
            return self.saver.put(config, checkpoint, marked, new_versions)
        except self.saver.failures as error:
            self._not_written(error)
            named = config["configurable"]
            place = {name: named[name] for name in ("thread_id", "checkpoint_ns")}
            return {"configurable": place | {"checkpoint_id": checkpoint["id"]}}

    def put_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """See `BaseCheckpointSaver.put_writes`."""
        if self._sealing:
            writes = self._sealing.encrypted_writes(config, writes, task_id)
        try:
            self.saver.put_writes(config, writes, task_id, task_path)
        except self.saver.failures as error:
            self._not_written(error)

    def delete_thread(self, thread_id: str) -> None:
        """See `BaseCheckpointSaver.delete_thread`; the thread's session goes with it, for good."""
        self.saver.delete_thread(thread_id)
        if self._sessions and self._sessions.delete(thread_id):
            self.saver.fence({thread_id: None})

    def copy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        """See `BaseCheckpointSaver.copy_thread`; the copy is a session of its own."""
        if self._sessions:
            self._sessions.copy(source_thread_id, target_thread_id)
        copied: set[tuple[str, str]] = set()
        oldest_first = reversed([*self.list(_thread(source_thread_id))])
        for found in oldest_first:
            namespace, parent = found.config["configurable"]["checkpoint_ns"], found.parent_config
            at = _thread(target_thread_id, checkpoint_ns=namespace)
            parent_id = parent["configurable"]["checkpoint_id"] if parent else ""
            if (namespace, parent_id) in copied:
                at["configurable"]["checkpoint_id"] = parent_id
            self._copy(found, at)
            copied.add((namespace, found.checkpoint["id"]))

    def delete_for_runs(self, run_ids: Sequence[str]) -> None:
        """See `BaseCheckpointSaver.delete_for_runs`."""
        self.saver.delete_for_runs(run_ids)

    def prune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """See `BaseCheckpointSaver.prune`."""
        self.saver.prune(thread_ids, strategy=strategy)

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        """See `BaseCheckpointSaver.alist`; all of it is read before the first one is handed out."""
        read = threaded(Checkpointer.list)
        for found in await read(self, config, filter=filter, before=before, limit=limit):
            yield found

    aget_tuple = threaded(get_tuple)
    aput = threaded(put)
    aput_writes = threaded(put_writes)
    adelete_thread = threaded(delete_thread)
    acopy_thread = threaded(copy_thread)
    adelete_for_runs = threaded(delete_for_runs)
    aprune = threaded(prune)

    def _copy(self, found: CheckpointTuple, at: RunnableConfig) -> None:
        named = at["configurable"]
        metadata = {name: named.get(name, value) for name, value in found.metadata.items()}
        versions = found.checkpoint["channel_versions"]
        put_at = self.put(at, found.checkpoint, cast(CheckpointMetadata, metadata), versions)
        by_task: dict[str, builtins.list[tuple[str, Any]]] = defaultdict(list)
        for task_id, channel, value in found.pending_writes or []:
            by_task[task_id].append((channel, value))
        for task_id, writes in by_task.items():
            self.put_writes(put_at, writes, task_id)

    def _decrypted(self, found: CheckpointTuple) -> CheckpointTuple | None:
        try:
            if self._sealing:
                return self._sealing.decrypted(found)
            refuse_encrypted(found)
            return found
        except (DecryptionError, *MALFORMED) as error:
            self._unreadable(error)
            return None

    def _unreadable(self, error: Exception) -> None:
        self.saver.noticed(error)
        text = error if isinstance(error, self.saver.failures) else type(error).__name__
        reason = error if isinstance(error, DecryptionError) else f"cannot be read ({text})"
        log.warning("a checkpoint %s: its session rebuilds its memory", reason)

    def _not_written(self, error: Exception) -> None:
        self.saver.noticed(error)
        log.warning("a checkpoint is not written: %s", error)


def open_memory(
    url: str, *, keep: int = 3, keys: Keyring | None = None, sessions: Sessions | None = None
) -> Checkpointer:
    """Open the checkpointer on a memory file that keeps the last `keep` of each thread.

    Raises `MemoryMisconfigured` and `MemoryUnavailable`.
    """
    return Checkpointer(open_memory_file(url, keep=keep), keys=keys, sessions=sessions)


def revision_of(checkpoint: Checkpoint) -> int | None:
    """The transcript's revision that the memory in a checkpoint is from; None without memory."""
    memory = checkpoint["channel_values"].get("memory")
    return memory.get("revision", 0) if isinstance(memory, dict) else None


def _thread(thread_id: str, **more: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread_id, **more}}
