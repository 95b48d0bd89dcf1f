"""Working memory as the transcript tells it: the truth that a checkpoint only caches."""

from dataclasses import dataclass

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage

from graph.understanding.intents import Memory
from tools.database.engine import Transaction
from tools.sessions.transcript import recent_turns

WINDOW_TURNS = 10
"""Turns whose messages working memory holds."""


@dataclass(frozen=True)
class WorkingMemory:
    """Memory after turn number `turn`; the window holds whole turns."""

    turn: int
    window: list[AnyMessage]
    memory: Memory
    revision: int = 0
    """How often the transcript had been rewritten."""


def rebuild_memory(transaction: Transaction, session_id: str, revision: int = 0) -> WorkingMemory:
    """Rebuild working memory; an unknown session has an empty one."""
    turns = recent_turns(transaction, session_id, last=WINDOW_TURNS)
    if not turns:
        return WorkingMemory(0, [], Memory(), revision)
    window = [message for turn in turns for message in exchange(turn.key, turn.message, turn.reply)]
    memory = Memory.model_validate(turns[-1].memory)
    return WorkingMemory(turns[-1].number, window, memory, revision)


def exchange(key: str, message: str, reply: str) -> list[AnyMessage]:
    """A turn as the window holds it; ids follow from the key, so that rebuilding is exact."""
    return [HumanMessage(message, id=key), AIMessage(reply, id=f"{key}:reply")]
