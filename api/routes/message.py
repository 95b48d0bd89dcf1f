"""One message on its way to the conversation: what /chat and its stream have in common."""

from dataclasses import dataclass
from typing import Annotated
from uuid import uuid4

from fastapi import Depends, Header

from api.routes.dependencies import OpenAssistant, OptionalSession, Owner, TurnKey
from api.schemas.chat import ChatRequest
from api.schemas.wire import ID, KEY, LAST_EVENT_HEADER
from graph.assembly import Assistant
from graph.conversation import Answer, converse
from tools.validity import MAX_KEY, SESSION_ID_PATTERN, valid_message


@dataclass(frozen=True)
class Asked:
    """A message that can be taken up, once under its key, in a session that has a name."""

    assistant: Assistant
    owner: str
    session_id: str
    key: str
    message: str

    @property
    def event_id(self) -> str:
        """Names session and turn, so that whoever lost the stream finds both again."""
        return f"{self.session_id}/{self.key}"

    def answer(self) -> Answer:
        """Take the turn, or get the answer that it had. Blocks; raises as `converse` does."""
        return converse(
            self.assistant,
            owner=self.owner,
            session_id=self.session_id,
            message=self.message,
            key=self.key,
        )


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


async def asked(
    assistant: OpenAssistant,
    owner: Owner,
    request: ChatRequest,
    session_id: OptionalSession = None,
    key: TurnKey = None,
) -> Asked:
    """The request's message, in a new session and under a new key unless it names them."""
    message = valid_message(request.message)
    return Asked(assistant, owner, session_id or str(uuid4()), key or uuid4().hex, message)


async def asked_again(
    assistant: OpenAssistant,
    owner: Owner,
    request: ChatRequest,
    session_id: OptionalSession = None,
    key: TurnKey = None,
    last_event: LastEvent = None,
) -> Asked:
    """The same, where the last event received may name session and key."""
    session, _, known = (last_event or "").partition("/")
    if last_event and session_id in (None, session):
        session_id, key = session, key or known
    return await asked(assistant, owner, request, session_id, key)


AskedOnce = Annotated[Asked, Depends(asked)]
AskedAgain = Annotated[Asked, Depends(asked_again)]
