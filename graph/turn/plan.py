"""What a turn is going to do, worked out by the nodes and run by the commit."""

from collections.abc import Sequence
from typing import Literal, Self

from graph.turn.actions import Action
from graph.understanding.intents import (
    CancelDraft,
    ChangeClient,
    ConfirmDraft,
    CreateClient,
    Doubt,
    Intent,
    Language,
    QueryClients,
    RemoveClient,
    RestoreClient,
    Talk,
    UndoLast,
    Value,
)
from graph.understanding.situation import Draft, PendingChange
from tools.sessions.transcript import Decision

NoteKind = Literal[
    "invalid_email",
    "invalid_name",
    "ungrounded",
    "cancelled",
    "nothing_to_cancel",
    "not_done",
    "in_line",
    "left_out",
    "too_many",
    "unread",
    "nobody",
    "none_deleted",
    "too_many_meant",
    "same",
    "taken",
    "taken_since",
    "not_changed",
    "one_change",
    "no_delete",
    "no_restore",
    "say_undo",
    "left_as_is",
    "nothing_pending",
]


class Note(Value):
    """Something to tell the user besides results; `about` is the user's own words."""

    kind: NoteKind
    about: str = ""


Ending = Literal["done", "proposed", "asked", "refused"]
Reason = (
    Doubt
    | Literal[
        "complete",
        "missing",
        "denied",
        "not_read",
        "not_agreed",
        "one_at_a_time",
        "too_many",
        "correction",
        "nobody",
        "several",
        "same",
        "taken",
        "not_allowed",
    ]
)
"""Beside the doubts of a reading: `missing`: the name or the address is not known. `denied`: the
user said not to. `not_read`: a model asks for the client, and the rules do not read the order.
`not_agreed`: it was proposed before. `one_at_a_time`: another client is proposed or asked about
already. `too_many`: more than one message may create. Of changes: `correction`: of the client that
the session created last. `nobody`, `several`: nobody goes by the name, or several do. `same`: the
client has these values. `taken`: another client has the email. `not_allowed`: the caller may not
delete."""
Changing = ChangeClient | RemoveClient | RestoreClient | UndoLast
Write = CreateClient | ConfirmDraft | CancelDraft | Changing


_CREATING = (CreateClient, ConfirmDraft, CancelDraft)


class Verdict(Value):
    """What becomes of one client that the message names, without its data: fit for a log.

    `proposed`, `asked`: nothing is written before an answer.
    """

    ending: Ending
    reason: Reason


NOT_ALL_READ = Note(kind="unread")
"""A part of the model's answer could not be read."""


class Plan(Value):
    """The turn so far."""

    language: Language = "es"
    intents: tuple[Intent, ...] = ()
    by_rules: bool = False
    """The offline rules read the intents; those of a model are read a second time."""
    actions: tuple[Action, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    """Of the clients that the message names, in its order."""
    notes: tuple[Note, ...] = ()
    draft: Draft | None = None
    """The draft as it will be after the turn."""
    waiting: tuple[Draft, ...] = ()
    """The clients in line behind it."""
    pending: PendingChange | None = None
    """The change that waits for an answer after the turn."""
    beside: tuple[PendingChange, ...] = ()
    """The changes that wait together with it."""
    asks: bool = False
    """The reply asks for what the draft lacks, instead of reminding of it."""

    @property
    def queries(self) -> tuple[QueryClients, ...]:
        """The questions to the directory, which the query node plans."""
        return tuple(i for i in self.intents if isinstance(i, QueryClients))

    @property
    def about_creating(self) -> tuple[CreateClient | ConfirmDraft | CancelDraft, ...]:
        """The intents that create, or answer what was asked."""
        return tuple(i for i in self.intents if isinstance(i, _CREATING))

    @property
    def writing(self) -> tuple[Write, ...]:
        """The intents that the create node plans."""
        return tuple(i for i in self.intents if isinstance(i, Write))

    @property
    def talk(self) -> Talk:
        """What to say when there is nothing to do."""
        return next((i for i in self.intents if isinstance(i, Talk)), Talk())

    @property
    def decision(self) -> Decision:
        """The turn's label on the wire. Dropping a draft neither writes nor consults."""
        if any(not isinstance(i, CancelDraft) for i in self.writing):
            return "crear"
        return "consultar" if self.queries else "otro"

    def with_fields(self, **changes: object) -> Self:
        """A copy with these fields changed."""
        return self.model_copy(update=changes)

    @property
    def line(self) -> tuple[Draft, ...]:
        """All clients that are being registered, the draft first."""
        return (self.draft, *self.waiting) if self.draft else self.waiting

    def with_line(self, line: Sequence[Draft]) -> Self:
        """A copy with these clients in line, the first of them the draft."""
        return self.with_fields(draft=line[0] if line else None, waiting=tuple(line[1:]))

    @property
    def changes(self) -> tuple[PendingChange, ...]:
        """All changes that wait after the turn."""
        return (self.pending, *self.beside) if self.pending else ()

    def with_changes(self, changes: Sequence[PendingChange]) -> Self:
        """A copy in which these changes wait, first the one that something is asked about."""
        waiting = sorted(changes, key=lambda change: change.proposed)
        return self.with_fields(pending=waiting[0] if waiting else None, beside=tuple(waiting[1:]))

    def with_actions(self, *actions: Action) -> Self:
        """A copy that does these, too."""
        return self.with_fields(actions=(*self.actions, *actions))

    def with_note(self, kind: NoteKind, about: str = "") -> Self:
        """A copy with one more note."""
        return self.with_fields(notes=(*self.notes, Note(kind=kind, about=about)))

    def with_verdict(self, verdict: Verdict) -> Self:
        """A copy with one more verdict."""
        return self.with_fields(verdicts=(*self.verdicts, verdict))
