"""What the observer is told of a committed turn."""

from collections.abc import Iterator, Sequence
from typing import Literal

from graph.turn.actions import Create, Outcome
from graph.turn.open_turn import OpenTurn
from graph.turn.plan import Plan
from graph.understanding.intents import Draft
from graph.understanding.observer import Observer

Answered = Literal["taken", "refused", "lapsed"]


def tell_of_commit(
    observer: Observer, turn: OpenTurn, plan: Plan, outcomes: Sequence[Outcome]
) -> None:
    """Tell of the turn, its actions, and the proposals that it made or answered."""
    observer.happened("turn", decision=plan.decision, outcome="committed")
    for action, outcome in zip(plan.actions, outcomes, strict=True):
        observer.happened("action", action=action.kind, outcome=outcome.said)
    pending = [draft for draft in turn.known.memory.line if draft.proposed]
    for draft in plan.line:
        if draft.proposed and draft not in pending:
            observer.happened("proposal", outcome="made")
    for answer in _answers(pending, plan):
        observer.happened("proposal", outcome=answer)


def _answers(pending: Sequence[Draft], plan: Plan) -> Iterator[Answered]:
    """How each proposal that does not wait any more was answered.

    One that the message corrects has lapsed, and another one is made in its place.
    """
    refused = any(note.kind == "cancelled" for note in plan.notes)
    for draft in pending:
        if draft in plan.line:
            continue
        if _is_taken(draft, plan):
            yield "taken"
        else:
            yield "refused" if refused else "lapsed"


def _is_taken(draft: Draft, plan: Plan) -> bool:
    """Whether the client is created, or waits only for what is missing."""
    accepted = [(each.name, each.email) for each in plan.line if not each.proposed]
    accepted += [(each.name, each.email) for each in plan.actions if isinstance(each, Create)]
    return any(
        draft.name in (None, name) and draft.email in (None, email) for name, email in accepted
    )
