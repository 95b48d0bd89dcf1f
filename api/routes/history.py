"""The transcript of a session: read it, delete it, with the id in the path or in the header."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.exceptions import RequestValidationError

from api.access.roles import READ, WRITE
from api.edge.bodies import BoundedRoute
from api.problems.responses import documented
from api.routes.dependencies import HeaderSession, OpenAssistant, Owner, PathSession, sent_once
from api.schemas.history import History, HistoryDeleted, HistoryPart, HistoryStretch
from graph.conversation import delete_session
from tools.sessions.threads import thread_of
from tools.sessions.transcript import count_messages, read_history, read_part

router = APIRouter(route_class=BoundedRoute, dependencies=[Depends(sent_once)], tags=["Historial"])
PATH = "/history/{session_id}"
Stretch = Annotated[HistoryStretch, Query()]


@router.get(
    PATH,
    dependencies=[Depends(READ)],
    operation_id="get_history",
    summary="Ver historial",
    response_description="La conversación",
    responses=documented(413, 422, 503),
)
def get_history(
    assistant: OpenAssistant, owner: Owner, session_id: PathSession, stretch: Stretch
) -> History | HistoryPart:
    """La conversación entera, en orden. Una sesión desconocida no tiene mensajes.

    Con `limite` o `antes`, solo una parte, por el final; `anterior` lleva a la parte de antes.
    """
    thread = thread_of(owner, session_id)
    with assistant.database.read() as transaction:
        if stretch.whole:
            return History.of(session_id, read_history(transaction, thread))
        total = count_messages(transaction, thread)
        part = stretch.of(total)
        messages = read_part(transaction, thread, part)
    return HistoryPart.before(session_id, total, messages, part.start)


@router.delete(
    PATH,
    dependencies=[Depends(WRITE)],
    operation_id="delete_history",
    summary="Borrar historial",
    response_description="Borrado",
    responses=documented(413, 422, 503),
)
def delete_history(
    assistant: OpenAssistant, owner: Owner, session_id: PathSession
) -> HistoryDeleted:
    """Borra la conversación y la memoria de la sesión, para siempre: su id ya no admite mensajes.

    Los clientes que creó se quedan.
    """
    delete_session(assistant, session_id, owner=owner)
    return HistoryDeleted.of(session_id)


@router.get(
    "/history",
    dependencies=[Depends(READ)],
    operation_id="get_history_by_header",
    summary="Ver historial, con el id en la cabecera",
    response_description="La conversación",
    responses=documented(413, 422, 503),
)
def get_history_by_header(
    assistant: OpenAssistant, owner: Owner, session_id: HeaderSession, stretch: Stretch
) -> History | HistoryPart:
    """Como `GET /history/{session_id}`, sin que el id quede en URLs ni registros."""
    return get_history(assistant, owner, session_id, stretch)


@router.delete(
    "/history",
    dependencies=[Depends(WRITE)],
    operation_id="delete_history_by_header",
    summary="Borrar historial, con el id en la cabecera",
    response_description="Borrado",
    responses=documented(413, 422, 503),
)
def delete_history_by_header(
    assistant: OpenAssistant, owner: Owner, session_id: HeaderSession
) -> HistoryDeleted:
    """Como `DELETE /history/{session_id}`, sin que el id quede en URLs ni registros."""
    return delete_history(assistant, owner, session_id)


@router.api_route(
    "/history/{rest:path}",
    dependencies=[Depends(READ)],
    methods=["GET", "DELETE"],
    include_in_schema=False,
    response_model=None,
)
async def refuse_id() -> None:
    """An id that is empty or has a slash is an invalid id, not an unknown route."""
    raise RequestValidationError(
        [{"type": "string_pattern_mismatch", "loc": ("path", "session_id")}]
    )
