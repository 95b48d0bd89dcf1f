"""The node that writes: it plans which clients are created, changed or deleted; and creates."""

import logging
from typing import assert_never

from langchain_core.runnables import RunnableConfig
from langgraph.runtime import Runtime
from langgraph.types import Command

from graph.state import State, TurnContext
from graph.turn.actions import Action, Create, Outcome, Stage
from graph.turn.changes.planning import Changing
from graph.turn.dependencies import Dependencies
from graph.turn.meant.grounded import grounded_email, grounded_name
from graph.turn.meant.moved import as_changes
from graph.turn.meant.renamed import fuller, whole
from graph.turn.open_turn import Commit, OpenTurn, Step
from graph.turn.plan import NOT_ALL_READ, NoteKind, Plan, Verdict, Write
from graph.turn.replies.replies import created, duplicate
from graph.turn.verdicts import MAX_CREATIONS, MAX_LISTED, displaces, verdict_on
from graph.understanding.evidence.short_forms import meant
from graph.understanding.grounding import UserWords
from graph.understanding.intents import (
    CancelDraft,
    ChangeClient,
    ConfirmDraft,
    CreateClient,
    RemoveClient,
    RestoreClient,
    UndoLast,
)
from graph.understanding.second_reading import SecondReading
from graph.understanding.situation import Draft, Results, Situation
from tools.directory.clients import EmailTaken, create_client
from tools.directory.duplicates import likely_duplicates

log = logging.getLogger(__name__)

MAX_READ = 50
"""Creations and answers of a model that are looked at; the reply counts those beyond. Of the rules,
which read whole tables, `MAX_LISTED`."""


def create(
    state: State,
    config: RunnableConfig,
    runtime: Runtime[TurnContext],
    *,
    dependencies: Dependencies,
    commit: Commit,
) -> Step:
    """Plan the writes from the user's own words, then commit the turn or hand it on."""
    turn = OpenTurn.received(state, config, runtime)
    plan, words = turn.plan, dependencies.grounding(turn.known.window, turn.message)
    situation = Situation(dependencies.today(), turn.known.memory, turn.known.window)
    reading = None if plan.by_rules else SecondReading(turn.message, situation)
    known = turn.known.memory
    changing = Changing(dependencies, words, known, turn.session_id, turn.author, reading)
    wanted = tuple(dict.fromkeys(as_changes(dependencies.database, known, plan, turn.message)))
    most = MAX_READ if reading else MAX_LISTED
    for intent in wanted[:most]:
        plan = _planned(plan, intent, words, reading, changing)
    if len(wanted) > most:
        plan = plan.with_note("unread", str(len(wanted) - most))
    if reading and NOT_ALL_READ in plan.notes:
        plan = _naming_the_rest(plan, reading)
    plan = _next_in_line(plan, known.draft)
    turn = turn.planning(plan)
    if plan.queries:
        return Command(goto="query", update=turn.handed_on())
    return commit(turn)


def run_create(stage: Stage, action: Create) -> Outcome:
    """Create the client; an email that another client has refuses it, and its name stays."""
    try:
        client = create_client(
            stage.transaction,
            name=action.name,
            email=action.email,
            created=stage.now,
            origin=stage.origin,
        )
    except EmailTaken as error:
        text = duplicate(stage.language, action.name, error.client)
        return Outcome("refused", text, stage.results, draft=Draft(name=action.name))
    results = Results(ids=(*stage.created, client.id))
    text = created(stage.language, client, likely_duplicates(stage.transaction, client))
    return Outcome("done", text, results, created=(client.id,), wrote=client)


def _naming_the_rest(plan: Plan, reading: SecondReading) -> Plan:
    """A note for each client that the rules read in the message and that the plan lacks."""
    planned = [action for action in plan.actions if isinstance(action, Create)]
    whole = [field for action in planned for field in (action.name, action.email)]
    begun = [plan.draft.name, plan.draft.email] if plan.draft else []
    for about in reading.others([*whole, *(field for field in begun if field)]):
        plan = plan.with_note("not_done", about)
    return plan


def _planned(
    plan: Plan,
    intent: Write,
    words: UserWords,
    reading: SecondReading | None,
    changing: Changing,
) -> Plan:
    match intent:
        case CreateClient():
            return _register(plan, intent, words, reading)
        case ChangeClient() | RemoveClient() | RestoreClient():
            return changing.planned(plan, intent)
        case UndoLast():
            return changing.undone(plan, intent)
        case ConfirmDraft():
            asked = changing.waits or plan.draft is None
            return changing.confirmed(plan) if asked else _confirm(plan, reading)
        case CancelDraft():
            drops = changing.waits and (not intent.about or changing.has(intent.about))
            return changing.dropped(plan, intent) if drops else _cancel(plan, intent.about)
        case _:
            assert_never(intent)


def _register(
    plan: Plan, intent: CreateClient, words: UserWords, reading: SecondReading | None
) -> Plan:
    pending = meant(plan.line, intent.name, intent.email, intent.about)
    begun = None if intent.fresh and plan.draft != Draft() else plan.draft
    base = pending or begun or Draft()
    if intent.about and not (intent.name or intent.email):
        return _put_off(plan, base)
    plan, name = grounded_name(plan, intent.name, words, base.name or "")
    plan, email = grounded_email(plan, intent.email, words)
    if reading and name and not (base.name or intent.doubt) and reading.names_nobody(name):
        name = None
    asks_name = not (base.name or intent.fresh) or name == base.name
    displaced = name != base.name and displaces(intent, base)
    if name and not email and ((intent.doubt and asks_name) or displaced):
        asked = Verdict(ending="asked", reason=intent.doubt or "name")
        candidate = Draft(email=base.email, candidate=name)
        line = [draft for draft in plan.line if draft is not base and draft != Draft()]
        return _decided(plan, asked).with_line([candidate, *line]).with_fields(asks=True)
    wanted = Draft(
        name=fuller(name, base) if pending and not intent.about else whole(name, base),
        email=email or base.email,
        proposed=base.proposed,
        candidate=base.candidate if email and not (name or base.name) else None,
    )
    in_line = base if any(draft is base for draft in plan.line) else None
    before = plan.draft if _repeats(wanted, plan.draft) else in_line
    verdict = verdict_on(wanted, intent=intent, before=in_line, plan=plan, reading=reading)
    return _applied(plan, verdict, wanted, before)


def _put_off(plan: Plan, pending: Draft) -> Plan:
    """The plan with a client behind the others in line, whose data the user has not got yet."""
    rest = [draft for draft in plan.line if draft is not pending]
    return plan.with_line([*rest, pending]).with_fields(asks=True)


def _repeats(wanted: Draft, draft: Draft | None) -> bool:
    """A proposal taken up by naming it again, instead of by a yes."""
    return draft is not None and draft.proposed and draft.email == wanted.email is not None


def _decided(plan: Plan, verdict: Verdict) -> Plan:
    """The plan with a verdict, which the log has, too."""
    log.info("a client is %s: %s", verdict.ending, verdict.reason)
    return plan.with_verdict(verdict)


def _applied(plan: Plan, verdict: Verdict, wanted: Draft, before: Draft | None) -> Plan:
    """The plan after the verdict on a client, which takes the place of `before` in line."""
    if any(_belongs_to(wanted, action) for action in plan.actions):
        return plan
    plan = _decided(plan, verdict)
    match verdict.ending:
        case "refused":
            kind: NoteKind = "too_many" if verdict.reason == "too_many" else "not_done"
            return plan.with_note(kind, wanted.name or wanted.email or "")
        case "asked" | "proposed":
            proposed = verdict.ending == "proposed"
            return _lined_up(plan, wanted.model_copy(update={"proposed": proposed}), before)
        case "done":
            action = Create(name=wanted.name or "", email=wanted.email or "")
            line = [d for d in plan.line if d is not before and not _belongs_to(d, action)]
            return plan.with_actions(action).with_line(line)
        case _:
            assert_never(verdict.ending)


def _lined_up(plan: Plan, wanted: Draft, before: Draft | None) -> Plan:
    """The plan with a client in line: for the one before, first, or behind those asked about."""
    about = wanted.name or wanted.email or ""
    if before is not None:
        line = [wanted if draft is before else draft for draft in plan.line]
        return plan.with_line(line).with_fields(asks=True)
    if not plan.asks:
        others = [draft for draft in plan.line if draft.name or draft.email]
        return plan.with_line([wanted, *others]).with_fields(asks=True)
    if len(plan.line) > MAX_CREATIONS and not wanted.proposed:
        return plan.with_note("left_out", about)
    lined_up = plan.with_line([*plan.line, wanted])
    return lined_up if wanted.proposed else lined_up.with_note("in_line", about)


def _next_in_line(plan: Plan, before: Draft | None) -> Plan:
    """The plan, which asks for the draft if that is another one than `before` the turn."""
    return plan.with_fields(asks=True) if plan.draft and plan.draft != before else plan


def _belongs_to(draft: Draft, action: Action) -> bool:
    """Whether the draft, whole or in part, is the client that the action creates."""
    if not isinstance(action, Create) or not (draft.name or draft.email):
        return False
    return draft.name in (None, action.name) and draft.email in (None, action.email)


def _confirm(plan: Plan, reading: SecondReading | None) -> Plan:
    if plan.draft is None:
        return plan
    if reading is not None and reading.refuses:
        return _cancel(plan)
    agreed_to = [plan.draft, *(draft for draft in plan.waiting if draft.proposed)]
    if reading is not None and any(reading.doubts(_agreed(draft)) for draft in agreed_to):
        doubted = Verdict(ending="proposed", reason="not_read")
        return _decided(plan, doubted).with_fields(asks=True)
    for proposed in agreed_to:
        wanted = _agreed(proposed)
        verdict = verdict_on(wanted, intent=None, before=proposed, plan=plan, reading=None)
        plan = _applied(plan, verdict, wanted, proposed)
    return plan


def _agreed(proposed: Draft) -> Draft:
    """The client after a yes, which makes a candidate its name."""
    return Draft(name=proposed.name or proposed.candidate, email=proposed.email)


def _cancel(plan: Plan, about: str | None = None) -> Plan:
    """The plan without the client of that name in line, or without the draft and all proposed."""
    dropped = meant(plan.line, None, None, about) if about else plan.draft
    if dropped is None:
        return plan.with_note("nothing_to_cancel")
    rest = [d for d in plan.line if d is not dropped and not (d.proposed and not about)]
    plan = plan.with_line(rest).with_fields(asks=False)
    return plan.with_note("cancelled", dropped.name or dropped.candidate or dropped.email or "")
