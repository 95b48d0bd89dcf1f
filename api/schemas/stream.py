"""A turn as server-sent events: their names and data, and a reply cut into pieces."""

import re
from collections.abc import Iterator

from fastapi.sse import ServerSentEvent, format_sse_event
from pydantic_core import to_json

from api.schemas.chat import ChatReply
from api.schemas.wire import ID, KEY, REPLY
from graph.conversation import Answer

PIECE = re.compile(r"\s*\S+\s*|\s+")


def started(session_id: str, key: str, event_id: str) -> ServerSentEvent:
    """The first event; session and key in it resume a stream that broke."""
    return _event("inicio", {"session_id": session_id, "clave": key}, event_id)


def answered(answer: Answer, event_id: str) -> Iterator[ServerSentEvent]:
    """The events of a committed turn: decision, reply in pieces, and the body of POST /chat."""
    yield _event("decision", {"decision": answer.decision}, event_id)
    for piece in pieces(answer.reply):
        yield _event("respuesta", {"texto": piece}, event_id)
    whole = ChatReply.of(answer).model_dump_json(by_alias=True)
    yield ServerSentEvent(event="fin", raw_data=whole, id=event_id)


def failed(problem: str, event_id: str, retry: str | None) -> ServerSentEvent:
    """The last event of a failed turn: the JSON of its problem; `retry` is in seconds."""
    pause = None if retry is None else 1000 * int(retry)
    return ServerSentEvent(event="error", raw_data=problem, id=event_id, retry=pause)


def pieces(reply: str) -> list[str]:
    """The reply cut between words; nothing is lost, not even a space."""
    return PIECE.findall(reply)


def _event(name: str, data: dict[str, str], event_id: str) -> ServerSentEvent:
    return ServerSentEvent(event=name, raw_data=to_json(data).decode(), id=event_id)


def _example() -> str:
    answer = Answer(ID, REPLY, "crear", replayed=False)
    event_id = f"{ID}/{KEY}"
    events = [started(ID, KEY, event_id), *answered(answer, event_id)]
    return "".join(
        format_sse_event(data_str=each.raw_data, event=each.event, id=each.id).decode()
        for each in events
    )


STREAMED = {"content": {"text/event-stream": {"example": _example()}}}
