"""Working memory: stored in checkpoints, valid only while it is the session's, else rebuilt."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from pydantic import ValidationError

from graph.state import WINDOW_TURNS, State, whole_turns
from graph.understanding.situation import Memory, QuickReply
from tools.database.engine import Transaction
from tools.sessions.progress import Progress
from tools.sessions.transcript import Turn, recent_turns

POSITION = ("turn", "key", "revision")
"""What the channel `memory` has besides `Memory`."""
QUICK_REPLIES = "quick_replies"
"""In `Memory` as JSON, and among the `additional_kwargs` of a reply's message."""


@dataclass(frozen=True)
class WorkingMemory:
    """What the assistant remembers after turn number `turn`; the window holds whole turns."""

    turn: int
    key: str | None
    """Of that turn; None before the first."""
    window: list[AnyMessage]
    memory: Memory
    revision: int = 0
    """How often the transcript had been rewritten."""

    def as_json(self) -> dict[str, Any]:
        """The state's channel `memory`; the window is the channel `messages`."""
        return memory_channel(
            self.memory.model_dump(mode="json"),
            turn=self.turn,
            key=self.key,
            revision=self.revision,
        )


def memory_channel(
    memory: dict[str, Any], *, turn: int, key: str | None, revision: int
) -> dict[str, Any]:
    """`Memory` as JSON, with the turn of the session after which it is valid."""
    return memory | {"turn": turn, "key": key, "revision": revision}


def memory_in(state: State) -> WorkingMemory:
    """The working memory that a state holds, its window without the last message.

    An empty state holds that of a new session. Raises `ValueError` when its shape is another
    version's.
    """
    stored: Any = state.get("memory") or {"turn": 0, "key": None, "revision": 0}
    if not (isinstance(stored, Mapping) and set(POSITION) <= stored.keys()):
        raise ValueError("working memory of another version")
    memory = {name: value for name, value in stored.items() if name not in POSITION}
    return WorkingMemory(
        turn=stored["turn"],
        key=stored["key"],
        window=state["messages"][:-1],
        memory=Memory.model_validate(memory),
        revision=stored["revision"],
    )


def valid_memory(state: State, progress: Progress) -> WorkingMemory | None:
    """The state's working memory if it is that of the session's last turn.

    The turn's number alone would not do: a database restored from a backup gives numbers out
    again, and a transcript from which a person was erased has as many turns as before.
    """
    try:
        known = memory_in(state)
    except (ValueError, ValidationError):
        return None
    position = (known.turn, known.key, known.revision)
    if position != (progress.turns, progress.key, progress.revision):
        return None
    return known if whole_turns(known.window) and _ends_with(known.window, known.key) else None


def rebuild_memory(transaction: Transaction, session_id: str, revision: int = 0) -> WorkingMemory:
    """Read working memory from the transcript; that of an unknown session is empty."""
    turns = recent_turns(transaction, session_id, last=WINDOW_TURNS)
    if not turns:
        return WorkingMemory(0, None, [], Memory(), revision)
    last = turns[-1]
    return WorkingMemory(
        turn=last.number,
        key=last.key,
        window=[message for turn in turns for message in exchange(turn)],
        memory=Memory.model_validate(last.memory),
        revision=revision,
    )


def _ends_with(window: list[AnyMessage], key: str | None) -> bool:
    return not window or window[-1].id == reply_id(str(key))


def exchange(turn: Turn) -> tuple[HumanMessage, AIMessage]:
    """A turn as the window holds it; ids follow from the key, so that rebuilding is exact."""
    return HumanMessage(turn.message, id=turn.key), reply_message(turn)


def reply_message(turn: Turn) -> AIMessage:
    """The turn's reply, with the quick replies that it offers, if any."""
    offered = turn.memory.get(QUICK_REPLIES)  # not in turns of earlier versions
    extra = {QUICK_REPLIES: offered} if offered else {}
    return AIMessage(turn.reply, id=reply_id(turn.key), additional_kwargs=extra)


def quick_replies_in(stored: Mapping[str, Any]) -> tuple[QuickReply, ...]:
    """Those of a reply, from the memory after it or the `additional_kwargs` of its message."""
    return tuple(map(QuickReply.model_validate, stored.get(QUICK_REPLIES, ())))


def reply_id(key: str) -> str:
    """The id of the message that answers the turn with this key."""
    return f"{key}:reply"
