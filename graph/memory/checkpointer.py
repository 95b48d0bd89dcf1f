"""Working memory between turns: LangGraph's SQLite checkpointer, usable from threads and loops."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
)

from graph.errors import MemoryMisconfigured, MemoryUnavailable
from graph.memory.warm import WarmMemory
from graph.settings import GraphSettings
from tools.encryption.keyring import Keyring
from tools.settings import DatabaseSettings

PREFIX = "sqlite:///"


class Checkpointer(WarmMemory):
    """Warm memory, whose async methods run the sync ones in a thread and bind no event loop."""

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """See `SqliteSaver.get_tuple`."""
        return await asyncio.to_thread(self.get_tuple, config)

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        """See `SqliteSaver.list`; all of it is read before the first one is handed out."""
        found = await asyncio.to_thread(self._listed, config, filter, before, limit)
        for checkpoint in found:
            yield checkpoint

    def _listed(
        self,
        config: RunnableConfig | None,
        wanted: dict[str, Any] | None,
        before: RunnableConfig | None,
        limit: int | None,
    ) -> list[CheckpointTuple]:
        return list(self.list(config, filter=wanted, before=before, limit=limit))

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """See `SqliteSaver.put`."""
        return await asyncio.to_thread(self.put, config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """See `SqliteSaver.put_writes`."""
        await asyncio.to_thread(self.put_writes, config, writes, task_id, task_path)

    async def adelete_thread(self, thread_id: str) -> None:
        """See `SqliteSaver.delete_thread`."""
        await asyncio.to_thread(self.delete_thread, thread_id)


def open_memory(url: str, *, keep: int = 3, keys: Keyring | None = None) -> Checkpointer:
    """Open the checkpointer at `sqlite:///path`, which keeps the last `keep` of each thread.

    With `keys` they are sealed. Raises `MemoryMisconfigured` and `MemoryUnavailable`.
    """
    path = url.removeprefix(PREFIX)
    if not url.startswith(PREFIX) or path in ("", ":memory:"):
        raise MemoryMisconfigured(
            "MEMORY_URL must name a SQLite file, for example sqlite:///data/memory.db"
        )
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        return Checkpointer(Path(path), keep=keep, keys=keys)
    except (OSError, sqlite3.Error) as error:
        raise MemoryUnavailable("the memory file cannot be opened") from error


@asynccontextmanager
async def open_checkpointer() -> AsyncIterator[Checkpointer]:
    """The checkpointer for a host that brings none of its own, such as `langgraph dev`."""
    settings = await asyncio.to_thread(GraphSettings)
    database = await asyncio.to_thread(DatabaseSettings)
    checkpointer = await asyncio.to_thread(
        open_memory, settings.memory_url, keep=settings.memory_checkpoints, keys=database.keys
    )
    try:
        yield checkpointer
    finally:
        await asyncio.to_thread(checkpointer.close)
