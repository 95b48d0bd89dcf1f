"""What routes ask for: the assistant, and the headers that name a session and a turn."""

from typing import Annotated

from fastapi import Depends, Header, Path, Request
from fastapi.exceptions import RequestValidationError

from api.access.roles import Caller
from api.routes.background import BackgroundTurns
from api.schemas.wire import ID, KEY, KEY_HEADER, LAST_EVENT_HEADER, SESSION_HEADER
from graph.assembly import Assistant
from tools.validity import MAX_KEY, SESSION_ID_PATTERN


async def assistant_of(request: Request) -> Assistant:
    """What the service opened when it started."""
    assistant: Assistant = request.app.state.assistant
    return assistant


async def detached_turns(request: Request) -> BackgroundTurns:
    """The turns that do not depend on their requests."""
    turns: BackgroundTurns = request.app.state.turns
    return turns


async def sent_once(request: Request) -> None:
    """Refuse a repeated header that names session or turn: which is meant cannot be told."""
    for name in (SESSION_HEADER, KEY_HEADER, LAST_EVENT_HEADER):
        if len(request.headers.getlist(name)) > 1:
            error = {"type": "repeated", "loc": ("header", name)}
            raise RequestValidationError([error])


async def owner(caller: Caller) -> str:
    """Whose sessions a request is about: the caller's own."""
    return caller.owner


Detached = Annotated[BackgroundTurns, Depends(detached_turns)]
Owner = Annotated[str, Depends(owner)]
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
        examples=[KEY],
    ),
]
