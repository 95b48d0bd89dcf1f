"""A person's own sessions: list and search them, give them titles."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.exceptions import RequestValidationError

from api.access.roles import READ, WRITE
from api.edge.bodies import BoundedRoute
from api.problems.responses import documented
from api.routes.dependencies import HeaderSession, OpenAssistant, Owner, PathSession, sent_once
from api.schemas.sessions import Renaming, SessionRecord, Sessions, SessionSearch
from tools.sessions.listing import list_sessions, rename_session

router = APIRouter(
    route_class=BoundedRoute,
    prefix="/sesiones",
    dependencies=[Depends(sent_once)],
    tags=["Sesiones"],
)


@router.get(
    "",
    dependencies=[Depends(READ)],
    operation_id="list_sessions",
    summary="Ver las sesiones",
    response_description="Una página de sesiones",
    responses=documented(413, 422, 503),
)
def get_sessions(
    assistant: OpenAssistant, owner: Owner, search: Annotated[SessionSearch, Query()]
) -> Sessions:
    """Las sesiones propias, primero la última que se usó; las borradas no salen."""
    with assistant.database.read() as transaction:
        page = list_sessions(
            transaction, owner, text=search.text, limit=search.limit, cursor=search.cursor
        )
    return Sessions.of(page)


@router.patch(
    "/{session_id}",
    dependencies=[Depends(WRITE)],
    operation_id="rename_session",
    summary="Titular una sesión",
    response_description="La sesión",
    responses=documented(404, 408, 413, 422, 503),
)
def rename(
    assistant: OpenAssistant, owner: Owner, session_id: PathSession, renaming: Renaming
) -> SessionRecord:
    """Da un título a una sesión propia. Su lugar en la lista no cambia."""
    with assistant.database.write() as transaction:
        session = rename_session(transaction, owner, session_id, renaming.title)
    if session is None:
        raise HTTPException(404, "No hay ninguna sesión con ese id.")
    return SessionRecord.of(session)


@router.patch(
    "",
    dependencies=[Depends(WRITE)],
    operation_id="rename_session_by_header",
    summary="Titular una sesión, con el id en la cabecera",
    response_description="La sesión",
    responses=documented(404, 408, 413, 422, 503),
)
def rename_by_header(
    assistant: OpenAssistant, owner: Owner, session_id: HeaderSession, renaming: Renaming
) -> SessionRecord:
    """Como `PATCH /sesiones/{session_id}`, sin que el id quede en URLs ni registros."""
    return rename(assistant, owner, session_id, renaming)


@router.patch(
    "/{rest:path}", dependencies=[Depends(WRITE)], include_in_schema=False, response_model=None
)
async def refuse_id() -> None:
    """An id that is empty or has a slash is an invalid id, not an unknown route."""
    raise RequestValidationError(
        [{"type": "string_pattern_mismatch", "loc": ("path", "session_id")}]
    )
