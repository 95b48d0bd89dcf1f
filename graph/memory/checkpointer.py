"""Working memory between turns: the checkpoint saver of every door."""

import asyncio
import builtins
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from typing import Any, Protocol, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
)

from graph.memory.memory_store import MemoryStore
from graph.memory.memory_stores import open_memory_store
from graph.memory.thread_names import COPY_ONLY, at_thread, thread_called, thread_in
from graph.memory.tolerant_saver import TolerantSaver
from graph.understanding.observer import NOBODY, Observer
from tools.encryption.keyring import Keyring


class Sessions(Protocol):
    """The sessions behind the threads, for LangGraph's server, which knows threads only."""

    def copy(self, source: str, target: str) -> None:
        """Copy a thread's transcript, if it has one, to a new session."""

    def delete(self, thread: str) -> bool:
        """Delete a thread's transcript for good; False when it never had one."""


def threaded(name: str) -> Callable[..., Coroutine[Any, Any, Any]]:
    """The method of this name in a thread, so that the saver belongs to no event loop."""

    async def twin(self: object, *args: Any, **kwargs: Any) -> Any:
        return await asyncio.to_thread(getattr(self, name), *args, **kwargs)

    return twin


class Checkpointer(TolerantSaver):
    """A saver whose threads are sessions: named by owner and id, copied and deleted with them.

    Every async method is its own attribute: LangGraph's server asks the class what it overrides.
    """

    def __init__(
        self, saver: MemoryStore, *, keys: Keyring | None = None, sessions: Sessions | None = None
    ) -> None:
        """With `keys`, checkpoints and writes are encrypted, and no others are read."""
        super().__init__(saver, keys=keys)
        self._sessions = sessions
        self.observer: Observer = NOBODY

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """See `TolerantSaver.get_tuple`. Raises `InvalidSession`."""
        with self.observer.during("memory"):
            found = super().get_tuple(at_thread(config, thread_in(config)))
        return found and _as_asked(found, config)

    def list(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> Iterator[CheckpointTuple]:
        """See `TolerantSaver.list`. Raises `InvalidSession`."""
        if config is None:
            return super().list(None, filter=filter, before=before, limit=limit)
        place = at_thread(config, thread_in(config))
        found = super().list(place, filter=filter, before=before, limit=limit)
        return (_as_asked(each, config) for each in found)

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """See `TolerantSaver.put`. Raises `InvalidSession`."""
        place = at_thread(config, thread_in(config))
        with self.observer.during("memory"):
            put = super().put(place, checkpoint, metadata, new_versions)
        return at_thread(put, config["configurable"]["thread_id"])

    def put_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """See `TolerantSaver.put_writes`. Raises `InvalidSession`."""
        super().put_writes(at_thread(config, thread_in(config)), writes, task_id, task_path)

    def delete_thread(self, thread_id: str) -> None:
        """See `BaseCheckpointSaver.delete_thread`; the thread's session goes with it, for good."""
        if COPY_ONLY.get():
            return
        name = thread_called(thread_id)
        self.saver.delete_thread(name)
        if self._sessions and self._sessions.delete(name):
            self.saver.fence({name: None})

    def copy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        """See `BaseCheckpointSaver.copy_thread`; the copy is a session of its own."""
        if self._sessions:
            source, target = map(thread_called, (source_thread_id, target_thread_id))
            self._sessions.copy(source, target)
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
        self.saver.prune([thread_called(each) for each in thread_ids], strategy=strategy)

    async def alist(
        self, config: RunnableConfig | None, **narrowed: Any
    ) -> AsyncIterator[CheckpointTuple]:
        """See `BaseCheckpointSaver.alist`; all of it is read before the first one is handed out."""
        for found in await asyncio.to_thread(self.list, config, **narrowed):
            yield found

    aget_tuple = threaded("get_tuple")
    aput = threaded("put")
    aput_writes = threaded("put_writes")
    adelete_thread = threaded("delete_thread")
    acopy_thread = threaded("copy_thread")
    adelete_for_runs = threaded("delete_for_runs")
    aprune = threaded("prune")

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


def open_memory(
    url: str, *, keep: int = 3, keys: Keyring | None = None, sessions: Sessions | None = None
) -> Checkpointer:
    """Open the checkpointer on a memory store that keeps the last `keep` of each thread.

    Raises `MemoryMisconfigured` and `MemoryUnavailable`.
    """
    return Checkpointer(open_memory_store(url, keep=keep), keys=keys, sessions=sessions)


def _as_asked(found: CheckpointTuple, config: RunnableConfig) -> CheckpointTuple:
    """A stored checkpoint under the thread id that was asked for, which has no owner in it."""
    thread_id: str = config["configurable"]["thread_id"]
    parent = found.parent_config
    return found._replace(
        config=at_thread(found.config, thread_id),
        parent_config=parent and at_thread(parent, thread_id),
    )


def _thread(thread_id: str, **more: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread_id, **more}}
