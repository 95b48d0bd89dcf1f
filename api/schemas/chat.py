"""A message and its answer."""

from operator import not_
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, StringConstraints
from pydantic_core import PydanticCustomError

from api.schemas.base import Body, with_example
from api.schemas.wire import ID, MESSAGE, QUICK_REPLY, REPLY, REQUEST
from tools.validity import MAX_MESSAGE


def _text(message: str) -> str:
    """The message, unless it has a NUL or is blank to Python, though not to pydantic."""
    if "\0" in message or not message.strip():
        raise PydanticCustomError("not_text", "a message is text")
    return message


class ChatRequest(BaseModel):
    """Un mensaje para la recepcionista."""

    model_config = with_example({MESSAGE: REQUEST})

    message: Annotated[
        str,
        StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=MAX_MESSAGE),
        AfterValidator(_text),
    ] = Field(
        validation_alias=MESSAGE,
        description="De 1 a 4000 caracteres, sin contar los espacios de los extremos.",
    )


class QuickReply(Body):
    """Una respuesta corta que se puede ofrecer con un botón."""

    model_config = with_example(QUICK_REPLY)

    label: str = Field(serialization_alias="etiqueta", description="Lo que dice el botón.")
    text: str = Field(serialization_alias="texto", description="El mensaje que envía.")


QuickReplies = Annotated[
    tuple[QuickReply, ...],
    Field(
        serialization_alias="acciones",
        description="Respuestas que la sesión espera o entiende ahora; falta si no hay ninguna.",
        exclude_if=not_,
    ),
]


class ChatReply(Body):
    """La respuesta a un mensaje."""

    model_config = with_example(
        {"respuesta": REPLY, "session_id": ID, "decision": "crear", "acciones": [QUICK_REPLY]}
    )

    reply: str = Field(serialization_alias="respuesta")
    session_id: str = Field(description="El id con el que sigue esta conversación.")
    decision: Literal["crear", "consultar", "otro"]
    quick_replies: QuickReplies = ()
