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

from graph.understanding.intents import Draft, Language, QueryClients, Results, Value
from tools.database.engine import Transaction


class Create(Value):
    """Register a client, whose name and email are valid and in the user's own words."""

    kind: Literal["create"] = "create"
    name: str
    email: str


class Query(Value):
    """Find clients."""

    kind: Literal["query"] = "query"
    question: QueryClients


Action = Annotated[Create | Query, Field(discriminator="kind")]


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

    def after(self, outcome: Outcome) -> Self:
        """The stage for the next action."""
        created = (*self.created, *outcome.created)
        return replace(self, results=outcome.results, created=created)


Runner = Callable[[Stage, Any], Outcome]
"""Runs one kind of action."""
Runners = Mapping[str, Runner]
