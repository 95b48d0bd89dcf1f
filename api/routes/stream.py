"""POST /chat/stream: the same turn as POST /chat, as server-sent events.

Reply and decision are sent after the commit, and a turn goes on when its client has disconnected.
"""

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.access.roles import WRITE
from api.edge.bodies import BoundedRoute
from api.problems.problem import Problem
from api.problems.responses import documented
from api.routes.dependencies import Turns
from api.routes.message import ResumableMessage
from api.schemas.stream import STREAMED, answered, failed, started

router = APIRouter(route_class=BoundedRoute, tags=["Conversación"])


@router.post(
    "/chat/stream",
    dependencies=[Depends(WRITE)],
    summary="Enviar mensaje y recibir la respuesta por eventos",
    response_class=EventSourceResponse,
    response_description="El flujo de eventos",
    responses={200: STREAMED, **documented(408, 413, 422)},
)
async def chat_stream(message: ResumableMessage, turns: Turns) -> AsyncIterator[ServerSentEvent]:
    """Como `POST /chat`, en eventos: `inicio`, `decision`, `respuesta` (varios) y `fin`, o `error`.

    `fin` es lo que `POST /chat` responde, y `error` el problema que respondería, con su `status`;
    lo que no se puede leer se rechaza antes de empezar, sin eventos. Mientras se atiende llegan
    comentarios, al menos cada 15 segundos. Un flujo que se corta no pierde el mensaje, que se
    atiende igual: repetido con la misma sesión y clave, que van en `inicio` y en el `id` de cada
    evento (`Last-Event-ID`), no se hace dos veces y el flujo vuelve a empezar desde `inicio`.
    """
    event_id = message.event_id
    turn = turns.start(message.answer())
    yield started(message.session_id, message.key, event_id)
    await asyncio.wait({turn})
    match turn.result():
        case Problem() as problem:
            yield failed(problem.json(), event_id, retry=problem.headers.get("Retry-After"))
        case answer:
            for event in answered(answer, event_id):
                yield event
