"""The caller's sessions: list and search them, change their titles."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query

from api.access.roles import READ, WRITE
from api.edge.bodies import BoundedRoute
from api.problems.responses import documented
from api.routes.dependencies import OpenAssistant, Owner, PathSession, sent_once
from api.routes.session_route import refuse_other_ids, session_route
from api.schemas.sessions import Renaming, SessionRecord, Sessions, SessionSearch
from tools.sessions import listing

router = APIRouter(
    route_class=BoundedRoute,
    prefix="/sesiones",
    dependencies=[Depends(sent_once)],
    tags=["Sesiones"],
)


@router.get(
    "",
    dependencies=[Depends(READ)],
    summary="Ver las sesiones",
    response_description="Una página de sesiones",
    responses=documented(413, 422, 503),
)
def list_sessions(
    assistant: OpenAssistant, owner: Owner, search: Annotated[SessionSearch, Query()]
) -> Sessions:
    """Las sesiones propias, primero la última que se usó; las borradas no salen."""
    with assistant.database.read() as transaction:
        page = listing.list_sessions(
            transaction, owner, text=search.text, limit=search.limit, cursor=search.cursor
        )
    return Sessions.of(page)


@session_route(
    router,
    "PATCH",
    "/{session_id}",
    WRITE,
    summary="Titular una sesión",
    response_description="La sesión",
    responses=documented(404, 408, 413, 422, 503),
)
def rename_session(
    assistant: OpenAssistant, owner: Owner, session_id: PathSession, renaming: Renaming
) -> SessionRecord:
    """Da un título a una sesión propia. Su lugar en la lista no cambia."""
    with assistant.database.write() as transaction:
        session = listing.rename_session(transaction, owner, session_id, renaming.title)
    if session is None:
        raise HTTPException(404, "No hay ninguna sesión con ese id.")
    return SessionRecord.of(session)


refuse_other_ids(router, "/{rest:path}", WRITE, ["PATCH"])
