"""What a turn does, as plain data that the nodes plan and the commit runs, and what came of it.

The function that runs a kind of action stands in the file of the node that plans it; `graph.wiring`
hands the commit the mapping from kind to function.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field

from graph.state import NOBODY, Author
from graph.understanding.intents import Language, QueryClients, Value
from graph.understanding.situation import Draft, KnownClient, Results
from tools.database.engine import Transaction
from tools.directory.clients import Client
from tools.directory.log import Origin


class Create(Value):
    """Register a client, whose name and email are valid and in the user's own words."""

    kind: Literal["create"] = "create"
    name: str
    email: str


class Query(Value):
    """Find clients."""

    kind: Literal["query"] = "query"
    question: QueryClients


class Change(Value):
    """Give a client another name or email, valid and in the user's own words."""

    kind: Literal["change"] = "change"
    client: KnownClient
    """With the version that is changed: no other one is."""
    name: str | None = None
    email: str | None = None


class Remove(Value):
    """Delete a client in the version that was shown."""

    kind: Literal["remove"] = "remove"
    client: KnownClient


class Restore(Value):
    """Bring a deleted client back as it was shown."""

    kind: Literal["restore"] = "restore"
    client: KnownClient
    """With the version of its deletion."""


class Undo(Value):
    """Take back the session's last turn that wrote."""

    kind: Literal["undo"] = "undo"


Action = Annotated[Create | Change | Remove | Restore | Undo | Query, Field(discriminator="kind")]


@dataclass(frozen=True)
class Outcome:
    """What one action came to."""

    said: Literal["done", "refused", "answered"]
    """Its text's place in the reply: after all that was done come refusals, then answers."""
    text: str
    results: Results | None
    """The clients that were shown last, from now on."""
    created: tuple[int, ...] = ()
    """Ids of the clients that it created."""
    draft: Draft | None = None
    """What is left to be completed, where nothing else is being filled in."""
    wrote: Client | None = None
    """The client whom it wrote last, as it is now."""
    gone: tuple[int, ...] = ()
    """Ids of the clients that it deleted."""


@dataclass(frozen=True)
class Stage:
    """The open transaction in which a turn's actions run, and what those before have left."""

    transaction: Transaction
    session_id: str
    number: int
    """The turn's, in its session."""
    now: datetime
    timezone: ZoneInfo
    language: Language
    results: Results | None
    created: tuple[int, ...] = ()
    author: Author = NOBODY
    last_created: KnownClient | None = None
    """The client that the session created last."""

    @property
    def origin(self) -> Origin:
        """Who writes, for the log of the directory."""
        return Origin(self.session_id, self.number, self.author.owner, self.author.credential)

    def after(self, outcome: Outcome) -> Self:
        """The stage for the next action."""
        created = (*self.created, *outcome.created)
        last = _last_created(self.last_created, outcome)
        return replace(self, results=outcome.results, created=created, last_created=last)


def known(client: Client) -> KnownClient:
    """The client with its version, as plain data."""
    return KnownClient(id=client.id, version=client.version, name=client.name, email=client.email)


def _last_created(before: KnownClient | None, outcome: Outcome) -> KnownClient | None:
    """The client created last, after a write to it or to others."""
    if before and before.id in outcome.gone:
        before = None
    wrote = outcome.wrote
    if wrote and (wrote.id in outcome.created or (before and before.id == wrote.id)):
        return known(wrote)
    return before


Runner = Callable[[Stage, Any], Outcome]
"""Runs one kind of action."""
Runners = Mapping[str, Runner]
