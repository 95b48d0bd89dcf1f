"""The tools that a language model is offered, each with its arguments and its kind of intent.

Fields are English, their names on the wire Spanish.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, model_validator

from graph.understanding.intents import (
    CancelDraft,
    ChangeClient,
    ConfirmDraft,
    CreateClient,
    Intent,
    QueryClients,
    RemoveClient,
    RestoreClient,
    UndoLast,
)
from graph.understanding.openai.argument_types import (
    Day,
    Flag,
    OneColumn,
    OneSide,
    Place,
    Rank,
    Words,
)


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
    meaning: ClassVar[
        type[
            CreateClient
            | QueryClients
            | ChangeClient
            | RemoveClient
            | RestoreClient
            | UndoLast
            | ConfirmDraft
            | CancelDraft
        ]
    ]

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
    not_domain: Words = Field(default=None, alias="sin_dominio")
    """Domains that are left out, with spaces between: "not at gmail"."""
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
    alike: Flag = Field(default=False, alias="duplicados")
    """true: only those who share their name."""
    details: Flag = Field(default=False, alias="detalles")
    """true: all that is known of each client."""
    only: OneColumn = Field(default=None, alias="solo")
    """Only this of each client."""
    refers_back: Flag = Field(default=False, alias="mostrados")
    """true: about the clients shown or created last, not a new search."""
    position: Place = Field(default=None, alias="posicion")
    """The n-th, from 1; with mostrados of those shown, -1 is the last."""
    neighbour: OneSide = Field(default=None, alias="vecino")
    """The client registered directly before or after."""
    more: Flag = Field(default=False, alias="mas")
    """true: next page of the last query."""

    @model_validator(mode="after")
    def _possible(self) -> "QueryArguments":
        if self.created_from and self.created_to and self.created_from > self.created_to:
            raise ValueError("ends before it begins")
        return self


class ChangeArguments(Arguments):
    """Correct or change name, email or both of ONE client of the directory; once for each."""

    model_config = ConfigDict(extra="forbid")
    tool, meaning = "cambiar_cliente", ChangeClient

    about: Words = Field(default=None, alias="cliente")
    """Whose: the name or email as the user wrote it; null for the one created or shown last."""
    position: Place = Field(default=None, alias="posicion")
    """The n-th of the clients shown last, from 1; -1 is the last."""
    name: Words = Field(default=None, alias="nombre_nuevo")
    """The new name, exactly as the user wrote it."""
    email: Words = Field(default=None, alias="email_nuevo")
    """The new email, exactly as the user wrote it."""
    replaces: Words = Field(default=None, alias="en_vez_de")
    """The wrong words of the name for which nombre_nuevo stands."""
    surname: Flag = Field(default=False, alias="solo_apellido")
    """true: nombre_nuevo is only the surname."""


class RemoveArguments(Arguments):
    """Delete ONE client of the directory; once for each."""

    model_config = ConfigDict(extra="forbid")
    tool, meaning = "borrar_cliente", RemoveClient

    about: Words = Field(default=None, alias="cliente")
    """The name or email as the user wrote it; null for the one created or shown last."""
    position: Place = Field(default=None, alias="posicion")
    """The n-th of the clients shown last, from 1; -1 is the last."""


class RestoreArguments(Arguments):
    """Bring ONE deleted client back; once for each."""

    model_config = ConfigDict(extra="forbid")
    tool, meaning = "recuperar_cliente", RestoreClient

    about: Words = Field(default=None, alias="cliente")
    """As written; null for the one deleted last."""
    position: Place = Field(default=None, alias="posicion")
    """The n-th of those listed."""


class UndoArguments(Arguments):
    """Take back the last thing that was written: "deshaz", "undo"."""

    tool, meaning = "deshacer", UndoLast


class ConfirmArguments(Arguments):
    """The user says yes to what is proposed."""

    tool, meaning = "confirmar", ConfirmDraft


class CancelArguments(Arguments):
    """The user drops the draft, or says no to what is proposed."""

    tool, meaning = "cancelar", CancelDraft


TOOLS: Mapping[str, type[Arguments]] = {
    arguments.tool: arguments
    for arguments in (
        CreateArguments,
        QueryArguments,
        ChangeArguments,
        RemoveArguments,
        RestoreArguments,
        UndoArguments,
        ConfirmArguments,
        CancelArguments,
    )
}
