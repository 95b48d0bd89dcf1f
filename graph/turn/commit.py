"""Closes a turn: everything that it does commits in one transaction, or nothing does."""

from langgraph.types import Command, Overwrite

from graph.memory.rebuild import WINDOW_TURNS, exchange
from graph.turn.answers import Answer, answer
from graph.turn.dependencies import Dependencies
from graph.turn.open_turn import OpenTurn, Step
from graph.turn.plan import Plan
from graph.turn.replies import Duplicate, compose
from graph.understanding.intents import Draft, Memory, Results
from tools.database.engine import Transaction
from tools.directory.clients import Client, EmailTaken, create_client
from tools.errors import TurnTaken
from tools.sessions.progress import take_turn
from tools.sessions.transcript import Turn, append_turn


def commit_turn(turn: OpenTurn, *, dependencies: Dependencies) -> Step:
    """Carry the plan out and record it; when another turn came first, start this one again."""
    try:
        with dependencies.database.write() as transaction:
            done = _commit(transaction, turn, dependencies)
    except TurnTaken:
        return Command(goto="receptionist")
    window = [*turn.known.window, *exchange(turn.key, turn.message, done.reply)]
    update = turn.handed_on() | {
        "messages": Overwrite(window[-2 * WINDOW_TURNS :]),
        "turn": done.number,
        "memory": done.memory,
        "reply": done.reply,
    }
    return Command(goto="__end__", update=update)


def _commit(transaction: Transaction, turn: OpenTurn, dependencies: Dependencies) -> Turn:
    now, plan = dependencies.clock(), turn.plan
    known = turn.known
    number = take_turn(
        transaction, turn.session_id, after=known.turn, revision=known.revision, at=now
    )
    created: list[Client] = []
    duplicates: list[Duplicate] = []
    for new in plan.creations:
        try:
            client = create_client(
                transaction,
                name=new.name,
                email=new.email,
                created=now,
                session_id=turn.session_id,
                turn=number,
            )
            created.append(client)
        except EmailTaken as error:
            duplicates.append(Duplicate(new.name, error.client))
    shown = _shown(created, turn.known.memory.results)
    answers = _answers(transaction, turn, shown, dependencies)
    plan = _keep_name(plan, duplicates)
    memory = Memory(
        language=plan.language,
        draft=plan.draft,
        results=answers[-1].results if answers else shown,
    )
    done = Turn(
        number=number,
        key=turn.key,
        message=turn.message,
        reply=compose(
            plan, created, duplicates, answers, last=2 * (number + 1) > dependencies.max_messages
        ),
        decision=plan.decision,
        memory=memory.model_dump(mode="json"),
    )
    append_turn(transaction, turn.session_id, done, at=now)
    return done


def _answers(
    transaction: Transaction, turn: OpenTurn, shown: Results | None, dependencies: Dependencies
) -> list[Answer]:
    answers: list[Answer] = []
    for query in turn.plan.queries:
        answers.append(
            answer(
                transaction,
                query,
                shown=shown,
                session_id=turn.session_id,
                timezone=dependencies.timezone,
            )
        )
        shown = answers[-1].results
    return answers


def _shown(created: list[Client], before: Results | None) -> Results | None:
    """The clients just created are what "su email" and "el segundo" mean next."""
    return Results(ids=tuple(client.id for client in created)) if created else before


def _keep_name(plan: Plan, duplicates: list[Duplicate]) -> Plan:
    """A client refused for its email needs only another one; an unfinished draft goes first."""
    if plan.draft is None and duplicates:
        return plan.with_fields(draft=Draft(name=duplicates[0].name), asks=True)
    return plan
