"""The door for LangGraph Studio: the graph without a checkpointer, because Studio brings ours."""

import asyncio
from functools import cache

from graph.assembly import open_dependencies
from graph.settings import GraphSettings
from graph.wiring import Graph, build_graph
from tools.settings import DatabaseSettings


async def graph() -> Graph:
    """The same graph for every run; opened in a thread, because it opens files."""
    return await asyncio.to_thread(_open)


@cache
def _open() -> Graph:
    return build_graph(dependencies=open_dependencies(GraphSettings(), DatabaseSettings()))
