"""The graph's state: bounded working memory, and what one turn hands from node to node."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypedDict

from langchain_core.messages import AnyMessage, MessageLikeRepresentation, RemoveMessage
from langgraph.graph.message import Messages, add_messages

from tools.sessions.transcript import Decision


def latest_last(kept: list[Any], new: Messages) -> Messages:
    """Append like `add_messages`, but a message that is sent again moves to the end.

    So the turn's own message is always the last one, a retried one included.
    """
    arrived: Any = add_messages([], new)
    again = {message.id for message in arrived if not isinstance(message, RemoveMessage)}
    return add_messages([message for message in kept if message.id not in again], arrived)


class Input(TypedDict):
    """What a caller gives: `messages`, whose last one is the user's and opens the turn."""

    messages: Sequence[MessageLikeRepresentation]


class State(TypedDict, total=False):
    """Plain and serializable."""

    messages: Annotated[list[AnyMessage], latest_last]
    turn: int
    """Number of the last turn in this memory; valid only while it equals the session's."""
    revision: int
    """How often the transcript had been rewritten when this memory was read from it."""
    memory: dict[str, Any]
    """`graph.understanding.intents.Memory` as JSON."""

    key: str
    """This and the fields below belong to one turn; the receptionist writes them all anew."""
    plan: dict[str, Any]
    """`graph.turn.plan.Plan` as JSON."""
    reply: str
    decision: Decision
    replayed: bool


@dataclass(frozen=True)
class TurnContext:
    """What a caller says about one run; never kept in a checkpoint."""

    key: str | None = None
    """Idempotency key. None: the message's own id is the key."""


def text_of(message: AnyMessage) -> str:
    """The message's text, also when it comes as a list of content blocks."""
    if isinstance(message.content, str):
        return message.content
    return "".join(_text(block) for block in message.content)


def _text(block: str | dict[Any, Any]) -> str:
    return block if isinstance(block, str) else str(block.get("text", ""))


def whole_turns(window: Sequence[AnyMessage]) -> bool:
    """Whether the messages are question and answer by turns, none left unanswered."""
    return [m.type for m in window] == ["human", "ai"] * (len(window) // 2)
