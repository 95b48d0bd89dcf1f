"""Commits a turn: everything that it does happens in one transaction, or nothing does."""

from langgraph.types import Command

from graph.memory.rebuild import memory_channel, reply_message
from graph.state import text_of
from graph.turn.actions import Outcome, Runners, Stage
from graph.turn.dependencies import Dependencies
from graph.turn.open_turn import OpenTurn, Step, turn_channel
from graph.turn.plan import Plan
from graph.turn.replies.quick_replies import quick_replies
from graph.turn.replies.replies import compose, teaches
from graph.turn.telling import tell_of_commit
from graph.understanding.intents import QueryClients
from graph.understanding.situation import Memory, Results
from tools.database.engine import Transaction
from tools.errors import TurnTaken
from tools.sessions.progress import take_turn
from tools.sessions.transcript import Turn, append_turn


def commit_turn(turn: OpenTurn, *, dependencies: Dependencies, runners: Runners) -> Step:
    """Run the plan's actions and record the turn; when another turn came first, begin it again."""
    observer = dependencies.observer
    try:
        with observer.during("commit"), dependencies.database.write() as transaction:
            done, plan, outcomes = _commit(transaction, turn, dependencies, runners)
    except TurnTaken:
        observer.happened("conflict")
        return Command(goto="receptionist")
    tell_of_commit(observer, turn, plan, outcomes)
    planned = plan.model_dump(mode="json")
    revision = turn.known.revision
    update = {
        "messages": [reply_message(done)],
        "memory": memory_channel(done.memory, turn=done.number, key=done.key, revision=revision),
        "turn": turn_channel(turn.key, done.decision, plan=planned, reply=done.reply),
        "decision": done.decision,
    }
    return Command(goto="__end__", update=update)


def _commit(
    transaction: Transaction, turn: OpenTurn, dependencies: Dependencies, runners: Runners
) -> tuple[Turn, Plan, list[Outcome]]:
    now, known = dependencies.clock(), turn.known
    number = take_turn(
        transaction, turn.session_id, after=known.turn, revision=known.revision, at=now
    )
    stage = Stage(
        transaction=transaction,
        session_id=turn.session_id,
        number=number,
        now=now,
        timezone=dependencies.timezone,
        language=turn.plan.language,
        results=known.memory.results,
        author=turn.author,
        last_created=known.memory.created,
    )
    outcomes: list[Outcome] = []
    for action in turn.plan.actions:
        outcomes.append(runners[action.kind](stage, action))
        stage = stage.after(outcomes[-1])
    plan = _with_leftover(turn.plan, outcomes)
    replies = (text_of(message) for message in known.window if message.type == "ai")
    last = 2 * (number + 1) > dependencies.max_messages
    done = Turn(
        number=number,
        key=turn.key,
        message=turn.message,
        reply=compose(plan, outcomes, last=last, taught=any(teaches(r) for r in replies)),
        decision=plan.decision,
        memory=Memory(
            language=plan.language,
            draft=plan.draft,
            waiting=plan.waiting,
            results=_shown_last(plan, outcomes) or stage.results,
            quick_replies=quick_replies(plan, outcomes, last=last),
            pending=plan.pending,
            beside=plan.beside,
            created=stage.last_created,
        ).model_dump(mode="json"),
    )
    append_turn(transaction, turn.session_id, done, at=now)
    dependencies.summaries.keep(transaction, turn.session_id)
    return done, plan, outcomes


def _shown_last(plan: Plan, outcomes: list[Outcome]) -> Results | None:
    """The clients of changes that are proposed, if the reply shows nobody else."""
    shown = {change.client.id: change.client for change in plan.changes if change.client}
    if outcomes or not shown:
        return None
    first, *others = shown.values()
    query = QueryClients() if others else QueryClients(email=first.email)
    return Results(query=query, ids=tuple(shown), focus=None if others else first.id)


def _with_leftover(plan: Plan, outcomes: list[Outcome]) -> Plan:
    """An action's unfinished part becomes the draft, or waits behind those being filled in."""
    left = next((outcome.draft for outcome in outcomes if outcome.draft), None)
    if left is None:
        return plan
    return plan.with_line([*plan.line, left]).with_fields(asks=plan.asks or plan.draft is None)
