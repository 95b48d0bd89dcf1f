"""The transcript of a session: read it, delete it."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.access.roles import READ, WRITE
from api.edge.bodies import BoundedRoute
from api.problems.responses import documented
from api.routes.dependencies import OpenAssistant, Owner, PathSession, Queue, sent_once
from api.routes.session_route import refuse_other_ids, session_route
from api.schemas.history import History, HistoryDeleted, HistoryPart, HistoryStretch
from graph.conversation import delete_session
from tools.sessions.threads import thread_of
from tools.sessions.transcript import count_messages, read_history, read_part

router = APIRouter(route_class=BoundedRoute, dependencies=[Depends(sent_once)], tags=["Historial"])
PATH = "/history/{session_id}"


@session_route(
    router,
    "GET",
    PATH,
    READ,
    summary="Ver historial",
    response_description="La conversación",
    responses=documented(413, 422, 503),
)
def get_history(
    assistant: OpenAssistant,
    owner: Owner,
    session_id: PathSession,
    stretch: Annotated[HistoryStretch, Query()],
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


@session_route(
    router,
    "DELETE",
    PATH,
    WRITE,
    summary="Borrar historial",
    response_description="Borrado",
    responses=documented(413, 422, 503),
)
async def delete_history(
    assistant: OpenAssistant, queue: Queue, owner: Owner, session_id: PathSession
) -> HistoryDeleted:
    """Borra la conversación y la memoria de la sesión, para siempre: su id ya no admite mensajes.

    Los clientes que creó se quedan.
    """
    deletion = partial(delete_session, assistant, session_id, owner=owner)
    await queue.run(thread_of(owner, session_id), deletion)
    return HistoryDeleted.of(session_id)


refuse_other_ids(router, "/history/{rest:path}", READ, ["GET", "DELETE"])
