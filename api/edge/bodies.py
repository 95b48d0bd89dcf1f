"""Limits on request bodies: 413 for a large one, 408 for a slow one, 422 for undecodable bytes.

A route class, and not middleware, because an application may mount other routes beside ours, as
LangGraph's server does, and keeps its own limits there.
"""

import asyncio
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any, ClassVar

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from api.edge.headers import HardenedRoute

MAX_BODY = 64 * 1024
"""Bytes; the longest message is 48,000 of them when every character is an escaped pair."""
MEBIBYTE = 1024 * 1024
TOO_LARGE = "El cuerpo no puede pasar de {} MiB."


class BoundedRoute(HardenedRoute):
    """A route that answers 413 to a body over `max_body`, announced or not, 408 to a slow one."""

    max_body: ClassVar[int] = MAX_BODY
    """Bytes."""
    body_within: ClassVar[float] = 20.0
    """Seconds in which the whole body has to arrive."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's own handler, behind the limits."""
        handle = super().get_route_handler()

        async def bounded(request: Request) -> Response:
            if _announced(request) > self.max_body:
                raise _too_large(self.max_body)
            receive = _bounded(request.receive, self.max_body, self.body_within)
            try:
                return await handle(Request(request.scope, receive))
            except HTTPException as error:
                if error.status_code == HTTPStatus.BAD_REQUEST:  # FastAPI could not decode it
                    fault = {"type": "json_invalid", "loc": ("body",)}
                    raise RequestValidationError([fault]) from error
                raise

        return bounded


def _announced(request: Request) -> int:
    try:
        return int(request.headers.get("content-length", "0"))
    except ValueError:
        return 0


def _too_large(most: int) -> HTTPException:
    detail = None if most == MAX_BODY else TOO_LARGE.format(most // MEBIBYTE)
    return HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)


def _bounded(receive: Receive, most: int, within: float) -> Receive:
    total, deadline, complete = 0, asyncio.get_running_loop().time() + within, False

    async def bounded() -> Message:
        nonlocal total, complete
        if complete:  # the next message is the disconnect
            return await receive()
        message = await _in_time(receive, deadline)
        total += len(message.get("body", b""))
        complete = not message.get("more_body", False)
        if total > most:
            raise _too_large(most)
        return message

    return bounded


async def _in_time(receive: Receive, deadline: float) -> Message:
    try:
        async with asyncio.timeout_at(deadline):
            return await receive()
    except TimeoutError as error:
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, headers={"Connection": "close"}) from error
