"""One line per request: what was asked for and how it went, and nothing that the client wrote.

A session is a short keyed hash of its id; the key is the process's and is never stored.
"""

import logging
import secrets
import time
from hashlib import blake2s

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.schemas.wire import SESSION_HEADER

KNOWN = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}
NONE = "-"

logger = logging.getLogger(__name__)


class AccessLog:
    """Middleware that logs each request at INFO when it has been answered."""

    def __init__(self, app: ASGIApp) -> None:
        """`app` is what is watched."""
        self._app = app
        self._key = secrets.token_bytes(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and log it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, started = 500, time.perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            self._log(scope, status, time.perf_counter() - started)

    def _log(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in KNOWN else NONE
        route = getattr(scope.get("route"), "path", NONE)
        line = "%s %s %d %.1f ms session=%s"
        logger.info(line, method, route, status, seconds * 1000, self._hash(_session(scope)))

    def _hash(self, session: str) -> str:
        if not session:
            return NONE
        return blake2s(session.encode(), digest_size=4, key=self._key).hexdigest()


def _session(scope: Scope) -> str:
    """The id that the request names, as it was sent."""
    named = scope.get("path_params", {}).get("session_id")
    return named or Headers(scope=scope).get(SESSION_HEADER, "")
