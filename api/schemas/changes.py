"""What is written to a client, and its history."""

from collections.abc import Iterable, Sequence
from typing import Literal, Self

from pydantic import BaseModel, Field, StrictInt, StrictStr, model_validator
from pydantic_core import PydanticCustomError

from api.schemas.base import Body, with_example
from api.schemas.clients import ClientRecord
from api.schemas.wire import AT, EMAIL, ID, JUAN, NAME, Instant
from tools.directory.changes import Change
from tools.directory.importing.taking_back import TakenBack as ImportTakenBack
from tools.directory.log import Action
from tools.directory.undoing import Undone
from tools.sessions.threads import owner_and_session

Undoable = Literal["crear", "cambiar", "borrar", "unir"]
NOW = {NAME: "Juan", EMAIL: "juan@example.com"}
CHANGE = {
    "version": 2,
    "accion": "unir",
    "momento": AT,
    "titular": "ana@acme.es",
    "credencial": "key:3f2a",
    "session_id": ID,
    "turno": 4,
    "antes": NOW,
    "despues": NOW,
    "con": {NAME: "Juan", EMAIL: "juan@exmaple.com"},
    "deshecho": False,
}
SHOWN = 20
"""Clients that are shown of those that stay."""


class ChangedClient(BaseModel):
    """Lo que cambia de un cliente; lo que falta queda como está."""

    model_config = with_example({NAME: "Juan", EMAIL: "juan@example.com"})

    name: StrictStr | None = Field(
        default=None,
        validation_alias=NAME,
        description="De 1 a 200 caracteres visibles, entre ellos una letra o una cifra.",
    )
    email: StrictStr | None = Field(
        default=None, validation_alias=EMAIL, description="Ningún otro cliente lo tiene."
    )

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.name is None and self.email is None:
            raise PydanticCustomError("nothing_to_change", "a name or an email")
        return self


class Merge(BaseModel):
    """El cliente que es el mismo que este."""

    model_config = with_example({"con": 7})

    other: StrictInt = Field(
        validation_alias="con", ge=1, le=2**63 - 1, description="Su id; este cliente se borra."
    )


class ClientValues(Body):
    """El nombre y el email de un cliente."""

    name: str = Field(serialization_alias=NAME)
    email: str = Field(serialization_alias=EMAIL)


class ClientChange(Body):
    """Una escritura en el directorio."""

    model_config = with_example(CHANGE)

    version: int = Field(description="La que tiene el cliente desde entonces.")
    action: Action = Field(serialization_alias="accion")
    at: Instant = Field(serialization_alias="momento", description="Instante UTC, ISO 8601.")
    owner: str = Field(
        serialization_alias="titular", description="De quien era la credencial; vacío sin ella."
    )
    credential: str = Field(serialization_alias="credencial", description="Su nombre público.")
    session_id: str | None = Field(
        description="La conversación en que se hizo, si es de quien pregunta."
    )
    turn: int | None = Field(serialization_alias="turno")
    before: ClientValues | None = Field(
        serialization_alias="antes", description="null: el cliente no existía."
    )
    after: ClientValues | None = Field(
        serialization_alias="despues", description="null: el cliente se borró."
    )
    other: ClientValues | None = Field(
        serialization_alias="con",
        description="De una unión, el otro cliente, mientras se pueda recuperar.",
    )
    undone: bool = Field(serialization_alias="deshecho")

    @classmethod
    def seen_by(cls, change: Change, owner: str) -> Self:
        """The change without the conversation, if that is another owner's."""
        entry = change.entry
        whose, session = owner_and_session(entry.origin.session_id or "")
        mine = entry.origin.session_id is not None and whose == owner
        return cls(
            version=entry.version,
            action=entry.action,
            at=entry.at,
            owner=entry.origin.owner,
            credential=entry.origin.credential,
            session_id=session if mine else None,
            turn=entry.origin.turn if mine else None,
            before=change.before and ClientValues.of(change.before),
            after=change.after and ClientValues.of(change.after),
            other=change.other and ClientValues.of(change.other),
            undone=change.undone,
        )


class ClientHistory(Body):
    """Las escrituras de un cliente, la última primero."""

    model_config = with_example({"cambios": [CHANGE]})

    changes: list[ClientChange] = Field(serialization_alias="cambios")

    @classmethod
    def of_changes(cls, changes: Sequence[Change], owner: str) -> Self:
        """As this owner may see them."""
        return cls(changes=[ClientChange.seen_by(each, owner) for each in changes])


class TakenBack(Body):
    """Lo que se ha deshecho."""

    model_config = with_example({"accion": "borrar", "cliente": JUAN})

    action: Undoable = Field(serialization_alias="accion", description="Lo que se deshizo.")
    client: ClientRecord | None = Field(
        serialization_alias="cliente", description="Como queda; null: no queda."
    )

    @classmethod
    def of_undone(cls, undone: Undone) -> Self:
        """The action and the client after it."""
        return cls.model_validate(
            {"action": undone.action, "client": undone.after and ClientRecord.of(undone.after)}
        )


class ImportUndone(Body):
    """Lo que ha pasado con los clientes de una importación."""

    model_config = with_example(
        {"deshechos": 2, "ya_no_estaban": 0, "cambiados": 1, "quedan": [JUAN]}
    )

    removed: int = Field(serialization_alias="deshechos", description="Ya no están.")
    gone: int = Field(
        serialization_alias="ya_no_estaban",
        description="Se borraron o se deshicieron antes.",
    )
    changed: int = Field(
        serialization_alias="cambiados", description="Se cambiaron después, y quedan como están."
    )
    kept: list[ClientRecord] = Field(
        serialization_alias="quedan", description=f"Los {SHOWN} primeros de los cambiados."
    )

    @classmethod
    def of_batches(cls, batches: Iterable[ImportTakenBack]) -> Self:
        """The sum of all batches."""
        found = list(batches)
        kept = [client for batch in found for client in batch.kept]
        return cls(
            removed=sum(batch.removed for batch in found),
            gone=sum(batch.gone for batch in found),
            changed=len(kept),
            kept=[ClientRecord.of(client) for client in kept[:SHOWN]],
        )
