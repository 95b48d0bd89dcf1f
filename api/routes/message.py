"""An incoming message, as POST /chat and POST /chat/stream read it from a request."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated
from uuid import uuid4

from fastapi import Depends, Header, Request

from api.access.roles import Caller
from api.edge.session_queue import SessionQueue
from api.routes.dependencies import OptionalSession, TurnKey, sent_once
from api.schemas.chat import ChatRequest
from api.schemas.wire import ID, KEY, LAST_EVENT_HEADER
from graph.assembly import Assistant
from graph.conversation import Answer, converse
from graph.state import Author
from tools.sessions.threads import thread_of
from tools.validity import MAX_KEY, SESSION_ID_PATTERN


@dataclass(frozen=True)
class IncomingMessage:
    """A valid message with its session and its key, both generated if the request has none."""

    assistant: Assistant
    queue: SessionQueue
    author: Author
    """It deletes clients by conversation if the route DELETE lets it delete them."""
    session_id: str
    key: str
    text: str

    @property
    def event_id(self) -> str:
        """The `id` of each of its events; as `Last-Event-ID` it names session and key again."""
        return f"{self.session_id}/{self.key}"

    async def answer(self) -> Answer:
        """Take the turn, or get the answer that it had.

        Raises `SessionCrowded`, and as `converse` does.
        """
        turn = partial(
            converse,
            self.assistant,
            owner=self.author.owner,
            author=self.author,
            session_id=self.session_id,
            message=self.text,
            key=self.key,
        )
        return await self.queue.run(thread_of(self.author.owner, self.session_id), turn)


LastEvent = Annotated[
    str | None,
    Header(
        alias=LAST_EVENT_HEADER,
        pattern=rf"{SESSION_ID_PATTERN.removesuffix('$')}/[!-~]{{1,{MAX_KEY}}}$",
        description=(
            "El `id` del último evento recibido: sesión y clave de un mensaje, para reanudar su "
            "flujo. Donde `session-id` o `Idempotency-Key` digan otra cosa, mandan ellas."
        ),
        examples=[f"{ID}/{KEY}"],
    ),
]


async def new_message(
    request: Request,
    caller: Caller,
    chat: ChatRequest,
    session_id: OptionalSession = None,
    key: TurnKey = None,
) -> IncomingMessage:
    """The message of the body, with the session and the key of the headers.

    The application's own objects are no dependencies: each would cost time at every request.
    """
    await sent_once(request)
    return IncomingMessage(
        assistant=request.app.state.assistant,
        queue=request.app.state.queue,
        author=Author(caller.owner, caller.name, may_delete="admin" in caller.roles),
        session_id=session_id or str(uuid4()),
        key=key or uuid4().hex,
        text=chat.message,
    )


async def resumable_message(
    request: Request,
    caller: Caller,
    chat: ChatRequest,
    session_id: OptionalSession = None,
    key: TurnKey = None,
    last_event: LastEvent = None,
) -> IncomingMessage:
    """The same; session and key that have no header of their own come from the last event."""
    session, _, last_key = (last_event or "").partition("/")
    if last_event and session_id in (None, session):
        session_id, key = session, key or last_key
    return await new_message(request, caller, chat, session_id, key)


NewMessage = Annotated[IncomingMessage, Depends(new_message)]
ResumableMessage = Annotated[IncomingMessage, Depends(resumable_message)]
