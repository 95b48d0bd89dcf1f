"""A conversation without HTTP: what every door but Studio calls."""

from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.errors import GraphRecursionError

from graph.assembly import Assistant
from graph.errors import MemoryUnavailable, SessionBusy
from graph.memory.rebuild import quick_replies_in
from graph.state import Author, TurnContext
from graph.understanding.situation import QuickReply
from tools.errors import SessionDeleted
from tools.sessions import progress
from tools.sessions.threads import thread_of
from tools.sessions.transcript import Decision
from tools.validity import valid_key, valid_message, valid_session

MAX_STEPS = 300
"""Node runs in one turn, those that are repeated because other turns came first included."""


@dataclass(frozen=True)
class Answer:
    """The reply to one message; `replayed` when the turn had been committed before."""

    session_id: str
    reply: str
    decision: Decision
    replayed: bool
    quick_replies: tuple[QuickReply, ...] = ()
    """Short answers that the reply offers."""


def converse(
    assistant: Assistant,
    *,
    session_id: str,
    message: str,
    key: str | None = None,
    owner: str = "",
    author: Author | None = None,
) -> Answer:
    """Take one turn of the owner's session. Blocks until its earlier turns are done.

    `key` makes the turn repeatable: a known key gets the stored reply. `author`: the owner, unless
    told with a credential and whether it may delete clients. Raises `InvalidSession`,
    `InvalidMessage`, `KeyReused`, `SessionDeleted`, `SessionFull`, `SessionBusy`,
    `ModelUnavailable` and `DatabaseUnavailable`; after each of them nothing was written, and
    after an outage the message can be sent again.
    """
    name = thread_of(owner, valid_session(session_id))
    message = valid_message(message)
    key = valid_key(key or uuid4().hex)
    facts: dict[str, Any] = {"thread": name}
    observer = assistant.observer
    with observer.during("turn", facts), ExitStack() as held:
        with observer.during("lock"):
            held.enter_context(assistant.queue.turn(name))
            held.enter_context(assistant.dependencies.working.turn())
        try:
            done = assistant.runs.invoke(
                HumanMessage(message, id=key),
                thread(name),
                TurnContext(key=key, author=author or Author(owner=owner)),
            )
        except SessionDeleted:
            with suppress(MemoryUnavailable):  # a file that did not know, and took the message
                assistant.storage.drop_memory([name])
            raise
        except GraphRecursionError as error:
            raise SessionBusy("other messages came first too often: try again") from error
        turn, offered = done["turn"], quick_replies_in(done["messages"][-1].additional_kwargs)
        facts |= {"decision": turn["decision"], "replayed": turn["replayed"]}
    return Answer(session_id, turn["reply"], turn["decision"], turn["replayed"], offered)


def delete_session(assistant: Assistant, session_id: str, *, owner: str = "") -> None:
    """Delete the owner's session for good, transcript and memory; its clients stay.

    Its bytes stay in the files until a server rewrites them, minutes later. A session that never
    was stays usable. After an error, what is not yet deleted is deleted by another call. Raises
    `InvalidSession`, `SessionBusy`, `DatabaseUnavailable` and `MemoryUnavailable`.
    """
    name = thread_of(owner, valid_session(session_id))
    with assistant.queue.turn(name):
        with assistant.database.write() as transaction:
            if not progress.delete_session(transaction, name, at=assistant.now()):
                return
        assistant.storage.drop_memory([name])


def thread(name: str) -> RunnableConfig:
    """The run configuration that names a thread and bounds a turn."""
    return {
        "configurable": {"thread_id": name},
        "recursion_limit": MAX_STEPS,
        "max_concurrency": 1,  # nodes run one by one; else each run counts the processors
    }
