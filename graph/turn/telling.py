"""What the observer is told of a committed turn."""

from collections.abc import Iterator, Sequence
from typing import Literal

from graph.turn.actions import Change, Create, Outcome, Remove, Restore
from graph.turn.open_turn import OpenTurn
from graph.turn.plan import Plan
from graph.understanding.observer import Observer
from graph.understanding.situation import Draft, PendingChange

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
    for became in (*_of_changes(turn.known.memory.changes, plan), *_answers(pending, plan)):
        observer.happened("proposal", outcome=became)


def _of_changes(
    before: Sequence[PendingChange], plan: Plan
) -> Iterator[Literal["made"] | Answered]:
    """What became of each proposed change, those before the turn and those after it."""
    for change in (*before, *plan.changes):
        if change.proposed and (change not in before or change not in plan.changes):
            yield _answer_to_change(change, plan) if change in before else "made"


def _answer_to_change(asked: PendingChange, plan: Plan) -> Answered:
    """How a proposed change that does not wait any more was answered."""
    kinds = Change | Remove | Restore
    written = [action.client for action in plan.actions if isinstance(action, kinds)]
    if asked.client in written:
        return "taken"
    refused = any(note.kind == "left_as_is" for note in plan.notes)
    return "refused" if refused else "lapsed"


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
