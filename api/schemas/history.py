"""The transcript of a session."""

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.wire import ANSWERED, ASKED, AT, ID, Instant, shown
from tools.transcript import Message, Role


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
