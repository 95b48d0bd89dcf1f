"""Intents: the typed values into which a message is understood and on which the nodes act."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal, Protocol

from langchain_core.messages import AnyMessage
from pydantic import AliasChoices, Field

from graph.state import text_of
from graph.understanding.changing import ChangeClient as ChangeClient
from graph.understanding.changing import Draft as Draft
from graph.understanding.changing import KnownClient as KnownClient
from graph.understanding.changing import PendingChange as PendingChange
from graph.understanding.changing import RemoveClient as RemoveClient
from graph.understanding.changing import UndoLast as UndoLast
from graph.understanding.changing import Value as Value
from tools.sessions.transcript import Decision
from tools.validity import MAX_MESSAGE

Language = Literal["es", "en"]
Doubt = Literal["revoked", "not_ordered", "name", "email", "long_list"]
"""Of a creation as it was read. `revoked`: negated, supposed, quoted, reported or asked about.
`not_ordered`: data without an order. `name`: it may begin or end elsewhere, or be none. `email`: as
dictated, it may lack a part. `long_list`: more clients than one order creates."""
Topic = Literal[
    "greeting",
    "thanks",
    "farewell",
    "help",
    "pending",
    "needed",
    "unsupported",
    "changes",
    "kept",
    "answered",
    "off_topic",
    "declined",
    "unknown",
]


MAX_SUMMARY = 1_000
"""Characters of a summary."""
MAX_LABEL, MAX_QUICK_REPLIES = 500, 30
"""Characters of a quick reply's label, and quick replies of one reply."""


class CreateClient(Value):
    """Register a client; name and email are the user's own words, not validated."""

    kind: Literal["create"] = "create"
    name: str | None = None
    email: str | None = None
    fresh: bool = True
    """False: the fields complete or correct the draft instead of starting another client."""
    about: str | None = None
    """Name or address of the client in line whose data these complete or correct; without data it
    is put behind the others. None: the draft, or whoever goes by the name."""
    doubt: Doubt | None = None
    """Why the client is proposed or asked about instead of created."""


class ConfirmDraft(Value):
    """Consent: do what is proposed."""

    kind: Literal["confirm"] = "confirm"


class CancelDraft(Value):
    """Drop the proposed change, or else the client that is being registered."""

    kind: Literal["cancel"] = "cancel"
    about: str | None = None
    """Name or address of the client in line that is dropped; None: the draft."""


class QueryClients(Value):
    """Find clients. Filters combine with AND; a query without filters finds all clients."""

    kind: Literal["query"] = "query"
    text: str | None = None
    """Part of a name; each of its words must occur in the name, whatever its case and accents."""
    part: str | None = None
    """Part of a name or of an address ("jm.nunez", "pedro@"): each of its words occurs in one."""
    email: str | None = None
    domain: str | None = None
    """Whole domain (acme.es) or some of its labels (gmail)."""
    created_from: date | None = None
    created_to: date | None = None
    """Inclusive, in the service's time zone."""
    this_session: bool = Field(default=False, validation_alias=AliasChoices("this_session", "here"))
    """Only clients created in this session."""
    newest_first: bool = False
    by_name: bool = False
    """In alphabetical order instead of that of creation; with `newest_first` from Z to A."""
    limit: int | None = Field(default=None, ge=1)
    count: bool = False
    """Answer with the number instead of the rows."""
    exists: bool = False
    """Answer first whether there is any: "¿tenemos a Ana?"."""
    details: bool = False
    """Answer with all fields of each client, the creation date included."""
    refers_back: bool = Field(default=False, validation_alias=AliasChoices("refers_back", "shown"))
    """About the clients that were shown or created last, not a new search."""
    position: int | None = None
    """With `refers_back`: the n-th of them, from 1; negative counts from the end."""
    more: bool = False
    """The next page of the last query."""
    doubtful: Literal["name", "question", "data"] | None = None
    """If it finds nobody: `name`: its text is no name. `question`: it is small talk. `data`: its
    name or address is a new client's."""

    @property
    def conditions(self) -> set[str]:
        """The fields that leave clients out; without any the query is about all clients."""
        forms = {"kind", "newest_first", "by_name", "count", "exists", "details", "doubtful"}
        return {name for name, value in self if value not in (None, False)} - forms


class Talk(Value):
    """Small talk: nothing to do in the directory."""

    kind: Literal["talk"] = "talk"
    topic: Topic = "unknown"
    words: str | None = None
    """A model's own reply, which is shown only when it states no data."""


Intent = Annotated[
    CreateClient
    | ConfirmDraft
    | CancelDraft
    | ChangeClient
    | RemoveClient
    | UndoLast
    | QueryClients
    | Talk,
    Field(discriminator="kind"),
]


class Results(Value):
    """The clients shown last, to which "el segundo", "más" and "¿y de gmail?" refer."""

    query: QueryClients | None = None
    """None: the clients were created, not searched."""
    ids: tuple[int, ...] = ()
    focus: int | None = None
    """The last of `ids` that the user picked out; "¿y su email?" means this client."""
    cursor: str | None = None
    """Start of the next page; None after the last page."""


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
    created: KnownClient | None = None
    """The client that the session created last, as it was after the session's last write to it."""

    @property
    def line(self) -> tuple[Draft, ...]:
        """All clients that are being registered, the draft first."""
        return (self.draft, *self.waiting) if self.draft else self.waiting


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
        earlier = (text_of(each) for each in reversed(self.window) if each.type == "human")
        return next(earlier, "")


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
