"""The first node: remembers, understands, and sends the turn to the node that can do it."""

from typing import Literal
from uuid import uuid4

from langchain_core.messages import AnyMessage
from langchain_core.runnables import RunnableConfig
from langgraph.runtime import Runtime
from langgraph.types import Command, Overwrite

from graph.errors import KeyReused, SessionFull
from graph.lifecycle.redaction import MARK
from graph.memory.rebuild import WorkingMemory, rebuild_memory
from graph.state import State, TurnContext, text_of, whole_turns
from graph.turn.commit import commit_turn
from graph.turn.dependencies import Dependencies
from graph.turn.open_turn import OpenTurn, Step, session_of
from graph.turn.plan import Plan
from graph.understanding.intents import Memory, Situation
from tools.database.engine import Transaction
from tools.errors import InvalidMessage
from tools.sessions.progress import Progress, progress_of
from tools.sessions.transcript import Turn, find_turn
from tools.validity import valid_key, valid_message


def receptionist(
    state: State,
    config: RunnableConfig,
    runtime: Runtime[TurnContext | None],
    *,
    dependencies: Dependencies,
) -> Step:
    """Answer a known turn from the transcript; for a new one mend memory, understand and route."""
    session_id = session_of(config)
    asked = _asked(state)
    message = valid_message(text_of(asked))
    explicit = runtime.context.key if runtime.context else None
    key = valid_key(explicit or str(asked.id))
    with dependencies.database.read() as transaction:
        progress = progress_of(transaction, session_id)
        stored = find_turn(transaction, session_id, key)
        if stored and stored.message == message:
            return _replay(stored, rebuild_memory(transaction, session_id, progress.revision))
        known = _working_memory(state, progress, transaction, session_id)
    if stored and (explicit or MARK in stored.message):
        raise KeyReused
    if 2 * (progress.turns + 1) > dependencies.max_messages:
        raise SessionFull
    dependencies.summaries.schedule(session_id, progress)
    turn = OpenTurn(
        session_id=session_id,
        key=uuid4().hex if stored else key,
        message=message,
        known=known,
        plan=_plan(message, known, progress.summary, dependencies),
    )
    match _next(turn.plan):
        case "close":
            return commit_turn(turn, dependencies=dependencies)
        case node:
            return Command(goto=node, update=turn.handed_on())


def _asked(state: State) -> AnyMessage:
    """The message that opens this turn. Raises `InvalidMessage`."""
    messages = state.get("messages", [])
    if not messages or messages[-1].type != "human":
        raise InvalidMessage("a turn opens with a message of the user, the last of `messages`")
    return messages[-1]


def _replay(stored: Turn, known: WorkingMemory) -> Step:
    """The stored answer, on memory as it is now."""
    update = {
        "messages": Overwrite(known.window),
        "turn": known.turn,
        "revision": known.revision,
        "memory": known.memory.model_dump(mode="json"),
        "key": stored.key,
        "plan": {},
        "reply": stored.reply,
        "decision": stored.decision,
        "replayed": True,
    }
    return Command(goto="__end__", update=update)


def _working_memory(
    state: State, progress: Progress, transaction: Transaction, session_id: str
) -> WorkingMemory:
    """The checkpoint's memory while it is of the session's last turn, else the transcript's.

    The number alone would not do: a database put back from a backup gives numbers out again, and
    a transcript from which a person was erased has as many turns as before.
    """
    turn, window = state.get("turn", 0), state["messages"][:-1]
    revision = state.get("revision", 0)
    last = (turn, state.get("key") if turn else None, revision)
    if last == (progress.turns, progress.key, progress.revision) and whole_turns(window):
        return WorkingMemory(turn, window, Memory.model_validate(state.get("memory", {})), revision)
    return rebuild_memory(transaction, session_id, progress.revision)


def _plan(message: str, known: WorkingMemory, summary: str, dependencies: Dependencies) -> Plan:
    """What the message asks for; a proposal that it does not take up has lapsed."""
    situation = Situation(dependencies.today(), known.memory, known.window, summary)
    understood = dependencies.understanding.understand(message, situation)
    plan = Plan(
        language=understood.language,
        intents=understood.intents,
        by_rules=understood.by_rules,
        draft=known.memory.draft,
    )
    lapsed = plan.draft and plan.draft.proposed and not plan.about_creating
    return plan.with_fields(draft=None) if lapsed else plan


def _next(plan: Plan) -> Literal["create", "query", "close"]:
    if plan.about_creating:
        return "create"
    return "query" if plan.queries else "close"
