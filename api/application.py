"""The FastAPI application: its routes, middleware, error handlers and lifespan."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from anyio.to_thread import current_default_thread_limiter, run_sync
from fastapi import Depends, FastAPI

from api.access.roles import admitted, refuse_unguarded
from api.assembly import Service, service_from_environment
from api.edge.imports import Imports
from api.edge.middleware import Middleware
from api.edge.rates.rates import Rates, limited
from api.edge.session_queue import SessionQueue
from api.problems.handlers import install_handlers
from api.problems.responses import documented
from api.routes import (
    caller,
    chat,
    history,
    overview,
    session_export,
    sessions,
    stream,
    studio,
)
from api.routes.background import BackgroundTurns
from api.routes.directory import changes, clients, downloads, imports
from api.routes.probes import health, metrics
from api.web import docs
from api.web.openapi import DESCRIPTION, DescribedAPI
from api.web.page import page_routes

THREADS = 128
"""Worker threads of the routes without a turn; some wait for the database's writer."""
GUARDED = (
    *(chat, stream, history, sessions, session_export, downloads, clients, changes, imports),
    *(overview, caller, metrics),
)
"""The routes to people's data, and to numbers of them."""
ENTRY = (Depends(admitted), Depends(limited))
"""The dependencies of each of them, in this order: authentication, then the rate limit."""


def create_app(opening: Callable[[], Service] = service_from_environment) -> FastAPI:
    """The application. `opening` runs in a thread when it starts; the service closes when it ends.

    Raises `Unguarded` when a route neither declares a role nor is public.
    """
    app = DescribedAPI(
        title="Recepcionista",
        version="1",
        description=DESCRIPTION,
        lifespan=partial(_lifespan, opening),
        generate_unique_id_function=lambda route: route.name,
        redirect_slashes=False,
        routes=page_routes(),
        openapi_url=None,
    )
    app.add_middleware(Middleware)
    for module in GUARDED:
        app.include_router(module.router, dependencies=ENTRY, responses=documented(429))
    for module in (health, docs):
        app.include_router(module.router)
    refuse_unguarded(app.routes)
    install_handlers(app)
    return app


def create_studio_app(opening: Callable[[], Service] = service_from_environment) -> FastAPI:
    """The application that LangGraph's server adds its routes to, with our gate before them."""
    app = create_app(opening)
    app.add_middleware(studio.StudioGate, ours=tuple(app.routes))
    return app


@asynccontextmanager
async def _lifespan(opening: Callable[[], Service], app: FastAPI) -> AsyncIterator[None]:
    """Opens the service before the first request and closes it after the last background turn."""
    current_default_thread_limiter().total_tokens = THREADS
    async with AsyncExitStack() as stack:
        service = await run_sync(opening)
        stack.push_async_callback(run_sync, service.close)
        app.state.imports = Imports()
        stack.push_async_callback(app.state.imports.ended)
        rates, turns = Rates.of(service.edge, service.line), BackgroundTurns()
        stack.push_async_callback(rates.counter.close)
        stack.push_async_callback(turns.ended)
        app.state.queue = SessionQueue(service.telemetry.observer)
        app.state.telemetry, app.state.observer = service.telemetry, service.telemetry.observer
        stack.push_async_callback(run_sync, service.telemetry.flush)
        app.state.assistant, app.state.gate = service.assistant, service.gate
        app.state.zone = service.assistant.timezone.key
        app.state.edge, app.state.rates, app.state.turns = service.edge, rates, turns
        app.state.log_key = service.log_key
        app.root_path = service.edge.root_path or ""
        service.assistant.start()
        yield
