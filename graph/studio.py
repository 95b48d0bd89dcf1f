"""The door for LangGraph Studio, which takes the graph and the checkpointer one by one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from functools import cache

from graph.assembly import open_dependencies
from graph.lifecycle.storage import open_storage
from graph.memory.checkpointer import Checkpointer
from graph.settings import GraphSettings
from graph.wiring import Graph, build_graph
from tools.settings import DatabaseSettings


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
