"""The transcript of a session."""

from typing import Self

from pydantic import BaseModel, Field

from api.schemas.base import Body, QueryString, with_example
from api.schemas.chat import QuickReplies, QuickReply
from api.schemas.wire import AT, ID, QUICK_REPLY, REPLY, REQUEST, Instant
from graph.memory.rebuild import quick_replies_in
from tools.sessions.transcript import Message, Role

PART = 50
"""Messages in a part, unless `limite` says otherwise."""


class HistoryMessage(Body):
    """Un mensaje de la conversación."""

    role: Role
    content: str
    timestamp: Instant = Field(description="Instante UTC, ISO 8601.")
    quick_replies: QuickReplies = ()

    @classmethod
    def of_message(cls, message: Message) -> Self:
        """A row of the transcript as it goes out."""
        offered = quick_replies_in(message.memory)
        return cls(
            role=message.role,
            content=message.content,
            timestamp=message.timestamp,
            quick_replies=tuple(map(QuickReply.of, offered)),
        )


class History(BaseModel):
    """La conversación de una sesión, en orden; una sesión desconocida no tiene mensajes."""

    model_config = with_example(
        {
            "session_id": ID,
            "total_mensajes": 2,
            "historial": [
                {"role": "user", "content": REQUEST, "timestamp": AT},
                {
                    "role": "assistant",
                    "content": REPLY,
                    "timestamp": AT,
                    "acciones": [QUICK_REPLY],
                },
            ],
        }
    )

    session_id: str
    total: int = Field(serialization_alias="total_mensajes")
    messages: list[HistoryMessage] = Field(serialization_alias="historial")

    @classmethod
    def of(cls, session_id: str, messages: list[Message]) -> "History":
        """The transcript as it goes out."""
        return cls(session_id=session_id, total=len(messages), messages=_records(messages))


class HistoryPart(History):
    """Parte de la conversación de una sesión, en orden."""

    model_config = with_example(
        {
            "session_id": ID,
            "total_mensajes": 4,
            "historial": [{"role": "assistant", "content": REPLY, "timestamp": AT}],
            "anterior": 3,
        }
    )

    previous: int | None = Field(
        serialization_alias="anterior",
        description="El `antes` de la parte anterior; null en la primera de la conversación.",
    )

    @classmethod
    def before(cls, session_id: str, total: int, messages: list[Message], start: int) -> Self:
        """The messages from position `start` on, as they go out."""
        records = _records(messages)
        return cls(session_id=session_id, total=total, messages=records, previous=start or None)


class HistoryStretch(QueryString):
    """The query string for a part."""

    limit: int | None = Field(
        default=None,
        validation_alias="limite",
        ge=1,
        le=200,
        description=f"Solo los últimos mensajes, tantos; {PART} si solo hay `antes`.",
    )
    before: int | None = Field(
        default=None,
        validation_alias="antes",
        ge=0,
        le=2**31 - 1,
        description="Solo mensajes de antes de esta posición: el `anterior` de la parte que sigue.",
    )

    @property
    def whole(self) -> bool:
        """Whether the whole transcript is wanted."""
        return self.limit is None and self.before is None

    def of(self, total: int) -> slice:
        """The positions of the part, in a transcript of `total` messages."""
        stop = total if self.before is None else min(self.before, total)
        return slice(max(0, stop - (self.limit or PART)), stop)


class HistoryDeleted(BaseModel):
    """Confirmación del borrado."""

    model_config = with_example({"message": f"Historial de sesión {ID} eliminado"})

    message: str

    @classmethod
    def of(cls, session_id: str) -> "HistoryDeleted":
        """The sentence that the contract prescribes."""
        return cls(message=f"Historial de sesión {session_id} eliminado")


def _records(messages: list[Message]) -> list[HistoryMessage]:
    return [HistoryMessage.of_message(message) for message in messages]
