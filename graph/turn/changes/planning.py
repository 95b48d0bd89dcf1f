"""Plans changes, deletions and taking back: whom they mean, with which values, and when."""

import logging
from dataclasses import dataclass

from graph.state import Author
from graph.turn.actions import Change, Remove, Undo, known
from graph.turn.changes.wording import new_values, shown
from graph.turn.meant.grounded import grounded_email, grounded_name
from graph.turn.meant.renamed import renamed
from graph.turn.meant.whom import MAX_CANDIDATES, Meant, Wanted, whom
from graph.turn.plan import Plan, Reason, Verdict
from graph.turn.verdicts import verdict_on_change
from graph.understanding.changes_read import allows
from graph.understanding.grounding import UserWords
from graph.understanding.intents import ChangeClient, UndoLast
from graph.understanding.second_reading import SecondReading
from graph.understanding.situation import KnownClient, Memory, PendingChange
from tools.database.engine import Database
from tools.directory.clients import find_clients
from tools.directory.filters import Filters
from tools.folding import folded_address

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Changing:
    """One turn's changes: the words and the memory that they are read in, and who asks."""

    database: Database
    words: UserWords
    memory: Memory
    session_id: str
    author: Author
    reading: SecondReading | None
    """The rules' reading of the same message, if a model understood it."""

    @property
    def waits(self) -> bool:
        """Whether the last reply asked about a change."""
        return self.memory.pending is not None

    def undone(self, plan: Plan, _intent: UndoLast) -> Plan:
        """The plan with the undo, if the rules read one, too."""
        if self.reading and not self.reading.undoes:
            return _decided(plan, Verdict(ending="refused", reason="not_read")).with_note(
                "say_undo"
            )
        if any(isinstance(action, Undo) for action in plan.actions):
            return plan
        return _decided(plan, Verdict(ending="done", reason="complete")).with_actions(Undo())

    def confirmed(self, plan: Plan) -> Plan:
        """The plan after a yes to what waits: exactly that client, version and values."""
        pending = self.memory.pending
        if pending is None:
            return plan.with_note("nothing_pending")
        if self.reading and self.reading.refuses:
            return self.dropped(plan)
        if not pending.proposed or pending.client is None:
            return plan.with_fields(pending=pending)
        if self.reading and not self.reading.agrees:
            waits = _decided(plan, Verdict(ending="proposed", reason="not_read"))
            return waits.with_fields(pending=pending if self.reading.silent else None)
        return self._done(plan, pending, pending.client)

    def dropped(self, plan: Plan) -> Plan:
        """The plan after a no to what waits."""
        return plan.with_fields(pending=None).with_note("left_as_is")

    def planned(self, plan: Plan, wanted: Wanted) -> Plan:
        """The plan with a change or a deletion: done, proposed, asked about or refused."""
        wanted = self._completed(wanted)
        about = wanted.about or (wanted.replaces if isinstance(wanted, ChangeClient) else "") or ""
        if self.reading and not allows(self.reading, wanted):
            return _refused(plan, "not_read").with_note("not_changed", about)
        if wanted.kind == "remove" and not self.author.may_delete:
            return _refused(plan, "not_allowed").with_note("no_delete")
        if plan.pending is not None or (plan.asks and plan.draft and plan.draft.asks_consent):
            return _refused(plan, "one_at_a_time").with_note("one_change", about)
        with self.database.read() as transaction:
            found = whom(transaction, wanted, self.memory, self.session_id)
        if not found.clients:
            return _refused(plan, "nobody").with_note("nobody", about)
        if found.total > MAX_CANDIDATES:
            return _refused(plan, "several").with_note("too_many_meant", str(found.total))
        return self._of(plan, wanted, found)

    def _completed(self, wanted: Wanted) -> Wanted:
        """The answer to "which one?", with what was to be done to it."""
        pending = self.memory.pending
        if pending is None or pending.kind != wanted.kind or not isinstance(wanted, ChangeClient):
            return wanted
        if wanted.gives:
            return wanted
        return wanted.model_copy(
            update={
                "name": pending.name,
                "email": pending.email,
                "replaces": pending.replaces,
                "surname": pending.surname,
            }
        )

    def _of(self, plan: Plan, wanted: Wanted, found: Meant) -> Plan:
        """The plan with what is wanted of the one client that was found, or of one of several."""
        client = known(found.only) if found.only else None
        pending = PendingChange(kind=wanted.kind, client=client)
        if isinstance(wanted, ChangeClient):
            before = plan
            plan, pending = self._with_values(plan, wanted, pending)
            if wanted.gives and client is None and not new_values(pending):
                return plan
            if client and plan.notes == before.notes and _same(client, pending):
                return _refused(plan, "same").with_note("same", shown(client))
        if client is None:
            listed = tuple(known(each) for each in found.clients)
            asked = _decided(plan, Verdict(ending="asked", reason="several"))
            return asked.with_fields(pending=pending.model_copy(update={"candidates": listed}))
        if holder := self._holder(pending, client):
            return _refused(plan, "taken").with_note("taken", holder)
        plain = isinstance(wanted, ChangeClient) and self._plain(wanted, pending)
        verdict = verdict_on_change(pending, plain=plain, created=self.memory.created)
        if verdict.ending == "done":
            return self._done(plan, pending, client, verdict)
        return _decided(plan, verdict).with_fields(pending=pending)

    def _with_values(
        self, plan: Plan, wanted: ChangeClient, pending: PendingChange
    ) -> tuple[Plan, PendingChange]:
        """The new values in the user's own words; without a client not yet put into its name."""
        client = pending.client
        plan, name = grounded_name(plan, wanted.name, self.words, client.name if client else "")
        plan, email = grounded_email(plan, wanted.email, self.words)
        if client and name:
            name = renamed(client.name, wanted.model_copy(update={"name": name}))
        values: dict[str, object] = {"name": name, "email": email}
        if client is None:
            values |= {"replaces": wanted.replaces, "surname": wanted.surname}
        return plan, pending.model_copy(update=values)

    def _holder(self, pending: PendingChange, client: KnownClient) -> str:
        """The other client that has the new email, or ""."""
        if not pending.email:
            return ""
        with self.database.read() as transaction:
            found = find_clients(transaction, Filters(email=pending.email), limit=1).clients
        return next((shown(each) for each in found if each.id != client.id), "")

    def _plain(self, wanted: ChangeClient, pending: PendingChange) -> bool:
        """Whether the rules read a plain correction with these values."""
        if self.reading is None:
            return wanted.plain
        return any(
            read.plain
            and read.name in (None, pending.name)
            and _address(read.email) in ("", _address(pending.email))
            and bool(read.name) == bool(pending.name)
            and bool(read.email) == bool(pending.email)
            for read in self.reading.changes
        )

    def _done(
        self,
        plan: Plan,
        pending: PendingChange,
        client: KnownClient,
        verdict: Verdict | None = None,
    ) -> Plan:
        plan = _decided(plan, verdict or Verdict(ending="done", reason="complete"))
        if pending.kind == "remove":
            return plan.with_actions(Remove(client=client))
        return plan.with_actions(Change(client=client, name=pending.name, email=pending.email))


def _address(email: str | None) -> str:
    return folded_address(email or "")


def _same(client: KnownClient, pending: PendingChange) -> bool:
    """Whether the client has the new values already."""
    given = new_values(pending)
    return bool(given) and all(getattr(client, field) == value for field, value in given.items())


def _refused(plan: Plan, reason: Reason) -> Plan:
    return _decided(plan, Verdict(ending="refused", reason=reason))


def _decided(plan: Plan, verdict: Verdict) -> Plan:
    log.info("a change is %s: %s", verdict.ending, verdict.reason)
    return plan.with_verdict(verdict)
