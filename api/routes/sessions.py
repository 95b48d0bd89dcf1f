"""The caller's sessions: list and search them, change their titles."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query

from api.access.roles import READ, WRITE
from api.edge.bodies import BoundedRoute
from api.problems.responses import documented
from api.routes.dependencies import OpenAssistant, Owner, PathSession, sent_once
from api.routes.session_route import refuse_id, session_route
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


@session_route(
    router,
    "PATCH",
    "/{session_id}",
    WRITE,
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


router.add_api_route(
    "/{rest:path}",
    refuse_id,
    methods=["PATCH"],
    dependencies=[Depends(WRITE)],
    include_in_schema=False,
    response_model=None,
)
