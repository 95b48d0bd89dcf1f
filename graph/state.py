"""The graph's state: bounded working memory, and what one turn hands from node to node."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from langchain_core.messages import AnyMessage, MessageLikeRepresentation
from langgraph.channels import UntrackedValue
from langgraph.graph.message import Messages, add_messages
from pydantic.json_schema import SkipJsonSchema
from typing_extensions import TypedDict

from tools.sessions.transcript import Decision

WINDOW_TURNS = 10
"""Turns whose messages working memory holds."""


def latest_last(kept: list[Any], new: Messages) -> Messages:
    """Append like `add_messages`, with three differences.

    A message that is sent again moves to the end, so that the turn's own message is always the
    last one, a retried one included. One that got no reply, because its turn failed, goes when the
    next one comes. When a reply completes a turn more than `WINDOW_TURNS`, the oldest turn goes.
    """
    arrived: Any = add_messages([], new)
    again = {message.id for message in arrived}
    before = [message for message in kept if message.id not in again]
    if arrived and arrived[0].type == "human":
        while before and before[-1].type == "human":
            before.pop()
    merged = [*before, *arrived]
    beyond = len(merged) - 2 * WINDOW_TURNS
    return merged[beyond:] if beyond > 1 else merged


class Input(TypedDict):
    """What a caller gives: `messages`, whose last one is the user's and opens the turn."""

    messages: Sequence[MessageLikeRepresentation]


class Output(TypedDict):
    """What a caller gets: the window of messages, the reply last, and the turn's decision."""

    messages: Annotated[list[AnyMessage], latest_last]
    decision: Annotated[Decision, UntrackedValue]


class State(TypedDict, total=False):
    """Three channels, each a plain JSON value or messages, and an output that is not stored."""

    messages: Annotated[list[AnyMessage], latest_last]
    memory: dict[str, Any]
    """`graph.memory.rebuild.WorkingMemory` without its window, as JSON."""
    turn: dict[str, Any]
    """As `graph.turn.open_turn.turn_channel` makes it: key, plan, reply, decision, replayed."""
    decision: Annotated[Decision, UntrackedValue]
    """The turn's decision once it is committed; never in a checkpoint."""


@dataclass(frozen=True)
class Author:
    """The caller of a turn, as its door has authenticated it; both names may be empty."""

    owner: str = ""
    credential: str = ""
    """Public name of a key or token: `key:<id>`, `jwt:<subject>`."""
    may_delete: bool = True


NOBODY = Author()
"""The author of a turn without authentication."""


class TurnContext(TypedDict, total=False):
    """What a caller says about one run; never kept in a checkpoint. Other entries are ignored."""

    key: SkipJsonSchema[str | None]
    """The message's idempotency key, instead of its id. No form offers it as a setting: an
    assistant that always had the same one would take all messages for one."""
    author: SkipJsonSchema[Author | None]
    """An object of this process: what comes as JSON is never one, and names nobody."""


def author_in(context: object) -> Author | None:
    """The author in a run's context, which in another graph is that graph's."""
    author = context.get("author") if isinstance(context, Mapping) else None
    return author if isinstance(author, Author) else None


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
