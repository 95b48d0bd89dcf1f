"""POST /chat: one message of a conversation, and its answer."""

from uuid import uuid4

from fastapi import APIRouter, Depends, Response

from api.access import WRITE, Caller
from api.bodies import BoundedRoute
from api.dependencies import OpenAssistant, OptionalSession, TurnKey, sent_once
from api.problems import Responses, documented
from api.schemas.chat import ChatReply, ChatRequest
from api.schemas.wire import REPLAYED_HEADER
from graph.conversation import converse

router = APIRouter(
    route_class=BoundedRoute, dependencies=[Depends(sent_once)], tags=["Conversación"]
)
REPLAYED: Responses = {
    200: {
        "headers": {
            REPLAYED_HEADER: {
                "description": "`true` si el mensaje ya se había atendido con esta clave.",
                "schema": {"type": "string", "enum": ["true"]},
            }
        }
    }
}


@router.post(
    "/chat",
    dependencies=[Depends(WRITE)],
    operation_id="chat",
    summary="Enviar mensaje",
    response_description="La respuesta",
    responses=REPLAYED | documented(408, 409, 413, 422, 503),
)
def chat(
    assistant: OpenAssistant,
    caller: Caller,
    request: ChatRequest,
    response: Response,
    session_id: OptionalSession = None,
    key: TurnKey = None,
) -> ChatReply:
    """Atiende un mensaje: crea clientes, los consulta o conversa.

    Sin `session-id` empieza una sesión nueva, cuyo id viene en la respuesta.
    """
    answer = converse(
        assistant,
        session_id=session_id or str(uuid4()),
        message=request.message,
        key=key,
        owner=caller.owner,
    )
    if answer.replayed:
        response.headers[REPLAYED_HEADER] = "true"
    return ChatReply.of(answer)
