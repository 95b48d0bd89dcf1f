"""The node that consults the directory, inside the transaction that closes the turn."""

from langchain_core.runnables import RunnableConfig

from graph.state import State
from graph.turn.commit import commit_turn
from graph.turn.dependencies import Dependencies
from graph.turn.open_turn import OpenTurn, Step


def query(state: State, config: RunnableConfig, *, dependencies: Dependencies) -> Step:
    """Answer the turn's questions, after its creations if it has any, and close it."""
    return commit_turn(OpenTurn.received(state, config), dependencies=dependencies)
