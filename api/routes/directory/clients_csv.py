"""GET /clientes.csv: the clients of a search as a file for spreadsheets."""

from collections.abc import Iterator
from itertools import chain
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from api.access.roles import READ
from api.edge.bodies import BoundedRoute
from api.problems.responses import documented
from api.routes.dependencies import OpenAssistant
from api.schemas.client_table import DISPOSITION, TABLE, heading, rows
from api.schemas.clients import ClientFilters
from graph.assembly import Assistant
from tools.directory.filters import Filters
from tools.directory.walk import walk_clients

router = APIRouter(route_class=BoundedRoute, tags=["Clientes"])


class CSV(StreamingResponse):
    """A file that is sent while the database is being read."""

    media_type = "text/csv"


@router.get(
    "/clientes.csv",
    dependencies=[Depends(READ)],
    summary="Descargar clientes",
    response_class=CSV,
    response_description="Todos los clientes encontrados, en CSV",
    responses={200: TABLE, **documented(413, 422, 503)},
)
def download_clients(assistant: OpenAssistant, search: Annotated[ClientFilters, Query()]) -> CSV:
    """Todos los clientes que cumplen los filtros, en el orden en que se crearon, como archivo.

    Las fechas, en la zona horaria del servicio.

    CSV para Excel en español: UTF-8 con BOM, separado por punto y coma, comillas según RFC 4180.
    Una celda que empieza por `=`, `+`, `-`, `@`, tabulador o salto de línea lleva delante un
    apóstrofo, para que ninguna hoja de cálculo la tome por una fórmula.
    """
    parts = _parts(assistant, search.filters)
    begun = next(parts)  # before the response starts, an outage still becomes a problem
    return CSV(chain([begun], parts), headers={"Content-Disposition": DISPOSITION})


def _parts(assistant: Assistant, filters: Filters) -> Iterator[str]:
    stretches = walk_clients(assistant.database, filters)
    yield heading() + rows(next(stretches), assistant.timezone)
    for clients in stretches:
        if clients:
            yield rows(clients, assistant.timezone)
