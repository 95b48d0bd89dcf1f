"""A checkpoint saver with encryption, whose failures are no failures of a turn.

Memory is a cache of the transcript. So a checkpoint that cannot be read counts as none, one that
cannot be written is a warning in the log, and only a failed deletion is an error.
"""

import logging
from collections.abc import Collection, Iterator, Sequence
from copy import copy
from typing import Any, Self, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
)

from graph.memory.memory_store import MemoryStore
from graph.memory.sealing import Sealing, refuse_encrypted
from tools.encryption.keyring import Keyring
from tools.errors import DecryptionError

MALFORMED = (AttributeError, LookupError, NotImplementedError, TypeError, ValueError)
"""Errors of values that LangGraph's serializer did not write; their text may have a part of one."""
PLACE = ("thread_id", "checkpoint_ns", "checkpoint_id")
"""What names a checkpoint; the rest of a run's configuration is its caller's."""
FROM_CONFIG = ("run_id", "graph_id", "assistant_id")
"""The entries of a run's configuration that metadata, which are in clear, may repeat."""

log = logging.getLogger(__name__)


class TolerantSaver(BaseCheckpointSaver[str]):
    """The sync methods of a saver on a memory store."""

    def __init__(self, saver: MemoryStore, *, keys: Keyring | None = None) -> None:
        """With `keys`, checkpoints and writes are encrypted, and no others are read."""
        super().__init__(serde=saver.serde)
        self.saver = saver
        self._sealing = Sealing(keys, saver.serde) if keys else None

    def get_next_version(self, current: str | None, channel: None) -> str:
        """See `BaseCheckpointSaver.get_next_version`."""
        return self.saver.get_next_version(current, channel)

    def with_allowlist(self, extra_allowlist: Collection[tuple[str, ...]]) -> Self:
        """See `BaseCheckpointSaver.with_allowlist`."""
        clone = copy(self)
        clone.saver = cast(MemoryStore, self.saver.with_allowlist(extra_allowlist))
        clone.serde = clone.saver.serde
        clone._sealing = self._sealing and Sealing(self._sealing.keys, clone.serde)
        return clone

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """See `BaseCheckpointSaver.get_tuple`; None also for a checkpoint that cannot be read."""
        try:
            found = self.saver.get_tuple(config)
        except self._unreadable_errors() as error:
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
        """See `BaseCheckpointSaver.list`; ends at a checkpoint that the saver cannot read.

        All are read and decrypted before the first one is handed out.
        """
        found = []
        try:
            for each in self.saver.list(config, filter=filter, before=before, limit=limit):
                found.append(each)
        except self._unreadable_errors() as error:
            self._unreadable(error)
        return iter([each for each in map(self._decrypted, found) if each])

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """See `BaseCheckpointSaver.put`; the metadata gets the transcript's revision."""
        marked = {**_own(metadata, config), "revision": revision_of(checkpoint)}
        config = _place_in(config)
        if self._sealing:
            checkpoint = self._sealing.encrypted(config, checkpoint)
            new_versions = checkpoint["channel_versions"]
        try:
            return self.saver.put(
                config, checkpoint, cast(CheckpointMetadata, marked), new_versions
            )
        except self.saver.failures as error:
            self._not_written(error)
            named = config["configurable"]
            return {"configurable": named | {"checkpoint_id": checkpoint["id"]}}

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

    def _unreadable_errors(self) -> tuple[type[Exception], ...]:
        return (*self.saver.failures, *MALFORMED)

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


def revision_of(checkpoint: Checkpoint) -> int | None:
    """The transcript's revision that the memory in a checkpoint is from; None without memory."""
    memory = checkpoint["channel_values"].get("memory")
    return memory.get("revision", 0) if isinstance(memory, dict) else None


def _place_in(config: RunnableConfig) -> RunnableConfig:
    named = config["configurable"]
    return {"configurable": {name: named[name] for name in PLACE if name in named}}


def _own(metadata: CheckpointMetadata, config: RunnableConfig) -> dict[str, Any]:
    """The metadata without what is copied into them from the run's configuration.

    Both LangGraph and its server copy all of it, also the caller's name and its own entries.
    """
    sources = (config.get("metadata", {}), config["configurable"])
    copied = {name: value for source in sources for name, value in source.items()}
    kept = {name: str(copied[name]) for name in FROM_CONFIG if name in copied}
    return kept | {
        name: value
        for name, value in metadata.items()
        if name in FROM_CONFIG or all(source.get(name) != value for source in sources)
    }
