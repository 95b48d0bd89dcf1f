"""The node that consults the directory, inside the transaction that closes the turn."""

from langchain_core.runnables import RunnableConfig

from graph.state import State
from graph.turn.commit import close_turn
from graph.turn.dependencies import Desk
from graph.turn.open_turn import OpenTurn, Step


def query(state: State, config: RunnableConfig, *, desk: Desk) -> Step:
    """Answer the turn's questions, after its creations if it has any, and close it."""
    return close_turn(OpenTurn.received(state, config), desk=desk)
