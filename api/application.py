"""The service's composition root: what it opens, its routes and its handlers, put together."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from anyio.to_thread import current_default_thread_limiter, run_sync
from fastapi import FastAPI

from api import chat, clients, health, history
from api.access import Gate, gate_from_environment
from api.access.roles import refuse_unguarded
from api.description import DESCRIPTION, DescribedAPI
from api.failures import install_handlers
from graph.assembly import Assistant, open_from_environment

THREADS = 128
"""Requests that may block at once, so that slow models do not starve the other routes."""


def create_app(
    opening: Callable[[], Assistant] = open_from_environment,
    guarding: Callable[[Assistant], Gate] = gate_from_environment,
) -> FastAPI:
    """The service. `opening` runs in a thread at start; what it opens is closed at the end.

    `guarding` says who may enter. Raises `Unguarded` when a route does not say who may call it.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = THREADS
        assistant = await run_sync(opening)
        app.state.assistant = assistant
        try:
            app.state.gate = await run_sync(guarding, assistant)
            yield
        finally:
            await run_sync(assistant.close)

    app = DescribedAPI(
        title="Recepcionista",
        version="1",
        description=DESCRIPTION,
        lifespan=lifespan,
        redirect_slashes=False,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
    )
    for room in (chat, history, clients, health):
        app.include_router(room.router)
    refuse_unguarded(app.routes)
    install_handlers(app)
    return app
