"""A session as a file: JSON Lines that another service imports, or Markdown to read."""

from collections.abc import Callable, Iterator
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.responses import StreamingResponse

from api.access.roles import READ
from api.edge.bodies import BoundedRoute
from api.problems.responses import documented
from api.routes.dependencies import OpenAssistant, Owner, PathSession, sent_once
from api.routes.session_route import session_route
from api.schemas.base import with_header
from api.schemas.export import ExportQuery, FileFormat
from graph.lifecycle import markdown as session_markdown
from graph.lifecycle import session_file, transfer
from graph.lifecycle.markdown import as_markdown
from graph.lifecycle.session_file import SavedSession, as_json_lines
from tools.sessions.threads import thread_of

router = APIRouter(route_class=BoundedRoute, dependencies=[Depends(sent_once)], tags=["Sesiones"])
WRITERS: dict[FileFormat, tuple[str, str, Callable[[SavedSession, ZoneInfo], Iterator[bytes]]]] = {
    "jsonl": (session_file.MEDIA_TYPE, "sesion.jsonl", lambda saved, _: as_json_lines(saved)),
    "markdown": (session_markdown.MEDIA_TYPE, "sesion.md", as_markdown),
}
"""Media type, file name (without the session id) and writer of each format."""
CONTENT = {media: {"schema": {"type": "string"}} for media, _, _ in WRITERS.values()}
FILE = {"content": CONTENT} | with_header(
    "Content-Disposition", "El nombre del fichero, sin el id de la sesión.", type="string"
)


@session_route(
    router,
    "GET",
    "/sesiones/{session_id}/export",
    READ,
    summary="Exportar una sesión",
    response_class=StreamingResponse,
    response_description="La sesión entera, como fichero",
    responses={200: FILE, **documented(404, 413, 422, 503)},
)
def export_session(
    assistant: OpenAssistant,
    owner: Owner,
    session_id: PathSession,
    query: Annotated[ExportQuery, Query()],
) -> StreamingResponse:
    """La sesión entera, con lo que hace falta para seguirla en otro servicio, o para leerla."""
    saved = transfer.export_session(assistant.database, thread_of(owner, session_id), session_id)
    if saved is None:
        raise HTTPException(404, "No hay ninguna sesión con ese id.")
    media_type, name, write = WRITERS[query.file_format]
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(
        write(saved, assistant.timezone), media_type=media_type, headers=headers
    )
