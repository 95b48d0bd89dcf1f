"""The conversation: three nodes around one memory.

`from graph import graph` gives the compiled graph, opened on first use from the settings.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.wiring import Graph

    graph: Graph


def __getattr__(name: str) -> Any:
    """Open the graph when it is first asked for, not when the package is imported."""
    if name != "graph":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    opened = import_module("graph.assembly").open_from_environment().graph
    globals()["graph"] = opened
    return opened
