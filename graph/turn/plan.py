"""What a turn is going to do, worked out by the nodes and run by the commit."""

from typing import Literal, Self

from graph.turn.actions import Action
from graph.understanding.intents import (
    CancelDraft,
    ConfirmDraft,
    CreateClient,
    Draft,
    Intent,
    Language,
    QueryClients,
    Talk,
    Value,
)
from tools.sessions.transcript import Decision

NoteKind = Literal[
    "invalid_email",
    "invalid_name",
    "ungrounded",
    "cancelled",
    "nothing_to_cancel",
    "not_done",
    "left_out",
    "too_many",
    "unread",
]


class Note(Value):
    """Something to tell the user besides results; `about` is the user's own words."""

    kind: NoteKind
    about: str = ""


NOT_ALL_READ = Note(kind="unread")
"""A part of the model's answer could not be read."""


class Plan(Value):
    """The turn so far."""

    language: Language = "es"
    intents: tuple[Intent, ...] = ()
    by_rules: bool = False
    """The offline rules read the intents; those of a model are read a second time."""
    actions: tuple[Action, ...] = ()
    notes: tuple[Note, ...] = ()
    draft: Draft | None = None
    """The draft as it will be after the turn."""
    asks: bool = False
    """The reply asks for what the draft lacks, instead of reminding of it."""

    @property
    def queries(self) -> tuple[QueryClients, ...]:
        """The questions to the directory, which the query node plans."""
        return tuple(i for i in self.intents if isinstance(i, QueryClients))

    @property
    def about_creating(self) -> tuple[CreateClient | ConfirmDraft | CancelDraft, ...]:
        """The intents that the create node plans."""
        kinds = (CreateClient, ConfirmDraft, CancelDraft)
        return tuple(i for i in self.intents if isinstance(i, kinds))

    @property
    def talk(self) -> Talk:
        """What to say when there is nothing to do."""
        return next((i for i in self.intents if isinstance(i, Talk)), Talk())

    @property
    def decision(self) -> Decision:
        """The turn's label on the wire. Dropping a draft neither creates nor consults."""
        if any(not isinstance(i, CancelDraft) for i in self.about_creating):
            return "crear"
        return "consultar" if self.queries else "otro"

    def with_fields(self, **changes: object) -> Self:
        """A copy with these fields changed."""
        return self.model_copy(update=changes)

    def with_actions(self, *actions: Action) -> Self:
        """A copy that does these, too."""
        return self.with_fields(actions=(*self.actions, *actions))

    def with_note(self, kind: NoteKind, about: str = "") -> Self:
        """A copy with one more note."""
        return self.with_fields(notes=(*self.notes, Note(kind=kind, about=about)))
