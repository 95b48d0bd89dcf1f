"""The tools that a language model is offered, and the intents that its calls stand for.

Wire names are Spanish. A call that does not fit its schema exactly stands for nothing.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, ClassVar

from langchain_core.messages import ToolCall
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from graph.understanding.intents import (
    CancelDraft,
    ConfirmDraft,
    CreateClient,
    Intent,
    QueryClients,
)
from tools.validity import MAX_MESSAGE

MOST_CALLS = 50
"""Calls of one reply that are considered; a person's message never asks for more."""

FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2999, 12, 31)


def _words(text: str | None) -> str | None:
    if text is not None and len(text) > MAX_MESSAGE:
        raise ValueError("longer than any message")
    return (text or "").strip() or None


def _day(day: date | None) -> date | None:
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError("not a day on which a client can have been created")
    return day


Words = Annotated[str | None, AfterValidator(_words)]
Day = Annotated[date | None, AfterValidator(_day)]
Rank = Annotated[int, Field(ge=1, le=10_000)]
Place = Annotated[int, Field(ge=-10_000, le=10_000)]


class Arguments(BaseModel, ABC):
    """The arguments of one tool: English fields, Spanish on the wire by alias."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    tool: ClassVar[str]
    purpose: ClassVar[str]

    @abstractmethod
    def intent(self) -> Intent:
        """What the call stands for."""


class CreateArguments(Arguments):
    """Of `crear_cliente`."""

    tool = "crear_cliente"
    purpose = "Register ONE client, or complete or correct the draft. Call it once per client."

    name: Words = Field(
        default=None, alias="nombre", description="Exactly as the user wrote it; null if not said."
    )
    email: Words = Field(
        default=None, description="Exactly as the user wrote it, even if invalid; null if not said."
    )
    fresh: bool = Field(
        default=True, alias="nuevo", description="false: completes or corrects the draft."
    )
    tentative: bool = Field(
        default=False,
        alias="tentativo",
        description="true: the user negates, supposes, quotes or reports it, or asks how it works.",
    )

    def intent(self) -> Intent:
        """A creation."""
        return CreateClient(**self.model_dump())


class QueryArguments(Arguments):
    """Of `consultar_clientes`."""

    tool = "consultar_clientes"
    purpose = "Find, list or count clients. Filters combine with AND; none means all clients."

    text: Words = Field(default=None, alias="texto", description="Part of a client's name.")
    email: Words = Field(default=None, description="One whole email address.")
    domain: Words = Field(
        default=None, alias="dominio", description="Email domain or part of it: acme.es, gmail."
    )
    created_from: Day = Field(
        default=None, alias="desde", description="First day of creation, YYYY-MM-DD, inclusive."
    )
    created_to: Day = Field(
        default=None, alias="hasta", description="Last day of creation, YYYY-MM-DD, inclusive."
    )
    this_session: bool = Field(
        default=False, alias="en_esta_sesion", description="Only clients created in this chat."
    )
    newest_first: bool = Field(
        default=False, alias="mas_recientes_primero", description='true for "last", "newest".'
    )
    limit: Rank | None = Field(default=None, alias="limite", description="How many at most.")
    count: bool = Field(default=False, alias="contar", description="true: only how many.")
    details: bool = Field(
        default=False, alias="detalles", description="true: all that is known of each client."
    )
    refers_back: bool = Field(
        default=False,
        alias="mostrados",
        description="true: about the clients shown or created last, not a new search.",
    )
    position: Place | None = Field(
        default=None,
        alias="posicion",
        description="With mostrados: the n-th of them, from 1; -1 is the last.",
    )
    more: bool = Field(default=False, alias="mas", description="true: next page of the last query.")

    @model_validator(mode="after")
    def _possible(self) -> "QueryArguments":
        if self.position == 0:
            raise ValueError("positions count from 1")
        if self.created_from and self.created_to and self.created_from > self.created_to:
            raise ValueError("ends before it begins")
        return self

    def intent(self) -> Intent:
        """A query."""
        return QueryClients(**self.model_dump())


class ConfirmArguments(Arguments):
    """Of `confirmar`."""

    tool = "confirmar"
    purpose = "The user says yes to the proposed draft."

    def intent(self) -> Intent:
        """A yes."""
        return ConfirmDraft()


class CancelArguments(Arguments):
    """Of `cancelar`."""

    tool = "cancelar"
    purpose = "The user drops the draft, or says no to it."

    def intent(self) -> Intent:
        """A no."""
        return CancelDraft()


TOOLS: Mapping[str, type[Arguments]] = {
    arguments.tool: arguments
    for arguments in (CreateArguments, QueryArguments, ConfirmArguments, CancelArguments)
}


def schemas() -> list[dict[str, Any]]:
    """The tools in OpenAI's form, strict: each property required, null where nothing was said."""
    return [_schema(arguments) for arguments in TOOLS.values()]


def _schema(arguments: type[Arguments]) -> dict[str, Any]:
    properties = {
        name: {key: value for key, value in field.items() if key not in {"title", "default"}}
        for name, field in arguments.model_json_schema()["properties"].items()
    }
    return {
        "type": "function",
        "function": {
            "name": arguments.tool,
            "description": arguments.purpose,
            "strict": True,
            "parameters": {
                "type": "object",
                "properties": properties,
                "required": list(properties),
                "additionalProperties": False,
            },
        },
    }


def intents_of(calls: Sequence[ToolCall]) -> tuple[Intent, ...]:
    """The intents of the calls that are well formed, in the model's order."""
    read = (_intent_of(call) for call in calls[:MOST_CALLS])
    return tuple(intent for intent in read if intent is not None)


def _intent_of(call: ToolCall) -> Intent | None:
    arguments = TOOLS.get(call["name"])
    if arguments is None:
        return None
    said = {name: value for name, value in call["args"].items() if value is not None}
    try:
        # As JSON: there a date is a string, and nothing else is turned into one.
        return arguments.model_validate_json(json.dumps(said)).intent()
    except ValidationError:
        return None


def query_as_said(query: QueryClients) -> dict[str, Any]:
    """A query in wire names, with only what it sets; JSON-ready."""
    known = QueryArguments.model_construct(**query.model_dump(exclude={"kind"}))
    return known.model_dump(mode="json", by_alias=True, exclude_defaults=True)
