"""What stands around all routes, as the settings say: the access log, and other origins' pages."""

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api.edge.access_log import AccessLog
from api.schemas.wire import KEY_HEADER, REPLAYED_HEADER, SESSION_HEADER
from api.settings import EdgeSettings

METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT")
ASKED = ("Authorization", "X-API-Key", SESSION_HEADER, KEY_HEADER)
TOLD = (REPLAYED_HEADER, "Location", "RateLimit", "RateLimit-Policy", "Retry-After")


class Middleware:
    """Middleware that is put together at the first request, when the settings have been read."""

    def __init__(self, app: ASGIApp) -> None:
        """`app` is what stands inside."""
        self._app = app
        self._around: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, through what the settings ask for."""
        if self._around is None and scope["type"] == "http":
            settings = getattr(scope["app"].state, "edge", None)  # None: it was not started
            self._around = _around(self._app, settings) if settings else self._app
        await (self._around or self._app)(scope, receive, send)


def _around(app: ASGIApp, settings: EdgeSettings) -> ASGIApp:
    if settings.cors_origins:
        app = CORSMiddleware(
            app,
            allow_origins=settings.cors_origins.split(","),
            allow_methods=METHODS,
            allow_headers=ASKED,
            expose_headers=TOLD,
        )
    return AccessLog(app) if settings.access_log else app
