"""Server-sent events as a client reads them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass(frozen=True)
class Event:
    """One event, or a comment, which has no name."""

    name: str
    data: str
    id: str = ""
    retry: str = ""

    @property
    def json(self) -> Any:
        return json.loads(self.data)


@dataclass(frozen=True)
class Stream:
    """A stream that is open, and what has been read of it."""

    response: httpx.Response
    seen: list[Event] = field(default_factory=list)

    def read(self) -> Iterator[Event]:
        """Each event as it comes."""
        fields: dict[str, str] = {}
        for line in self.response.iter_lines():
            if line:
                name, _, value = line.partition(": ")
                assert name in ("event", "data", "id", "retry", ""), line
                fields[name] = value
                continue
            event = Event(
                fields.get("event", ""),
                fields.get("data", ""),
                fields.get("id", ""),
                fields.get("retry", ""),
            )
            self.seen.append(event)
            fields = {}
            yield event
        assert not fields, "the stream broke off in an event"


@contextmanager
def streaming(
    http: httpx.Client, session_id: str | None, message: str, **headers: str
) -> Iterator[Stream]:
    """Ask; the connection is dropped when the block ends before the stream does."""
    named = {} if session_id is None else {"session-id": session_id}
    with http.stream(
        "POST", "/chat/stream", json={"mensaje": message}, headers=named | headers
    ) as response:
        assert response.status_code == 200, response.read()
        yield Stream(response)


def whole(http: httpx.Client, session_id: str | None, message: str, **headers: str) -> list[Event]:
    """All events of a message, comments left out."""
    with streaming(http, session_id, message, **headers) as stream:
        return [event for event in stream.read() if event.name]


def reply_in(events: list[Event]) -> str:
    """The reply put together from its pieces."""
    return "".join(event.json["texto"] for event in events if event.name == "respuesta")
