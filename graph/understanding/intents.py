"""Intents: the typed values into which a message is understood and on which the nodes act."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

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


Column = Literal["name", "email"]
"""A field of a client that is shown alone."""
Side = Literal["before", "after"]
"""Of the client registered directly before or after another one."""
FORMS = {"kind", "newest_first", "by_name", "count", "exists", "details", "only", "doubtful"}
"""Fields of a query that leave nobody out."""


class Value(BaseModel):
    """A frozen model that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


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


class ChangeClient(Value):
    """Give a client another name or email, in the user's own words, not validated."""

    kind: Literal["change"] = "change"
    about: str | None = None
    """The client's name or email, or part of them; None: the client created or shown last."""
    position: int | None = None
    """The n-th of the clients shown last, from 1; negative counts from the end."""
    name: str | None = None
    """The new name, or the one word of it that changes."""
    email: str | None = None
    replaces: str | None = None
    """The wrong words for which the new name or email stands: "no es Browne sino Brown"."""
    surname: bool = False
    """The new name is only the surname."""
    plain: bool = False
    """A correction of the client that the session created last, as the offline rules read it."""

    @property
    def gives(self) -> bool:
        """Whether a new value is told."""
        return bool(self.name or self.email)


class RemoveClient(Value):
    """Delete a client; `about` and `position` as those of `ChangeClient`."""

    kind: Literal["remove"] = "remove"
    about: str | None = None
    position: int | None = None
    pointed: bool = False
    """A pronoun means the client, too: if nobody is called so, the one created or shown last."""


class RestoreClient(Value):
    """Bring a deleted client back."""

    kind: Literal["restore"] = "restore"
    about: str | None = None
    """The name or email that the client had, or part of them; None: the one deleted last."""
    position: int | None = None
    """The n-th of the deleted clients that were listed, from 1; negative counts from the end."""


class UndoLast(Value):
    """Take back all that the session's last turn that wrote has written."""

    kind: Literal["undo"] = "undo"


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
    not_domain: str | None = None
    """Domains or labels, with spaces between: whoever has an address there is left out."""
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
    alike: bool = False
    """Only clients who share their whole name with another one: perhaps duplicates."""
    details: bool = False
    """Answer with all fields of each client, the creation date included."""
    only: Column | None = None
    """Answer with one field of each client: "just the names"."""
    refers_back: bool = Field(default=False, validation_alias=AliasChoices("refers_back", "shown"))
    """About the clients that were shown or created last, not a new search."""
    position: int | None = None
    """The n-th of the clients found, from 1, or with `refers_back` of those shown, where a
    negative one counts from the end."""
    neighbour: Side | None = None
    """The client created directly before or after those found, or shown with `refers_back`."""
    more: bool = False
    """The next page of the last query."""
    doubtful: Literal["name", "question", "data"] | None = None
    """If it finds nobody: `name`: its text is no name. `question`: it is small talk. `data`: its
    name or address is a new client's."""

    @property
    def conditions(self) -> set[str]:
        """The fields that leave clients out; without any the query is about all clients."""
        return {name for name, value in self if value not in (None, False)} - FORMS


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
    | RestoreClient
    | UndoLast
    | QueryClients
    | Talk,
    Field(discriminator="kind"),
]
