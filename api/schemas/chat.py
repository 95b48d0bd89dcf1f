"""A message and its answer."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from api.schemas.wire import ANSWERED, ASKED, ID, MESSAGE, shown
from graph.conversation import Answer
from tools.validity import MAX_MESSAGE


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
