"""A service that is still loading: the page and its liveness at once, all else when it has loaded.

Loading runs in a thread of its own, because importing LangGraph takes longer than all before it.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from secrets import token_bytes
from typing import cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware as Wrapping
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route, request_response
from starlette.types import Receive, Scope, Send

from api.edge.headers import HARDENED
from api.edge.middleware import Middleware
from api.problems.problem import Problem
from api.settings import EdgeSettings
from api.web.page import page_routes
from graph.understanding.observer import NOBODY

PATIENCE = 30.0
"""Seconds for which a request waits until the service has loaded."""
STARTING = Problem(
    503, "starting", "El servicio está arrancando: prueba otra vez.", headers={"Retry-After": "1"}
)


class Starting:
    """The application `load` gives, and until then what does not need it.

    An error of `load` ends the service, and is its `failure`.
    """

    def __init__(
        self,
        load: Callable[[], Starlette],
        *,
        edge: EdgeSettings,
        zone: str,
        failed: Callable[[], None],
    ) -> None:
        """`zone` is the page's; `failed` has the server stop."""
        self._load, self._failed = load, failed
        self._early, self._prefix = _early_app(edge, zone), edge.root_path or ""
        self._decided = asyncio.Event()
        self.app: Starlette | None = None
        self.failure: BaseException | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or wait for the application and have it answer."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        early = {**scope, "root_path": self._prefix}
        if not self.app and not any(r.matches(early)[0] is Match.FULL for r in self._early.routes):
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await self._decided.wait()
        if self.app:
            await self.app(scope, receive, send)
        else:
            await self._early(early, receive, send)

    def stop_models(self) -> None:
        """Fail the calls to the model that are under way."""
        if self.app:
            self.app.state.assistant.stop_models()

    async def _live(self, receive: Receive, send: Send) -> None:
        """Have the application live within the server's life, which begins before it has loaded."""
        await receive()
        await send({"type": "lifespan.startup.complete"})
        stopping = asyncio.create_task(_next(receive))
        serving = asyncio.create_task(self._serve(stopping))
        await asyncio.wait({stopping, serving}, return_when=asyncio.FIRST_COMPLETED)
        if not stopping.done():
            self.failure = serving.exception()
            self._decided.set()
            self._failed()
            await stopping
        elif self.app:
            await serving
        else:
            serving.cancel()
        await send({"type": "lifespan.shutdown.complete"})

    async def _serve(self, stopping: "asyncio.Task[None]") -> None:
        app = await asyncio.to_thread(self._load)
        async with app.router.lifespan_context(app):
            self.app = app
            self._decided.set()
            await asyncio.wait({stopping})


async def _next(receive: Receive) -> None:
    await receive()


def _early_app(edge: EdgeSettings, zone: str) -> Starlette:
    """The routes that need nothing; any other request gets `STARTING`."""
    app = Starlette(
        routes=[*page_routes(), Route("/healthz", _alive), Route("/readyz", _not_ready)],
        middleware=[Wrapping(Middleware)],
        exception_handlers={HTTPException: _refused},
    )
    app.router.default = request_response(_not_ready)
    app.state.edge, app.state.zone = edge, zone
    app.state.log_key, app.state.observer = token_bytes(32), NOBODY
    return app


async def _alive(_request: Request) -> Response:
    return Response('{"status":"ok"}', headers=HARDENED, media_type="application/json")


async def _not_ready(_request: Request) -> Response:
    return STARTING.response()


async def _refused(_request: Request, error: Exception) -> Response:
    """A file that the page does not have, or a method that a route does not."""
    refused = cast(HTTPException, error)
    return Problem(refused.status_code, headers=refused.headers or {}).response()
