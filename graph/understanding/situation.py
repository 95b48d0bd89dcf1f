"""What a message is read in: the session's working memory, and what reading it gives."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from langchain_core.messages import AnyMessage
from pydantic import Field

from graph.state import text_of
from graph.understanding.intents import Intent, Language, QueryClients, Value
from tools.sessions.transcript import Decision
from tools.validity import MAX_MESSAGE

MAX_SUMMARY = 1_000
"""Characters of a summary."""
MAX_WINDOW_CHARACTERS = 8_000
"""Of earlier messages in a prompt; older turns are left out."""
MAX_LABEL, MAX_QUICK_REPLIES = 500, 30
"""Characters of a quick reply's label, and quick replies of one reply."""


class Draft(Value):
    """The client that is being filled in."""

    name: str | None = None
    email: str | None = None
    proposed: bool = False
    """True: creation waits for the user's consent, whether or not the draft is complete."""
    candidate: str | None = None
    """An answer that is perhaps no name ("Exit"); it becomes the draft's name after a yes."""

    @property
    def asks_consent(self) -> bool:
        """Whether a yes or a no is the answer that the last reply asked for."""
        return self.proposed or self.candidate is not None


class KnownClient(Value):
    """A client with its version as it was seen."""

    id: int
    version: int
    name: str
    email: str


class PendingChange(Value):
    """A change, deletion or return that waits for a yes, for who is meant, or for a value."""

    kind: Literal["change", "remove", "restore"]
    client: KnownClient | None = None
    """As it was shown; None while it is asked who is meant."""
    name: str | None = None
    email: str | None = None
    """The new values as they were shown; none but of a change."""
    replaces: str | None = None
    surname: bool = False
    candidates: tuple[KnownClient, ...] = ()
    """The clients that were listed, where several may be meant."""

    @property
    def proposed(self) -> bool:
        """Whether a yes carries it out."""
        given = self.kind != "change" or self.name or self.email
        return self.client is not None and bool(given)


class Results(Value):
    """The clients shown last, to which "el segundo", "más" and "¿y de gmail?" refer."""

    query: QueryClients | None = None
    """None: the clients were created, not searched."""
    ids: tuple[int, ...] = ()
    focus: int | None = None
    """The last of `ids` that the user picked out; "¿y su email?" means this client."""
    cursor: str | None = None
    """Start of the next page; None after the last page."""

    @property
    def meant(self) -> tuple[int, ...]:
        """The ids of those whom a pronoun means: the one picked out, or else all."""
        return self.ids if self.focus is None else (self.focus,)


class QuickReply(Value):
    """A short answer to a reply, offered as a button: its label, and the message that it sends."""

    label: str = Field(min_length=1, max_length=MAX_LABEL)
    text: str = Field(min_length=1, max_length=MAX_MESSAGE)


class Memory(Value):
    """The small part of working memory that each assistant row of the transcript stores too."""

    version: Literal[1] = 1
    language: Language = "es"
    draft: Draft | None = None
    waiting: tuple[Draft, ...] = ()
    """Clients that are asked about after the draft, or proposed together with it."""
    results: Results | None = None
    quick_replies: tuple[QuickReply, ...] = Field(default=(), max_length=MAX_QUICK_REPLIES)
    """Offered with the last reply."""
    pending: PendingChange | None = None
    """What waits for an answer to the last reply."""
    beside: tuple[PendingChange, ...] = ()
    """What waits together with it: one yes does all."""
    created: KnownClient | None = None
    """The client that the session created last, as it was after the session's last write to it."""

    @property
    def line(self) -> tuple[Draft, ...]:
        """All clients that are being registered, the draft first."""
        return (self.draft, *self.waiting) if self.draft else self.waiting

    @property
    def asks_consent(self) -> bool:
        """Whether a yes or a no is the answer that the last reply asked for."""
        change = self.pending is not None and self.pending.proposed
        return change or (self.draft is not None and self.draft.asks_consent)

    @property
    def just_created(self) -> bool:
        """Whether the clients shown last were created, not searched."""
        return self.results is not None and self.results.query is None

    @property
    def changes(self) -> tuple[PendingChange, ...]:
        """All changes that wait, the one that is asked about first."""
        return (self.pending, *self.beside) if self.pending else ()


@dataclass(frozen=True)
class Situation:
    """The context in which a message is read."""

    today: date
    memory: Memory = field(default_factory=Memory)
    window: Sequence[AnyMessage] = ()
    """Earlier messages of the session, oldest first, in pairs of question and answer."""
    summary: str = ""
    """Summary of the turns before the window."""

    @property
    def message_before(self) -> str:
        """The user's message before this one; "" at the beginning of a session."""
        return next(self.said_before, "")

    @property
    def said_before(self) -> Iterator[str]:
        """The user's messages of the window, the newest first."""
        return (text_of(each) for each in reversed(self.window) if each.type == "human")


@dataclass(frozen=True)
class Understood:
    """The intents of a message, in the order in which they were said; never empty."""

    intents: tuple[Intent, ...]
    language: Language
    tokens: int = 0
    """Prompt and completion of a model, as its server counts them; 0 without a model."""
    unread: bool = False
    """True: a part of a model's answer could not be read, so that something may be missing."""
    by_rules: bool = False
    """True: the offline rules read it, so that its creations need no second reading by them."""


@dataclass(frozen=True)
class SummaryTurn:
    """A past turn, to be added to a summary."""

    message: str
    reply: str
    decision: Decision
    created: tuple[str, ...]
    """The clients created in this turn, each as "name (email)"."""


class Understanding(Protocol):
    """Turns a message into intents. Stateless and safe to call from many threads."""

    name: str

    def understand(self, message: str, situation: Situation) -> Understood:
        """Read one trimmed message of 1 to 4,000 characters. Raises `ModelUnavailable`."""
        ...

    def summarise(self, summary: str, turns: Sequence[SummaryTurn]) -> str:
        """Extend a summary by these turns, oldest first, to at most `MAX_SUMMARY` characters.

        Raises `ModelUnavailable`.
        """
        ...

    def close(self) -> None:
        """Close connections to a model's server, if any."""
        ...
