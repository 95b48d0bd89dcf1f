"""The drawing of the graph: three nodes, who hands a turn to whom, and which actions there are."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from graph.create import create, run_create
from graph.query import query, run_query
from graph.receptionist import receptionist
from graph.state import Input, Output, State, TurnContext
from graph.turn.actions import Runners
from graph.turn.changes.carrying_out import run_change, run_remove, run_restore, run_undo
from graph.turn.commit import commit_turn
from graph.turn.dependencies import Dependencies
from graph.turn.open_turn import Step
from graph.understanding.observer import Observer

Graph = CompiledStateGraph[State, TurnContext, Input, Output]

RUNNERS: Runners = {
    "create": run_create,
    "change": run_change,
    "remove": run_remove,
    "restore": run_restore,
    "undo": run_undo,
    "query": run_query,
}
"""By an action's kind, the function that runs it inside the turn's transaction."""


def build_graph(
    *,
    dependencies: Dependencies,
    checkpointer: BaseCheckpointSaver[str] | None = None,
) -> Graph:
    """Wire the nodes. Without a checkpointer the graph fits a host that brings its own.

    The destinations are what is drawn; a commit that lost its turn also goes to the receptionist.
    """
    commit = partial(commit_turn, dependencies=dependencies, runners=RUNNERS)
    observed = partial(_observed, dependencies.observer)
    return (
        StateGraph(State, context_schema=TurnContext, input_schema=Input, output_schema=Output)
        .add_node(
            "receptionist",
            observed(receptionist, dependencies=dependencies, commit=commit),
            destinations=("create", "query", END),
        )
        .add_node(
            "create",
            observed(create, dependencies=dependencies, commit=commit),
            destinations=("query", END),
        )
        .add_node("query", observed(query, commit=commit), destinations=(END,))
        .add_edge(START, "receptionist")
        .compile(checkpointer=checkpointer, name="recepcionista")
    )


def _observed(observer: Observer, node: Callable[..., Step], **given: Any) -> Callable[..., Any]:
    """The node with its dependencies; LangGraph reads from its signature what else it takes."""
    run, facts = partial(node, **given), {"name": node.__name__}

    @wraps(run)
    def observed(*args: Any, **kwargs: Any) -> Any:
        with observer.during("node", facts):
            return run(*args, **kwargs)

    return observed
