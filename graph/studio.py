"""The door for LangGraph Studio, which takes the graph and the checkpointer one by one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from contextvars import Context
from functools import cache

from langgraph_sdk import get_client
from langgraph_sdk.errors import NotFoundError
from langgraph_sdk.schema import Thread, ThreadSelectField

from graph.assembly import open_dependencies
from graph.lifecycle.storage import open_storage
from graph.memory.checkpointer import Checkpointer
from graph.memory.thread_names import COPY_ONLY
from graph.settings import GraphSettings
from graph.wiring import Graph, build_graph
from tools.database.engine import Database
from tools.sessions.progress import lowest_revisions
from tools.sessions.threads import thread_of
from tools.settings import DatabaseSettings

PAGE = 1_000
"""Threads that LangGraph's server lists at once."""
SHOWN: list[ThreadSelectField] = ["thread_id", "metadata"]


async def graph() -> Graph:
    """The same graph for every run; opened in a thread, because it opens files."""
    return await asyncio.to_thread(_open)


@asynccontextmanager
async def open_checkpointer() -> AsyncIterator[Checkpointer]:
    """The checkpointer, whose threads are copied and deleted together with their sessions."""
    opened = ExitStack()
    settings = await asyncio.to_thread(GraphSettings)
    database = await asyncio.to_thread(DatabaseSettings)
    storage = await asyncio.to_thread(opened.enter_context, open_storage(settings, database))
    try:
        yield storage.checkpointer
    finally:
        await asyncio.to_thread(opened.close)


@cache
def _open() -> Graph:
    return build_graph(dependencies=open_dependencies(GraphSettings(), DatabaseSettings()))


class ServerCopies:
    """What LangGraph's server keeps of threads beside our memory: their last values, their runs."""

    def __init__(self) -> None:
        """Take all of them for outdated that sessions were deleted or rewritten of."""
        self._known: dict[str, int | None] = {}

    async def drop_outdated(self, database: Database) -> None:
        """Have the server forget threads whose sessions were deleted or rewritten since last time.

        The sessions stay as they are. Raises `DatabaseUnavailable`.
        """
        lowest = await asyncio.to_thread(_lowest_revisions, database)
        changed = lowest.items() - self._known.items()
        if changed:
            # In a context of its own, without the caller, because the server asks for their rights.
            dropping = _drop({name for name, _ in changed})
            await asyncio.create_task(dropping, context=Context())
            self._known = lowest


def _lowest_revisions(database: Database) -> dict[str, int | None]:
    with database.read() as transaction:
        return lowest_revisions(transaction)


async def _drop(names: set[str]) -> None:
    COPY_ONLY.set(True)
    threads, kept = get_client().threads, list[Thread]()
    while page := await threads.search(limit=PAGE, offset=len(kept), select=SHOWN):
        kept += page
    for each in kept:
        owner = str((each["metadata"] or {}).get("owner", ""))
        if thread_of(owner, each["thread_id"]) in names:
            with suppress(NotFoundError):  # another request was first
                await threads.delete(each["thread_id"])
