"""The middleware: request ids and telemetry, HEAD, and by settings CORS and the access log."""

from starlette.datastructures import State
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api.edge.access_log import AccessLog
from api.edge.telemetry.request_ids import HEADER as REQUEST_HEADER
from api.edge.telemetry.requests import Requests
from api.schemas.wire import KEY_HEADER, LAST_EVENT_HEADER, REPLAYED_HEADER, SESSION_HEADER
from api.settings import EdgeSettings

METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT")
REQUEST_HEADERS = (
    *("Authorization", "X-API-Key", REQUEST_HEADER),
    *(SESSION_HEADER, KEY_HEADER, LAST_EVENT_HEADER),
)
RESPONSE_HEADERS = (
    *(REPLAYED_HEADER, REQUEST_HEADER, "Content-Disposition", "Location"),
    *("RateLimit", "RateLimit-Policy", "Retry-After"),
)


class HeadAsGet:
    """Answers HEAD as GET; the server, which sees HEAD, leaves the body out.

    FastAPI's routes do not take HEAD, and a route for it would stand in the OpenAPI document.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope.get("method") != "HEAD":
            await self._app(scope, receive, send)
            return
        routed = dict(scope) | {"method": "GET"}
        try:
            await self._app(routed, receive, send)
        finally:
            scope.update(routed | {"method": "HEAD"})  # the access log reads the route


class Middleware:
    """Wraps the routes at the first request: settings are read later than middleware is added."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application `app`."""
        self._app = HeadAsGet(app)
        self._wrapped: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, through the middleware of the settings."""
        if self._wrapped is None and scope["type"] == "http":
            state = scope["app"].state
            started = hasattr(state, "edge")
            self._wrapped = _wrapped_by_settings(self._app, state) if started else self._app
        await (self._wrapped or self._app)(scope, receive, send)


def _wrapped_by_settings(app: ASGIApp, state: State) -> ASGIApp:
    settings: EdgeSettings = state.edge
    if settings.cors_origins:
        app = CORSMiddleware(
            app,
            allow_origins=settings.cors_origins.split(","),
            allow_methods=METHODS,
            allow_headers=REQUEST_HEADERS,
            expose_headers=RESPONSE_HEADERS,
        )
    app = AccessLog(app, state.log_key) if settings.access_log else app
    return Requests(app, state.observer)
