"""The service's composition root: what it opens, its routes and its handlers, put together."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from anyio.to_thread import current_default_thread_limiter, run_sync
from fastapi import Depends, FastAPI

from api.access import Gate, gate_from_environment
from api.access.roles import admitted, refuse_unguarded
from api.edge.middleware import Middleware
from api.edge.rates import Rates, limited
from api.openapi import DESCRIPTION, DescribedAPI
from api.problems.handlers import install_handlers
from api.problems.responses import documented
from api.routes import chat, clients, health, history, overview, sessions, stream
from api.routes import clients_csv as client_table
from api.routes import session_export as export
from api.routes.background import DetachedTurns
from api.settings import EdgeSettings
from api.web import docs
from api.web.page import page_routes
from graph.assembly import Assistant, open_from_environment

THREADS = 128
"""Requests that may block at once, so that slow models do not starve the other routes."""
DATA = (chat, stream, history, sessions, export, client_table, clients, overview)
"""The routes to what is somebody's."""
ENTRY = (Depends(admitted), Depends(limited))
"""What every request to them passes, in this order."""


def create_app(
    opening: Callable[[], Assistant] = open_from_environment,
    guarding: Callable[[Assistant], Gate] = gate_from_environment,
    reading: Callable[[], EdgeSettings] = EdgeSettings,
) -> FastAPI:
    """The service. `opening` runs in a thread at start; what it opens is closed at the end.

    `guarding` says who may enter, `reading` gives the settings of the edge. Raises `Unguarded` when
    a route does not say who may call it.
    """
    app = DescribedAPI(
        title="Recepcionista",
        version="1",
        description=DESCRIPTION,
        lifespan=_lifespan(opening, guarding, reading),
        redirect_slashes=False,
        routes=page_routes(),
        openapi_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
    )
    app.add_middleware(Middleware)
    for room in DATA:
        app.include_router(room.router, dependencies=ENTRY, responses=documented(429))
    for room in (health, docs):
        app.include_router(room.router)
    refuse_unguarded(app.routes)
    install_handlers(app)
    return app


def _lifespan(
    opening: Callable[[], Assistant],
    guarding: Callable[[Assistant], Gate],
    reading: Callable[[], EdgeSettings],
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """What is open while the service runs."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = THREADS
        app.state.edge = reading()
        app.state.rates = Rates.of(app.state.edge)
        assistant = await run_sync(opening)
        app.state.assistant, app.state.turns = assistant, DetachedTurns()
        assistant.start()
        try:
            app.state.gate = await run_sync(guarding, assistant)
            yield
        finally:
            await app.state.turns.ended()
            await run_sync(assistant.close)
            await app.state.rates.windows.close()

    return lifespan
