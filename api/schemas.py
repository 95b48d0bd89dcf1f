"""What goes over the wire. The Spanish names of fields and headers live here and nowhere else."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    StrictStr,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from graph.conversation import Answer
from graph.limits import MAX_MESSAGE
from tools.clients import Client, Page
from tools.filters import Filters
from tools.transcript import Message, Role

SESSION_HEADER = "session-id"
KEY_HEADER, REPLAYED_HEADER = "Idempotency-Key", "Idempotent-Replayed"
MESSAGE, NAME, EMAIL, CURSOR = "mensaje", "nombre", "email", "cursor"

Instant = Annotated[
    datetime,
    PlainSerializer(lambda at: at.astimezone(UTC).isoformat(timespec="milliseconds")),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""UTC as `2026-01-08T10:30:00.000+00:00`."""

ID = "550e8400-e29b-41d4-a716-446655440000"
ASKED = "Crea un cliente llamado Juan con email juan@example.com"
ANSWERED = "✅ Cliente creado: Juan (juan@example.com)"
AT = "2026-01-08T10:30:00.000+00:00"
JUAN = {"id": 1, NAME: "Juan", EMAIL: "juan@example.com", "creado": AT}

FilterText = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00]*$")]


def shown(example: dict[str, Any]) -> ConfigDict:
    """The configuration of a body that is documented with this example."""
    return ConfigDict(frozen=True, json_schema_extra={"examples": [example]})


class ChatRequest(BaseModel):
    """Un mensaje para la recepcionista."""

    model_config = shown({MESSAGE: ASKED})

    message: Annotated[
        str,
        StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=MAX_MESSAGE),
    ] = Field(
        validation_alias=MESSAGE,
        description="De 1 a 4000 caracteres, sin contar los espacios de los extremos.",
    )


class ChatReply(BaseModel):
    """La respuesta a un mensaje."""

    model_config = shown({"respuesta": ANSWERED, "session_id": ID, "decision": "crear"})

    reply: str = Field(serialization_alias="respuesta")
    session_id: str = Field(description="El id con el que sigue esta conversación.")
    decision: Literal["crear", "consultar", "otro"]

    @classmethod
    def of(cls, answer: Answer) -> "ChatReply":
        """The answer as it goes out."""
        return cls(reply=answer.reply, session_id=answer.session_id, decision=answer.decision)


class HistoryMessage(BaseModel):
    """Un mensaje de la conversación."""

    model_config = ConfigDict(frozen=True)

    role: Role
    content: str
    timestamp: Instant = Field(description="Instante UTC, ISO 8601.")


class History(BaseModel):
    """La conversación de una sesión, en orden; una sesión desconocida no tiene mensajes."""

    model_config = shown(
        {
            "session_id": ID,
            "total_mensajes": 2,
            "historial": [
                {"role": "user", "content": ASKED, "timestamp": AT},
                {"role": "assistant", "content": ANSWERED, "timestamp": AT},
            ],
        }
    )

    session_id: str
    total: int = Field(serialization_alias="total_mensajes")
    messages: list[HistoryMessage] = Field(serialization_alias="historial")

    @classmethod
    def of(cls, session_id: str, messages: list[Message]) -> "History":
        """The transcript as it goes out."""
        shown = [
            HistoryMessage(role=m.role, content=m.content, timestamp=m.timestamp) for m in messages
        ]
        return cls(session_id=session_id, total=len(shown), messages=shown)


class HistoryDeleted(BaseModel):
    """Confirmación del borrado."""

    model_config = shown({"message": f"Historial de sesión {ID} eliminado"})

    message: str

    @classmethod
    def of(cls, session_id: str) -> "HistoryDeleted":
        """The contract's sentence."""
        return cls(message=f"Historial de sesión {session_id} eliminado")


class NewClient(BaseModel):
    """Los datos de un cliente nuevo."""

    model_config = shown({NAME: "Juan", EMAIL: "juan@example.com"})

    name: StrictStr = Field(
        validation_alias=NAME,
        description="De 1 a 200 caracteres visibles, entre ellos una letra o una cifra.",
    )
    email: StrictStr = Field(validation_alias=EMAIL, description="Ningún otro cliente lo tiene.")


class ClientRecord(BaseModel):
    """Un cliente del directorio."""

    model_config = shown(JUAN)

    id: int
    name: str = Field(serialization_alias=NAME)
    email: str = Field(serialization_alias=EMAIL)
    created: Instant = Field(serialization_alias="creado", description="Instante UTC, ISO 8601.")

    @classmethod
    def of(cls, client: Client) -> "ClientRecord":
        """The client as it goes out."""
        return cls(id=client.id, name=client.name, email=client.email, created=client.created)


class ClientPage(BaseModel):
    """Parte de los clientes encontrados."""

    model_config = shown({"clientes": [JUAN], "total": 2, "siguiente": "1"})

    clients: list[ClientRecord] = Field(serialization_alias="clientes")
    total: int = Field(description="Cuántos hay en todas las páginas.")
    following: str | None = Field(
        serialization_alias="siguiente",
        description="El `cursor` de la página siguiente; null en la última.",
    )

    @classmethod
    def of(cls, page: Page) -> "ClientPage":
        """The page as it goes out."""
        records = [ClientRecord.of(client) for client in page.clients]
        return cls(clients=records, total=page.total, following=page.cursor)


class ClientSearch(BaseModel):
    """The query string of a search; what is empty counts as absent."""

    model_config = ConfigDict(frozen=True)

    text: FilterText | None = Field(
        default=None,
        validation_alias="texto",
        max_length=200,
        description="Parte del nombre, sin distinguir mayúsculas ni acentos.",
        examples=["juan"],
    )
    email: FilterText | None = Field(
        default=None,
        validation_alias=EMAIL,
        max_length=320,
        description="El email entero.",
        examples=["juan@example.com"],
    )
    domain: FilterText | None = Field(
        default=None,
        validation_alias="dominio",
        max_length=254,
        description="Un dominio, o parte de sus etiquetas.",
        examples=["gmail"],
    )
    limit: int = Field(
        default=20, validation_alias="limite", ge=1, le=100, description="Clientes por página."
    )
    cursor: str | None = Field(
        default=None,
        validation_alias=CURSOR,
        description="El `siguiente` de la página anterior.",
    )

    @model_validator(mode="before")
    @classmethod
    def _empty_is_absent(cls, given: dict[str, str]) -> dict[str, str]:
        return {name: value for name, value in given.items() if value.strip()}

    @property
    def filters(self) -> Filters:
        """What the directory is asked for."""
        return Filters(text=self.text, email=self.email, domain=self.domain)


class FieldProblem(BaseModel):
    """Qué está mal en un campo."""

    model_config = ConfigDict(frozen=True)

    field: str = Field(serialization_alias="campo")
    message: str = Field(serialization_alias=MESSAGE)


class Problem(BaseModel):
    """Un error, como lo describe RFC 9457."""

    model_config = shown(
        {
            "type": "about:blank",
            "title": "Contenido no procesable",
            "status": 422,
            "detail": "mensaje: Es obligatorio.",
            "code": "validation_error",
            "errors": [{"campo": MESSAGE, MESSAGE: "Es obligatorio."}],
        }
    )

    type: str = "about:blank"
    title: str
    status: int
    detail: str = Field(description="Una frase para personas.")
    code: str = Field(description="Una palabra estable para programas.")
    errors: list[FieldProblem] | None = Field(
        default=None, description="Un elemento por campo no válido."
    )
