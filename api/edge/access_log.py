"""The access log: method, route, status and duration of each request, none of its contents.

A session id is logged as a short keyed hash; the key is random at each start, never stored.
"""

import logging
import time
from hashlib import blake2s

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.schemas.wire import SESSION_HEADER

KNOWN = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}
NONE = "-"

logger = logging.getLogger(__name__)


class AccessLog:
    """Middleware that logs each request at INFO after its response."""

    def __init__(self, app: ASGIApp, key: bytes) -> None:
        """Wrap the application `app`."""
        self._app, self._key = app, key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and log it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, started = 500, time.perf_counter()

        async def send_noting_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_noting_status)
        finally:
            self._log(scope, status, time.perf_counter() - started)

    def _log(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in KNOWN else NONE
        route = getattr(scope.get("route"), "path", NONE)
        milliseconds, session = round(seconds * 1000, 1), self._hash(_session(scope))
        line = "%s %s %d %.1f ms session=%s"
        fields = {
            "method": method,
            "route": route,
            "status": status,
            "milliseconds": milliseconds,
            "session": session,
        }
        logger.info(line, *fields.values(), extra={"fields": fields})

    def _hash(self, session: str) -> str:
        if not session:
            return NONE
        return blake2s(session.encode(), digest_size=4, key=self._key).hexdigest()


def _session(scope: Scope) -> str:
    """The session id of the request, unvalidated; empty without one."""
    named = scope.get("path_params", {}).get("session_id")
    return named or Headers(scope=scope).get(SESSION_HEADER, "")
