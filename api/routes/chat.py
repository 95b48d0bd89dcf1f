"""POST /chat: one message of a conversation, and its answer."""

from fastapi import APIRouter, Depends, Response

from api.access.roles import WRITE
from api.edge.bodies import BoundedRoute
from api.problems.responses import documented
from api.routes.message import NewMessage
from api.schemas.base import with_header
from api.schemas.chat import ChatReply
from api.schemas.wire import REPLAYED_HEADER

router = APIRouter(route_class=BoundedRoute, tags=["Conversación"])
REPLAYED = with_header(
    REPLAYED_HEADER,
    "`true` si el mensaje ya se había atendido con esta clave.",
    type="string",
    enum=["true"],
)


@router.post(
    "/chat",
    dependencies=[Depends(WRITE)],
    summary="Enviar mensaje",
    response_description="La respuesta",
    responses={200: REPLAYED, **documented(408, 409, 413, 422, 503)},
)
async def chat(message: NewMessage, response: Response) -> ChatReply:
    """Atiende un mensaje: crea clientes, los consulta o conversa.

    Sin `session-id` empieza una sesión nueva, cuyo id viene en la respuesta.
    """
    answer = await message.answer()
    if answer.replayed:
        response.headers[REPLAYED_HEADER] = "true"
    return ChatReply.of(answer)
