"""The class of our routes: limits on request bodies, and security headers on responses.

A route class, and not middleware, because an application may mount other routes beside ours, as
LangGraph's server does, and keeps its own limits there.
"""

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from http import HTTPStatus
from inspect import isasyncgenfunction, iscoroutinefunction
from typing import Any, ClassVar

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from api.edge.headers import hardened

MAX_BODY = 64 * 1024
"""Bytes; the longest message is 48,000 of them when every character is an escaped pair."""
MEBIBYTE = 1024 * 1024
TOO_LARGE = "El cuerpo no puede pasar de {} MiB."


class BoundedRoute(APIRoute):
    """A route that answers 413 to a body over `max_body`, announced or not, 408 to a slow one.

    Bytes that cannot be decoded are 422. Responses have the headers of `hardened`.
    """

    max_body: ClassVar[int] = MAX_BODY
    """Bytes."""
    body_within: ClassVar[float] = 20.0
    """Seconds in which the whole body has to arrive."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        """As FastAPI makes it, but for functions that block, which it hands to a thread twice."""
        super().__init__(path, _in_a_thread(endpoint), **options)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle the request, adding the headers to its response."""

        async def send_hardened(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = hardened(message["headers"], scope)
            await send(message)

        await super().handle(scope, receive, send_hardened)

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


def _in_a_thread(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """The endpoint as a coroutine function.

    Of any other FastAPI also has a thread validate what it returned, which here is valid already.
    """
    if iscoroutinefunction(endpoint) or isasyncgenfunction(endpoint):
        return endpoint

    @wraps(endpoint)
    async def run(**values: Any) -> Any:
        return await run_in_threadpool(endpoint, **values)

    return run


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
