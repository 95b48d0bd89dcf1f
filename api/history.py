"""The transcript of a session: read it, delete it, with the id in the path or in the header."""

from fastapi import APIRouter, Depends
from fastapi.exceptions import RequestValidationError

from api.access import READ, WRITE, Caller
from api.bodies import BoundedRoute
from api.dependencies import HeaderSession, OpenAssistant, PathSession, sent_once
from api.problems import documented
from api.schemas.history import History, HistoryDeleted
from graph.conversation import forget_session
from tools.threads import thread_of
from tools.transcript import read_history

router = APIRouter(route_class=BoundedRoute, dependencies=[Depends(sent_once)], tags=["Historial"])
PATH = "/history/{session_id}"


@router.get(
    PATH,
    dependencies=[Depends(READ)],
    operation_id="get_history",
    summary="Ver historial",
    response_description="La conversación",
    responses=documented(413, 422, 503),
)
def get_history(assistant: OpenAssistant, caller: Caller, session_id: PathSession) -> History:
    """La conversación entera, en orden. Una sesión desconocida no tiene mensajes."""
    with assistant.database.read() as transaction:
        return History.of(
            session_id, read_history(transaction, thread_of(caller.owner, session_id))
        )


@router.delete(
    PATH,
    dependencies=[Depends(WRITE)],
    operation_id="delete_history",
    summary="Borrar historial",
    response_description="Borrado",
    responses=documented(413, 422, 503),
)
def delete_history(
    assistant: OpenAssistant, caller: Caller, session_id: PathSession
) -> HistoryDeleted:
    """Borra la conversación y la memoria de la sesión, para siempre: su id ya no admite mensajes.

    Los clientes que creó se quedan.
    """
    forget_session(assistant, session_id, owner=caller.owner)
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
    assistant: OpenAssistant, caller: Caller, session_id: HeaderSession
) -> History:
    """Como `GET /history/{session_id}`, sin que el id quede en URLs ni registros."""
    return get_history(assistant, caller, session_id)


@router.delete(
    "/history",
    dependencies=[Depends(WRITE)],
    operation_id="delete_history_by_header",
    summary="Borrar historial, con el id en la cabecera",
    response_description="Borrado",
    responses=documented(413, 422, 503),
)
def delete_history_by_header(
    assistant: OpenAssistant, caller: Caller, session_id: HeaderSession
) -> HistoryDeleted:
    """Como `DELETE /history/{session_id}`, sin que el id quede en URLs ni registros."""
    return delete_history(assistant, caller, session_id)


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
