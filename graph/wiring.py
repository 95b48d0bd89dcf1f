"""The drawing of the graph: three nodes, and who hands a turn to whom."""

from functools import partial

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from graph.create import create
from graph.query import query
from graph.receptionist import receptionist
from graph.state import Input, State, TurnContext
from graph.turn.dependencies import Dependencies

Graph = CompiledStateGraph[State, TurnContext, Input, State]


def build_graph(
    *, dependencies: Dependencies, checkpointer: BaseCheckpointSaver[str] | None = None
) -> Graph:
    """Wire the nodes. Without a checkpointer the graph fits a host that brings its own."""
    return (
        StateGraph(State, context_schema=TurnContext, input_schema=Input)
        .add_node(
            "receptionist",
            partial(receptionist, dependencies=dependencies),
            destinations=("create", "query", "receptionist", END),
        )
        .add_node(
            "create",
            partial(create, dependencies=dependencies),
            destinations=("query", "receptionist", END),
        )
        .add_node(
            "query", partial(query, dependencies=dependencies), destinations=("receptionist", END)
        )
        .add_edge(START, "receptionist")
        .compile(checkpointer=checkpointer, name="recepcionista")
    )
