"""The one place that decides what is written at once, proposed, asked about or refused."""

from graph.turn.plan import Plan, Reason, Verdict
from graph.understanding.evidence.names import PARTICLES, kind_of
from graph.understanding.evidence.short_forms import goes_by
from graph.understanding.intents import CreateClient
from graph.understanding.offline.names.owners import shares
from graph.understanding.second_reading import SecondReading
from graph.understanding.situation import Draft, KnownClient, PendingChange
from tools.folding import fold

MAX_CREATIONS = 20
"""Clients that one message creates; those beyond are named in the reply."""
MAX_LISTED = 200
"""Clients of a list that was shown and is created whole by a yes."""

DICTATED = frozenset(
    ("arroba", "punto", "coma", "guion", "guión", "dot", "comma", "period", "underscore", "hyphen")
)
"""Words of a dictated address, in small letters, that may be taken for a name."""


def verdict_on(
    wanted: Draft,
    *,
    intent: CreateClient | None,
    before: Draft | None,
    plan: Plan,
    reading: SecondReading | None,
) -> Verdict:
    """What becomes of a client whose data are in the user's own words.

    `intent`: how it was read; None after a yes. `before`: the client in line that it completes.
    `reading`: the rules' reading of the same message, if a model understood it.
    """
    if intent and reading and reading.denies(wanted):
        return Verdict(ending="refused", reason="denied")
    reason = _reason_to_wait(wanted, intent, before, reading)
    if (
        reason == "not_read"
        and intent
        and _proposes(plan)
        and reading
        and not reading.reads(wanted)
    ):
        return Verdict(ending="refused", reason="one_at_a_time")
    if reason and plan.pending is not None:
        return Verdict(ending="refused", reason="one_at_a_time")
    doubted = intent is not None and intent.doubt and not _gives_missing(intent, before)
    if reason and _pends(plan.draft) and (doubted or before is None):
        return Verdict(ending="refused", reason="one_at_a_time")
    if not (wanted.name and wanted.email) and reason in (None, "name"):
        return Verdict(ending="asked", reason="missing")
    if reason:
        return Verdict(ending="proposed", reason=reason)
    most = MAX_LISTED if before is not None and before.proposed else MAX_CREATIONS
    if len(plan.actions) >= most:
        return Verdict(ending="refused", reason="too_many")
    return Verdict(ending="done", reason="complete")


def verdict_on_change(
    wanted: PendingChange, *, plain: bool, created: KnownClient | None
) -> Verdict:
    """What becomes of a change or a deletion of the one client that is meant.

    `plain`: the rules read a correction with these values. `created`: the client that the session
    created last, as the session left it: if anybody has written to it since, it is another version.
    """
    if not wanted.proposed:
        return Verdict(ending="asked", reason="missing")
    if wanted.kind == "change" and plain and created is not None and wanted.client == created:
        return Verdict(ending="done", reason="correction")
    return Verdict(ending="proposed", reason="not_agreed")


def _reason_to_wait(
    wanted: Draft,
    intent: CreateClient | None,
    before: Draft | None,
    reading: SecondReading | None,
) -> Reason | None:
    """Why the client is not created at once although its data may be complete; None: it is."""
    if intent and intent.doubt:
        return intent.doubt
    if intent and (_is_no_name(wanted) or displaces(intent, before)):
        return "name"
    if wanted.proposed:
        return "not_agreed"
    return "not_read" if reading and reading.doubts(wanted) else None


def _is_no_name(wanted: Draft) -> bool:
    """Whether a word that the address lacks is no name: a common one, or part of an address.

    Capitals tell names from common words, where a name has capitals and small letters; of one that
    has only either, the last word is judged, for "Paddy" and "Caro" are common words, too.
    """
    name, email = wanted.name or "", wanted.email or ""
    words = [word for word in name.split() if fold(word) not in PARTICLES]
    if any(word in DICTATED for word in words):
        return True
    if name.islower() or name.isupper():
        return any(kind_of(word) == "word" and not shares(word, email) for word in words[-1:])
    account = email.partition("@")[0].lower()
    return any(word.islower() and fold(word) == account for word in words)


def displaces(intent: CreateClient, before: Draft | None) -> bool:
    """Whether one word in small letters would take the place of a whole name: "… with dot"."""
    known, name = (before and before.name) or "", intent.name or ""
    return " " in known and " " not in name and name.islower() and not goes_by(name, known)


def _gives_missing(intent: CreateClient, before: Draft | None) -> bool:
    """Only the address that a client in line lacks: one in doubt is proposed with its name."""
    known = before or Draft()
    return bool(known.name and intent.email) and not (intent.name or known.email)


def _proposes(plan: Plan) -> bool:
    """Whether the reply proposes a client already; a model's doubtful ones make no list."""
    return plan.asks and plan.draft is not None and plan.draft.proposed


def _pends(draft: Draft | None) -> bool:
    """A draft that the user is filling in; no proposal takes its place."""
    return draft is not None and not draft.proposed
