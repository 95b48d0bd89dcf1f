"""Plans changes, deletions and taking back: whom they mean, with which values, and when."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from graph.state import Author
from graph.turn.actions import Change, Remove, Restore, Undo, known
from graph.turn.changes.waiting import added, address, answers, is_of, same_values, those_listed
from graph.turn.changes.wording import Named, new_values, shown
from graph.turn.dependencies import Dependencies
from graph.turn.meant.deleted import deleted
from graph.turn.meant.grounded import grounded_email, grounded_name
from graph.turn.meant.renamed import renamed
from graph.turn.meant.whom import MAX_CANDIDATES, Meant, Wanted, whom
from graph.turn.plan import NoteKind, Plan, Reason, Verdict
from graph.turn.verdicts import verdict_on_change
from graph.understanding.changes_read import allows
from graph.understanding.grounding import UserWords
from graph.understanding.intents import CancelDraft, ChangeClient, RestoreClient, UndoLast
from graph.understanding.second_reading import SecondReading
from graph.understanding.situation import KnownClient, Memory, PendingChange
from tools.directory.clients import find_clients
from tools.directory.filters import Filters
from tools.directory.log import Origin

log = logging.getLogger(__name__)

MAX_CHANGES = 20
"""Changes and deletions that one message proposes; those beyond are named in the reply."""


@dataclass(frozen=True)
class Changing:
    """One turn's changes: the words and the memory that they are read in, and who asks."""

    dependencies: Dependencies
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

    @property
    def _since(self) -> datetime:
        """When a client was deleted at the earliest that can still be brought back."""
        return self.dependencies.clock() - timedelta(days=self.dependencies.trash_days)

    @property
    def _writer(self) -> Origin:
        """Who deleted the client that "al que borré" means."""
        return Origin(self.session_id, None, self.author.owner, self.author.credential)

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
        """The plan after a yes to all that waits: exactly those clients, versions and values."""
        waiting = self.memory.changes
        if not waiting:
            return plan.with_note("nothing_pending")
        if self.reading and self.reading.refuses:
            return self.dropped(plan, CancelDraft())
        if not all(change.proposed for change in waiting):
            return plan.with_changes(waiting)
        if self.reading and not self.reading.agrees:
            waits = _decided(plan, Verdict(ending="proposed", reason="not_read"))
            return waits.with_changes(waiting if self.reading.silent else ())
        for change in waiting:
            if change.client:
                plan = self._done(plan, change, change.client)
        return plan

    def has(self, about: str) -> bool:
        """Whether a change of the client with this name or address waits."""
        return any(is_of(change, about) for change in self.memory.changes)

    def dropped(self, plan: Plan, intent: CancelDraft) -> Plan:
        """The plan after a no to all that waits, or to the change of one client."""
        about, waiting = intent.about, plan.changes or self.memory.changes
        rest = [change for change in waiting if about and not is_of(change, about)]
        return plan.with_changes(rest).with_note(
            "not_changed" if rest else "left_as_is", about or ""
        )

    def planned(self, plan: Plan, wanted: Wanted) -> Plan:
        """The plan with a change or a deletion: done, proposed, asked about or refused."""
        wanted = self._completed(wanted)
        about = wanted.about or (wanted.replaces if isinstance(wanted, ChangeClient) else "") or ""
        if self.reading and not allows(self.reading, wanted):
            return _refused(plan, "not_read").with_note("not_changed", about)
        if wanted.kind != "change" and not self.author.may_delete:
            kind: NoteKind = "no_delete" if wanted.kind == "remove" else "no_restore"
            return _refused(plan, "not_allowed").with_note(kind)
        creates = plan.asks and plan.draft and plan.draft.asks_consent
        if creates or len(plan.changes) >= MAX_CHANGES:
            return _refused(plan, "one_at_a_time").with_note("one_change", about)
        with self.dependencies.database.read() as transaction:
            found = (
                deleted(transaction, wanted, self.memory, self._since, self._writer)
                if isinstance(wanted, RestoreClient)
                else whom(transaction, wanted, self.memory, self.session_id)
            )
        if not found.clients and len(names := those_listed(wanted)) > 1:
            for name in names:
                plan = self.planned(plan, wanted.model_copy(update={"about": name}))
            return plan
        if not found.clients:
            nobody: NoteKind = "none_deleted" if wanted.kind == "restore" else "nobody"
            return _refused(plan, "nobody").with_note(nobody, about)
        if found.total > MAX_CANDIDATES:
            return _refused(plan, "several").with_note("too_many_meant", str(found.total))
        return self._of(self._answered(plan, wanted, found), wanted, found)

    def _answered(self, plan: Plan, wanted: Wanted, found: Meant) -> Plan:
        """The plan with all that waits but the change that this answers or corrects."""
        waiting = plan.changes or self.memory.changes
        rest = [change for change in waiting if not answers(wanted, found, change)]
        return plan.with_changes(rest) if len(rest) < len(self.memory.changes) else plan

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
            if client and plan.notes == before.notes and same_values(client, pending):
                return _refused(plan, "same").with_note("same", shown(client))
        if client is None:
            listed = tuple(known(each) for each in found.clients)
            asked = _decided(plan, Verdict(ending="asked", reason="several"))
            pending = pending.model_copy(update={"candidates": listed})
            return asked.with_changes([*plan.changes, pending])
        if holder := self._holder(plan, pending, client):
            taken: NoteKind = "taken_since" if wanted.kind == "restore" else "taken"
            return _refused(plan, "taken").with_note(taken, holder)
        plain = isinstance(wanted, ChangeClient) and self._plain(wanted, pending)
        verdict = verdict_on_change(pending, plain=plain, created=self.memory.created)
        if verdict.ending == "done":
            return self._done(plan, pending, client, verdict)
        return added(_decided(plan, verdict), pending)

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

    def _holder(self, plan: Plan, pending: PendingChange, client: KnownClient) -> str:
        """The other client that has the new email, or gets it in this turn; or ""."""
        email = client.email if pending.kind == "restore" else pending.email
        if not email:
            return ""
        others = [(c, c.client) for c in plan.changes if c.client and c.client.id != client.id]
        same = [each for c, each in others if address(c.email) == address(email)]
        free = {client.id, *(each.id for c, each in others if c.kind == "remove" or c.email)}
        with self.dependencies.database.read() as transaction:
            found = find_clients(transaction, Filters(email=email), limit=1).clients
        holders: list[Named] = [*same, *(each for each in found if each.id not in free)]
        return shown(holders[0]) if holders else ""

    def _plain(self, wanted: ChangeClient, pending: PendingChange) -> bool:
        """Whether the rules read a plain correction with these values."""
        if self.reading is None:
            return wanted.plain
        return any(
            read.plain
            and read.name in (None, pending.name)
            and address(read.email) in ("", address(pending.email))
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
        if pending.kind == "restore":
            return plan.with_actions(Restore(client=client))
        return plan.with_actions(Change(client=client, name=pending.name, email=pending.email))


def _refused(plan: Plan, reason: Reason) -> Plan:
    return _decided(plan, Verdict(ending="refused", reason=reason))


def _decided(plan: Plan, verdict: Verdict) -> Plan:
    log.info("a change is %s: %s", verdict.ending, verdict.reason)
    return plan.with_verdict(verdict)
