"""Dependencies of the routes: the assistant, and the parameters that name a session and a turn."""

from typing import Annotated

from fastapi import Depends, Header, Path, Request
from fastapi.exceptions import RequestValidationError

from api.access.roles import Caller
from api.edge.session_queue import SessionQueue
from api.routes.background import BackgroundTurns
from api.schemas.wire import ID, KEY, KEY_HEADER, LAST_EVENT_HEADER, SESSION_HEADER
from graph.assembly import Assistant
from tools.directory.log import Origin
from tools.validity import MAX_KEY, SESSION_ID_PATTERN


async def assistant_of(request: Request) -> Assistant:
    """The assistant that the application opened when it started."""
    assistant: Assistant = request.app.state.assistant
    return assistant


async def background_turns(request: Request) -> BackgroundTurns:
    """The application's turns that outlive their requests."""
    turns: BackgroundTurns = request.app.state.turns
    return turns


async def session_queue(request: Request) -> SessionQueue:
    """The application's queue of each session's turns."""
    queue: SessionQueue = request.app.state.queue
    return queue


async def sent_once(request: Request) -> None:
    """Refuse a repeated header that names session or turn: it would be ambiguous."""
    for name in (SESSION_HEADER, KEY_HEADER, LAST_EVENT_HEADER):
        if len(request.headers.getlist(name)) > 1:
            raise RequestValidationError([{"type": "repeated", "loc": ("header", name)}])


async def owner(caller: Caller) -> str:
    """The owner of the sessions that the caller may use: its own name."""
    return caller.owner


async def origin(caller: Caller) -> Origin:
    """The author of what a route writes to the directory, outside of any conversation."""
    return Origin(owner=caller.owner, credential=caller.name)


Queue = Annotated[SessionQueue, Depends(session_queue)]
Turns = Annotated[BackgroundTurns, Depends(background_turns)]
Owner = Annotated[str, Depends(owner)]
Writer = Annotated[Origin, Depends(origin)]
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
