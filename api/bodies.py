"""Request bodies: too large ones are refused before they are in memory, unreadable ones named.

This belongs to our routes and not to the application: one that carries other routes beside ours
(LangGraph's server) keeps its own limits there.
"""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

MAX_BODY = 64 * 1024
"""Bytes; the longest message is 48,000 of them when every character is an escaped pair."""


class BoundedRoute(APIRoute):
    """A route that answers 413 to a body over `MAX_BODY`, announced or not."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's own handler, behind the limit."""
        handle = super().get_route_handler()

        async def bounded(request: Request) -> Response:
            if _announced(request) > MAX_BODY:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            try:
                return await handle(Request(request.scope, _counted(request.receive)))
            except HTTPException as error:
                if error.status_code == HTTPStatus.BAD_REQUEST:  # bytes that are no text, say
                    raise RequestValidationError(
                        [{"type": "json_invalid", "loc": ("body",)}]
                    ) from error
                raise

        return bounded


def _announced(request: Request) -> int:
    try:
        return int(request.headers.get("content-length", "0"))
    except ValueError:
        return 0


def _counted(receive: Receive) -> Receive:
    total = 0

    async def counted() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > MAX_BODY:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return message

    return counted
