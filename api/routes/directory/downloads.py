"""GET /clientes.csv and /clientes.vcf: the clients of a search as files."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from api.access.roles import READ
from api.edge.bodies import BoundedRoute
from api.problems.responses import documented
from api.routes.dependencies import OpenAssistant
from api.schemas import client_cards, client_table
from api.schemas.clients import ClientFilters
from graph.assembly import Assistant
from tools.directory.clients import Client
from tools.directory.walk import walk_clients

router = APIRouter(route_class=BoundedRoute, tags=["Clientes"])
Write = Callable[[Iterable[Client], ZoneInfo], str]


class CSV(StreamingResponse):
    """A file that is sent while the database is being read."""

    media_type = "text/csv"


class Cards(StreamingResponse):
    """Contacts, sent while the database is being read."""

    media_type = "text/vcard"


@router.get(
    "/clientes.csv",
    dependencies=[Depends(READ)],
    summary="Descargar clientes",
    response_class=CSV,
    response_description="Todos los clientes encontrados, en CSV",
    responses={200: client_table.TABLE, **documented(413, 422, 503)},
)
def download_clients(assistant: OpenAssistant, search: Annotated[ClientFilters, Query()]) -> CSV:
    """Todos los clientes que cumplen los filtros, en el orden que se pida, como archivo.

    Las fechas, en la zona horaria del servicio.

    CSV para Excel en español: UTF-8 con BOM, separado por punto y coma, comillas según RFC 4180.
    Una celda que empieza por `=`, `+`, `-`, `@`, tabulador o salto de línea lleva delante un
    apóstrofo, para que ninguna hoja de cálculo la tome por una fórmula.
    """
    parts = _parts(assistant, search, client_table.rows, client_table.heading())
    return CSV(parts, headers={"Content-Disposition": client_table.DISPOSITION})


@router.get(
    "/clientes.vcf",
    dependencies=[Depends(READ)],
    summary="Descargar clientes como contactos",
    response_class=Cards,
    response_description="Todos los clientes encontrados, en vCard",
    responses={200: client_cards.CARDS, **documented(413, 422, 503)},
)
def download_cards(assistant: OpenAssistant, search: Annotated[ClientFilters, Query()]) -> Cards:
    """Los mismos clientes que en `/clientes.csv`, como contactos para una agenda: vCard 3.0."""
    parts = _parts(assistant, search, client_cards.cards)
    return Cards(parts, headers={"Content-Disposition": client_cards.DISPOSITION})


def _parts(
    assistant: Assistant, search: ClientFilters, write: Write, heading: str = ""
) -> Iterator[str]:
    """The first part is read at once, so that an outage still becomes a problem."""
    stretches = walk_clients(
        assistant.database,
        search.filters(assistant.timezone),
        newest_first=search.newest_first,
        by_name=search.by_name,
    )
    parts = (write(clients, assistant.timezone) for clients in stretches)
    begun = heading + next(parts)
    return chain([begun], filter(None, parts))
