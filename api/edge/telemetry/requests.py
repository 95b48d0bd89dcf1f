"""Middleware that names each request, and tells an observer of it."""

from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.edge.access_log import KNOWN, NONE
from api.edge.telemetry import request_ids
from graph.understanding.observer import Observer

RAW_HEADER = request_ids.HEADER.lower().encode()


class Requests:
    """Around all else of the application: its observer sees the routes that answer."""

    def __init__(self, app: ASGIApp, observer: Observer) -> None:
        """Wrap the application `app`."""
        self._app, self._observer = app, observer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with an id, which its response gets as a header."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = request_ids.begin(headers).encode()
        method = scope["method"] if scope["method"] in KNOWN else NONE
        facts: dict[str, Any] = {"method": method, "status": 500, "headers": headers}

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                facts["status"] = message["status"]
                given = [pair for pair in message["headers"] if pair[0].lower() != RAW_HEADER]
                message["headers"] = [*given, (RAW_HEADER, request_id)]
            await send(message)

        with self._observer.during("request", facts):
            try:
                await self._app(scope, receive, send_named)
            finally:
                facts["route"] = getattr(scope.get("route"), "path", NONE)
