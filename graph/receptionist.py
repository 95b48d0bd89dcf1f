"""The first node: remembers, understands, and sends the turn to the node that can do it."""

from collections.abc import Mapping
from typing import Literal
from uuid import uuid4

from langchain_core.messages import AnyMessage, HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.runtime import Runtime
from langgraph.types import Command, Overwrite

from graph.errors import KeyReused, SessionFull
from graph.lifecycle.redaction import MARK
from graph.memory.rebuild import WorkingMemory, exchange, rebuild_memory, valid_memory
from graph.memory.thread_names import thread_in
from graph.state import State, TurnContext, text_of
from graph.turn.dependencies import Dependencies
from graph.turn.meant.looked_up import looked_up
from graph.turn.open_turn import Commit, OpenTurn, Step, author_of, turn_channel
from graph.turn.plan import NOT_ALL_READ, Plan
from graph.understanding.situation import Situation
from tools.errors import InvalidMessage
from tools.sessions.progress import progress_of
from tools.sessions.transcript import Turn, find_turn
from tools.validity import valid_key, valid_message


def receptionist(
    state: State,
    config: RunnableConfig,
    runtime: Runtime[TurnContext],
    *,
    dependencies: Dependencies,
    commit: Commit,
) -> Step:
    """Answer a known turn from the transcript; mend memory first, then understand and route."""
    session_id = thread_in(config)
    asked = _asked(state)
    message = valid_message(text_of(asked))
    explicit = _explicit_key(runtime.context)
    key = valid_key(explicit or str(asked.id))
    observer = dependencies.observer
    with observer.during("memory"), dependencies.database.read() as transaction:
        progress = progress_of(transaction, session_id, key=key)
        stored = find_turn(transaction, session_id, key) if progress.has_key else None
        if stored and stored.message == message:
            observer.happened("turn", decision=stored.decision, outcome="replayed")
            return _replay(stored, rebuild_memory(transaction, session_id, progress.revision))
        if stored and (explicit or MARK in stored.message):
            raise KeyReused("the key belongs to another message of the session")
        if 2 * (progress.turns + 1) > dependencies.max_messages:
            raise SessionFull("the session is full: begin another one")
        known = valid_memory(state, progress)
        if known is None:
            observer.happened("rebuild")
        if known is None or stored or (asked.id, asked.content) != (key, message):
            known = known or rebuild_memory(transaction, session_id, progress.revision)
            return _begin_again(known, HumanMessage(message, id=uuid4().hex if stored else key))
    dependencies.summaries.schedule(session_id, progress)
    with observer.during("understand"):
        plan = _plan(message, known, progress.summary, dependencies)
    author = author_of(config, runtime.context)
    turn = OpenTurn(session_id, key, message, known, plan, author)
    match _next(plan):
        case "commit":
            return commit(turn)
        case node:
            return Command(goto=node, update=turn.handed_on())


def _asked(state: State) -> AnyMessage:
    """The message that opens this turn. Raises `InvalidMessage`."""
    messages = state.get("messages", [])
    if not messages or messages[-1].type != "human":
        raise InvalidMessage("a turn opens with a message of the user, the last of `messages`")
    if len(messages) > 1 and messages[-2].type == "human":
        raise InvalidMessage("a turn has one message of the user: send them one by one")
    return messages[-1]


def _explicit_key(context: object) -> str | None:
    """The key in a run's context, which in another graph is that graph's and may be anything."""
    key = context.get("key") if isinstance(context, Mapping) else None
    if not isinstance(key, str | None):
        raise InvalidMessage("a message's key is a text")
    return key


def _replay(stored: Turn, known: WorkingMemory) -> Step:
    """The stored answer as the last message, on memory as it is now."""
    replayed = exchange(stored)
    ids = {message.id for message in replayed}
    others = [message for message in known.window if message.id not in ids]
    turn = turn_channel(stored.key, stored.decision, plan={}, reply=stored.reply, replayed=True)
    update = {
        "messages": Overwrite([*others, *replayed]),
        "memory": known.as_json(),
        "turn": turn,
        "decision": stored.decision,
    }
    return Command(goto="__end__", update=update)


def _begin_again(known: WorkingMemory, asked: HumanMessage) -> Step:
    """Write valid memory, and the message in its normal form with the turn's key as its id.

    A step of its own, so that the commit only ever adds the reply, which streams show as a message.
    """
    update = {"messages": Overwrite([*known.window, asked]), "memory": known.as_json()}
    return Command(goto="receptionist", update=update)


def _plan(message: str, known: WorkingMemory, summary: str, dependencies: Dependencies) -> Plan:
    """What the message asks for; a proposal that it does not take up has lapsed."""
    situation = Situation(dependencies.today(), known.memory, known.window, summary)
    understood = dependencies.understanding.understand(message, situation)
    plan = Plan(
        language=understood.language,
        intents=looked_up(dependencies.database, understood.intents, message),
        by_rules=understood.by_rules,
        notes=(NOT_ALL_READ,) if understood.unread else (),
        draft=known.memory.draft,
        waiting=known.memory.waiting,
    )
    if plan.about_creating or not (plan.draft and plan.draft.asks_consent):
        return plan
    kept = [draft for draft in plan.line if not draft.proposed]
    return plan.with_line([draft.model_copy(update={"candidate": None}) for draft in kept])


def _next(plan: Plan) -> Literal["create", "query", "commit"]:
    if plan.writing:
        return "create"
    return "query" if plan.queries else "commit"
