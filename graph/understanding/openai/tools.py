"""The tools that a language model is offered, each with its arguments and its kind of intent.

Fields are English, their names on the wire Spanish.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from graph.understanding.intents import (
    CancelDraft,
    ConfirmDraft,
    CreateClient,
    Intent,
    QueryClients,
)
from tools.validity import MAX_MESSAGE

FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2999, 12, 31)
"""Bounds of a creation date in a query."""


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


class Arguments(BaseModel):
    """The arguments of one tool, fields of the intent that a call stands for.

    The docstrings of its classes and fields are the descriptions that the model reads.
    """

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", use_attribute_docstrings=True
    )
    tool: ClassVar[str]
    meaning: ClassVar[type[CreateClient | QueryClients | ConfirmDraft | CancelDraft]]

    def intent(self) -> Intent:
        """The intent that a call with these arguments stands for."""
        return self.meaning(**self.model_dump())


class CreateArguments(Arguments):
    """Register ONE client, or complete or correct the draft. Call it once per client."""

    tool, meaning = "crear_cliente", CreateClient

    name: Words = Field(default=None, alias="nombre")
    """Exactly as the user wrote it; null if not said."""
    email: Words = None
    """Exactly as the user wrote it, even if invalid; null if not said."""
    fresh: bool = Field(default=True, alias="nuevo")
    """false: completes or corrects the draft."""
    tentative: bool = Field(default=False, alias="tentativo")
    """true: the user negates, supposes, quotes or reports it, or asks how it works."""


class QueryArguments(Arguments):
    """Find, list or count clients. Filters combine with AND; none means all clients."""

    tool, meaning = "consultar_clientes", QueryClients

    text: Words = Field(default=None, alias="texto")
    """Part of a client's name."""
    part: Words = Field(default=None, alias="parte")
    """Part of a name or email."""
    email: Words = None
    """One whole email address."""
    domain: Words = Field(default=None, alias="dominio")
    """Email domain or part of it: acme.es, gmail."""
    created_from: Day = Field(default=None, alias="desde")
    """First day of creation, YYYY-MM-DD, inclusive."""
    created_to: Day = Field(default=None, alias="hasta")
    """Last day of creation, YYYY-MM-DD, inclusive."""
    this_session: bool = Field(default=False, alias="en_esta_sesion")
    """Only clients created in this chat."""
    newest_first: bool = Field(default=False, alias="mas_recientes_primero")
    """true for "last", "newest"."""
    limit: Rank | None = Field(default=None, alias="limite")
    """How many at most."""
    count: bool = Field(default=False, alias="contar")
    """true: only how many."""
    details: bool = Field(default=False, alias="detalles")
    """true: all that is known of each client."""
    refers_back: bool = Field(default=False, alias="mostrados")
    """true: about the clients shown or created last, not a new search."""
    position: Place | None = Field(default=None, alias="posicion")
    """With mostrados: the n-th of them, from 1; -1 is the last."""
    more: bool = Field(default=False, alias="mas")
    """true: next page of the last query."""

    @model_validator(mode="after")
    def _possible(self) -> "QueryArguments":
        if self.position == 0:
            raise ValueError("positions count from 1")
        if self.created_from and self.created_to and self.created_from > self.created_to:
            raise ValueError("ends before it begins")
        return self


class ConfirmArguments(Arguments):
    """The user says yes to the proposed draft."""

    tool, meaning = "confirmar", ConfirmDraft


class CancelArguments(Arguments):
    """The user drops the draft, or says no to it."""

    tool, meaning = "cancelar", CancelDraft


TOOLS: Mapping[str, type[Arguments]] = {
    arguments.tool: arguments
    for arguments in (CreateArguments, QueryArguments, ConfirmArguments, CancelArguments)
}
