"""What nobody gets below: a bare turn of the same graph in memory, and one durable commit."""

import sqlite3
from pathlib import Path
from typing import Any

from langchain_core.messages import AIMessage, HumanMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command

from graph.conversation import thread
from graph.state import Input, Output, State, TurnContext
from graph.wiring import Graph

BARE, COMMIT, INSIDE = "bare graph in memory", "durable commit", "without HTTP"
ROUTES = ("create", "query", "", "query")
"""Where the receptionist hands each kind of message on to; nowhere: the turn ends with it."""


def bare_graph() -> Graph:
    """Our state, our three nodes' names and ways, and nothing in the nodes."""

    def receptionist(state: State) -> Command[Any]:
        route = ROUTES[_number(state) % len(ROUTES)]
        return _closed(state) if not route else Command(goto=route, update=_handed_on(state))

    return (
        StateGraph(State, context_schema=TurnContext, input_schema=Input, output_schema=Output)
        .add_node("receptionist", receptionist, destinations=("create", "query", END))
        .add_node("create", _closed, destinations=("query", END))
        .add_node("query", _closed, destinations=(END,))
        .add_edge(START, "receptionist")
        .compile(checkpointer=InMemorySaver(), name="bare")
    )


def bare_turn(graph: Graph, session: str, words: str) -> None:
    """One turn as `converse()` runs it."""
    graph.invoke(
        {"messages": [HumanMessage(words)]},
        thread(session),
        context=TurnContext(key=None),
        durability="exit",
    )


def _number(state: State) -> int:
    return int(state.get("memory", {}).get("turn", 0))


def _handed_on(state: State) -> dict[str, Any]:
    return {"memory": {"turn": _number(state)}, "turn": {"key": "", "plan": {}, "reply": ""}}


def _closed(state: State) -> Command[Any]:
    update = {
        "messages": [AIMessage("Hola")],
        "memory": {"turn": _number(state) + 1},
        "turn": {"key": "", "plan": {}, "reply": "Hola", "replayed": False},
        "decision": "otro",
    }
    return Command(goto=END, update=update)


class Ledger:
    """A file to which one small row at a time is committed, as durably as ours."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT)")

    def commit(self, words: str) -> None:
        """One transaction."""
        with self._connection:
            self._connection.execute("INSERT INTO rows (text) VALUES (?)", (words,))

    def close(self) -> None:
        self._connection.close()
