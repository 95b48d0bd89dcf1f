"""The index of the routes, liveness and readiness."""

import asyncio
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from api.edge.bodies import BoundedRoute
from api.problems.responses import documented
from api.routes.dependencies import OpenAssistant
from api.schemas.base import with_example

router = APIRouter(route_class=BoundedRoute, tags=["Servicio"])
MESSAGE = "API Multi-Agente con Memoria Persistente"


class Index(BaseModel):
    """Qué es este servicio y qué rutas tiene."""

    model_config = with_example({"message": MESSAGE, "endpoints": {"POST /chat": "Enviar mensaje"}})

    message: str
    endpoints: dict[str, str]


class Health(BaseModel):
    """El proceso responde."""

    model_config = with_example({"status": "ok"})

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """El servicio puede atender."""

    model_config = with_example({"status": "ready", "understanding": "offline"})

    status: Literal["ready"] = "ready"
    understanding: str


@router.get(
    "/",
    summary="Ver las rutas",
    response_description="Las rutas",
    responses=documented(413),
)
def index(request: Request, response: Response) -> Index:
    """Qué es este servicio y qué rutas tiene."""
    response.headers["Vary"] = "Accept"  # a browser gets the page here
    paths = request.app.openapi()["paths"]
    endpoints = {
        f"{method.upper()} {path}": operation["summary"]
        for path, operations in paths.items()
        for method, operation in operations.items()
    }
    return Index(message=MESSAGE, endpoints=endpoints)


@router.get(
    "/healthz",
    summary="Ver si vive",
    response_description="Vive",
    responses=documented(413),
)
async def healthz() -> Health:
    """Responde mientras el proceso viva, también con todos los hilos ocupados."""
    return Health()


@router.get(
    "/readyz",
    summary="Ver si puede atender",
    response_description="Puede atender",
    responses=documented(413, 503),
)
async def readyz(request: Request, assistant: OpenAssistant) -> Readiness:
    """Comprueba que las dos bases de datos se dejan leer y escribir."""
    state = request.app.state
    check: asyncio.Task[None] | None = getattr(state, "check", None)
    if check is None or check.done():  # one at a time: anybody may ask, and it writes
        check = state.check = asyncio.create_task(asyncio.to_thread(assistant.check))
    await asyncio.wait({check})
    check.result()
    return Readiness(understanding=assistant.understanding)
