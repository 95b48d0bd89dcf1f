"""The node that registers: it fills the draft, plans which clients are created, creates them."""

from typing import assert_never

from langchain_core.runnables import RunnableConfig
from langgraph.types import Command

from graph.state import State
from graph.turn.actions import Action, Create, Outcome, Stage
from graph.turn.dependencies import Dependencies
from graph.turn.grounded import grounded_email, grounded_name
from graph.turn.open_turn import Commit, OpenTurn, Step
from graph.turn.plan import NOT_ALL_READ, Plan
from graph.turn.replies import created, duplicate
from graph.understanding.evidence.short_forms import goes_by, meant
from graph.understanding.grounding import UserWords
from graph.understanding.intents import (
    CancelDraft,
    ConfirmDraft,
    CreateClient,
    Draft,
    Results,
    Situation,
)
from graph.understanding.second_reading import SecondReading
from tools.directory.clients import EmailTaken, create_client

MAX_CREATIONS = 20
"""Clients that one message creates; those beyond are named in the reply. A list that was shown and
answered with a yes is created whole."""
MAX_READ, MAX_ROWS = 50, 200
"""Creations and answers of a message that are looked at, of a model and of the rules, which read
whole tables; the reply counts those beyond."""


def create(
    state: State, config: RunnableConfig, *, dependencies: Dependencies, commit: Commit
) -> Step:
    """Plan the creations from the user's own words, then commit the turn or hand it on."""
    turn = OpenTurn.received(state, config)
    plan, words = turn.plan, dependencies.grounding(turn.known.window, turn.message)
    situation = Situation(dependencies.today(), turn.known.memory, turn.known.window)
    reading = None if plan.by_rules else SecondReading(turn.message, situation)
    wanted = tuple(dict.fromkeys(plan.about_creating))
    most = MAX_READ if reading else MAX_ROWS
    for intent in wanted[:most]:
        plan = _planned(plan, intent, words, reading)
    if len(wanted) > most:
        plan = plan.with_note("unread", str(len(wanted) - most))
    if reading and NOT_ALL_READ in plan.notes:
        plan = _naming_the_rest(plan, reading)
    plan = _next_in_line(plan, turn.known.memory.draft)
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
            session_id=stage.session_id,
            turn=stage.number,
        )
    except EmailTaken as error:
        text = duplicate(stage.language, action.name, error.client)
        return Outcome("refused", text, stage.results, draft=Draft(name=action.name))
    results = Results(ids=(*stage.created, client.id))
    text = created(stage.language, client)
    return Outcome("done", text, results, created=(client.id,))


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
    intent: CreateClient | ConfirmDraft | CancelDraft,
    words: UserWords,
    reading: SecondReading | None,
) -> Plan:
    match intent:
        case CreateClient():
            return _register(plan, intent, words, reading)
        case ConfirmDraft():
            return _confirm(plan, reading)
        case CancelDraft():
            return _cancel(plan)
        case _:
            assert_never(intent)


def _register(
    plan: Plan, intent: CreateClient, words: UserWords, reading: SecondReading | None
) -> Plan:
    pending = meant(plan.line, intent.name, intent.email)
    base = pending or (None if intent.fresh else plan.draft) or Draft()
    plan, name = grounded_name(plan, intent.name, words, base.name or "")
    plan, email = grounded_email(plan, intent.email, words)
    if reading and name and not (base.name or intent.tentative) and reading.names_nobody(name):
        name = None
    wanted = Draft(
        name=_fuller(name, base) if pending else name or base.name,
        email=email or base.email,
        proposed=base.proposed or intent.tentative,
    )
    if name and not email and intent.tentative and not (base.name or intent.fresh):
        return plan.with_fields(draft=Draft(email=base.email, candidate=name), asks=True)
    if reading and reading.denies(wanted):
        return plan.with_note("not_done", wanted.name or wanted.email or "")
    completes = base in plan.line
    if reading and not wanted.proposed and reading.doubts(wanted):
        wanted = wanted.model_copy(update={"proposed": True})
        if _proposes(plan) and not reading.reads(wanted):
            return plan.with_note("not_done", wanted.name or wanted.email or "")
    doubted = intent.tentative and not _gives_missing(intent, base)
    if wanted.proposed and _pends(plan.draft) and (doubted or not completes):
        return plan.with_note("not_done", wanted.name or wanted.email or "")
    if _repeats(wanted, plan.draft):
        return _settle(plan, wanted, plan.draft)
    return _settle(plan, wanted, base if completes else None)


def _gives_missing(intent: CreateClient, base: Draft) -> bool:
    """Only the address that the draft lacks: one in doubt is proposed with the draft's name."""
    return bool(base.name and intent.email) and not (intent.name or base.email)


def _proposes(plan: Plan) -> bool:
    """Whether the reply proposes a client already; a model's doubtful ones make no list."""
    return plan.asks and plan.draft is not None and plan.draft.proposed


def _pends(draft: Draft | None) -> bool:
    """A draft that the user is filling in; no proposal takes its place."""
    return draft is not None and not draft.proposed


def _repeats(wanted: Draft, draft: Draft | None) -> bool:
    """A proposal taken up by naming it again, instead of by a yes."""
    return draft is not None and draft.proposed and draft.email == wanted.email is not None


def _fuller(name: str | None, pending: Draft) -> str | None:
    """The name of a pending client, in the longer form if the user gives one now."""
    longer = name and pending.name and goes_by(pending.name, name)
    return name if longer else pending.name


def _settle(plan: Plan, wanted: Draft, before: Draft | None) -> Plan:
    """Create what is complete; keep what is not in line, in the place of the draft `before`."""
    about = wanted.name or wanted.email or ""
    if any(_belongs_to(wanted, action) for action in plan.actions):
        return plan
    if not (wanted.name and wanted.email) or wanted.proposed:
        return _lined_up(plan, wanted, before)
    most = MAX_ROWS if before is not None and before.proposed else MAX_CREATIONS
    if len(plan.actions) >= most:
        return plan.with_note("too_many", about)
    action = Create(name=wanted.name, email=wanted.email)
    line = [draft for draft in plan.line if draft is not before and not _belongs_to(draft, action)]
    return plan.with_actions(action).with_line(line)


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
    name = plan.draft.name or plan.draft.candidate
    wanted = Draft(name=name, email=plan.draft.email)
    if reading is not None and reading.refuses:
        return _cancel(plan)
    if reading is not None and reading.doubts(wanted):
        return _settle(plan, plan.draft, plan.draft)
    plan = _settle(plan, wanted, plan.draft)
    for other in [draft for draft in plan.line if draft.proposed]:
        plan = _settle(plan, other.model_copy(update={"proposed": False}), other)
    return plan


def _cancel(plan: Plan) -> Plan:
    if plan.draft is None:
        return plan.with_note("nothing_to_cancel")
    about = plan.draft.name or plan.draft.email or ""
    rest = [draft for draft in plan.waiting if not draft.proposed]
    return plan.with_line(rest).with_fields(asks=False).with_note("cancelled", about)
