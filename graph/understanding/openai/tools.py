"""The tools that a language model is offered, each with its arguments and its kind of intent.

Fields are English, their names on the wire Spanish.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

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
MAX_NUMBER = 10_000
"""Of a limit or a position; greater ones are read as this one."""
_INTEGER = re.compile(r"[+-]?[0-9]{1,9}")


def _words(text: str | None) -> str | None:
    if text is not None and len(text) > MAX_MESSAGE:
        raise ValueError("longer than any message")
    return (text or "").strip() or None


def _date(value: Any) -> Any:
    """A text as the date that it begins with, with a time behind it or without."""
    text = isinstance(value, str) and value[10:11] in ("", "T", " ")
    return date.fromisoformat(value[:10]) if text else value


def _day(day: date | None) -> date | None:
    """The day; None for one on which no client can have been created, which bounds nothing."""
    return day if day is not None and FIRST_DAY <= day <= LAST_DAY else None


def _number(value: Any) -> Any:
    """A whole number in whatever form, within bounds; 0 means that none was said."""
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    whole = isinstance(value, int) and not isinstance(value, bool)
    return (max(-MAX_NUMBER, min(value, MAX_NUMBER)) or None) if whole else value


def _rank(value: Any) -> Any:
    number = _number(value)
    return None if isinstance(number, int) and number < 0 else number


def _flag(value: Any) -> Any:
    return {"true": True, "false": False}.get(str(value).strip().lower(), value)


Words = Annotated[str | None, AfterValidator(_words)]
Day = Annotated[date | None, BeforeValidator(_date), AfterValidator(_day)]
Rank = Annotated[
    Annotated[int, Field(ge=1, le=MAX_NUMBER)] | None,
    BeforeValidator(_rank),
]
Place = Annotated[
    Annotated[int, Field(ge=-MAX_NUMBER, le=MAX_NUMBER)] | None,
    BeforeValidator(_number),
]
Flag = Annotated[bool, BeforeValidator(_flag)]


class Arguments(BaseModel):
    """The arguments of one tool, fields of the intent that a call stands for; others are left out.

    The docstrings of its classes and fields are the descriptions that the model reads.
    """

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="ignore",
        validate_by_alias=True,
        validate_by_name=True,
        use_attribute_docstrings=True,
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
    fresh: Flag = Field(default=True, alias="nuevo")
    """false: completes or corrects the draft."""
    tentative: Flag = Field(default=False, alias="tentativo")
    """true: the user negates, supposes, quotes or reports it, or asks how it works."""

    def intent(self) -> Intent:
        """The creation; a tentative one as one that the user revokes."""
        said = self.model_dump(exclude={"tentative"})
        return CreateClient(**said, doubt="revoked" if self.tentative else None)

    @model_validator(mode="before")
    @classmethod
    def _has_something(cls, given: dict[str, Any]) -> dict[str, Any]:
        known = {field.alias or name for name, field in cls.model_fields.items()}
        if given and given.keys().isdisjoint(known | cls.model_fields.keys()):
            raise ValueError("no argument that the tool has")
        return given


class QueryArguments(Arguments):
    """Find, list or count clients. Filters combine with AND; none means all clients."""

    model_config = ConfigDict(extra="forbid")  # without a filter it would be another question
    tool, meaning = "consultar_clientes", QueryClients

    text: Words = Field(
        default=None,
        validation_alias=AliasChoices("texto", "nombre"),
        serialization_alias="texto",
    )
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
    this_session: Flag = Field(default=False, alias="en_esta_sesion")
    """Only clients created in this chat."""
    newest_first: Flag = Field(default=False, alias="mas_recientes_primero")
    """true for "last", "newest"."""
    by_name: Flag = Field(default=False, alias="por_nombre")
    """true: in alphabetical order."""
    limit: Rank = Field(default=None, alias="limite")
    """How many at most."""
    count: Flag = Field(default=False, alias="contar")
    """true: only how many."""
    details: Flag = Field(default=False, alias="detalles")
    """true: all that is known of each client."""
    refers_back: Flag = Field(default=False, alias="mostrados")
    """true: about the clients shown or created last, not a new search."""
    position: Place = Field(default=None, alias="posicion")
    """With mostrados: the n-th of them, from 1; -1 is the last."""
    more: Flag = Field(default=False, alias="mas")
    """true: next page of the last query."""

    @model_validator(mode="after")
    def _possible(self) -> "QueryArguments":
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
