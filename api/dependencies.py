"""What routes ask for: the assistant, and the headers that name a session and a turn."""

from typing import Annotated

from fastapi import Depends, Header, Path, Request
from fastapi.exceptions import RequestValidationError

from api.schemas.wire import ID, KEY_HEADER, SESSION_HEADER
from graph.assembly import Assistant
from graph.limits import MAX_KEY, SESSION_ID_PATTERN


async def assistant_of(request: Request) -> Assistant:
    """What the service opened when it started."""
    assistant: Assistant = request.app.state.assistant
    return assistant


async def sent_once(request: Request) -> None:
    """Refuse a repeated session-id or Idempotency-Key: which one is meant cannot be told."""
    for name in (SESSION_HEADER, KEY_HEADER):
        if len(request.headers.getlist(name)) > 1:
            error = {"type": "repeated", "loc": ("header", name)}
            raise RequestValidationError([error])


OpenAssistant = Annotated[Assistant, Depends(assistant_of)]

PathSession = Annotated[
    str,
    Path(
        pattern=SESSION_ID_PATTERN,
        description="Id de la sesión: de 1 a 128 de A-Z a-z 0-9 . _ : @ -",
        examples=[ID],
    ),
]
SESSION = Header(
    alias=SESSION_HEADER,
    pattern=SESSION_ID_PATTERN,
    description="Id de la sesión: de 1 a 128 de A-Z a-z 0-9 . _ : @ -, una sola vez.",
    examples=[ID],
)
HeaderSession = Annotated[str, SESSION]
OptionalSession = Annotated[str | None, SESSION]
TurnKey = Annotated[
    str | None,
    Header(
        alias=KEY_HEADER,
        pattern=rf"^[!-~]{{1,{MAX_KEY}}}$",
        description=(
            "Clave de este mensaje en su sesión: repetido con la misma clave, no se hace dos veces "
            "y devuelve la respuesta guardada. De 1 a 255 caracteres ASCII visibles, una sola vez. "
            "Sin `session-id` cada petición es una sesión nueva y la clave no protege."
        ),
        examples=["7d3f1c9e-0b7a-4a55-9d0e-2f3c5b8a1e64"],
    ),
]
