"""The client directory as a resource: search, read, create, delete."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request, Response, status

from api.access.roles import ADMIN, READ, WRITE
from api.edge.bodies import BoundedRoute
from api.problems.responses import documented
from api.routes.dependencies import OpenAssistant
from api.schemas.base import with_header
from api.schemas.clients import ClientPage, ClientRecord, ClientSearch, NewClient
from tools.directory import clients as directory

router = APIRouter(route_class=BoundedRoute, prefix="/clientes", tags=["Clientes"])
ClientId = Annotated[
    int, Path(alias="id", ge=1, le=2**63 - 1, description="Id del cliente.", examples=[1])
]
LOCATION = with_header(
    "Location", "La ruta del cliente creado.", type="string", format="uri-reference"
)


@router.get(
    "",
    dependencies=[Depends(READ)],
    summary="Buscar clientes",
    response_description="Una página de clientes",
    responses=documented(413, 422, 503),
)
def search_clients(
    assistant: OpenAssistant, search: Annotated[ClientSearch, Query()]
) -> ClientPage:
    """Los clientes que cumplen todos los filtros, en el orden en que se crearon."""
    with assistant.database.read() as transaction:
        page = directory.find_clients(
            transaction, search.filters, limit=search.limit, cursor=search.cursor
        )
    return ClientPage.of(page)


@router.get(
    "/{id}",
    dependencies=[Depends(READ)],
    summary="Ver un cliente",
    response_description="El cliente",
    responses=documented(404, 413, 422, 503),
)
def get_client(assistant: OpenAssistant, client_id: ClientId) -> ClientRecord:
    """Un cliente por su id."""
    with assistant.database.read() as transaction:
        client = directory.get_client(transaction, client_id)
    if client is None:
        raise _unknown(client_id)
    return ClientRecord.of(client)


@router.post(
    "",
    dependencies=[Depends(WRITE)],
    summary="Crear un cliente",
    status_code=status.HTTP_201_CREATED,
    response_description="El cliente creado",
    responses={201: LOCATION, **documented(408, 409, 413, 422, 503)},
)
def create_client(
    request: Request, assistant: OpenAssistant, new: NewClient, response: Response
) -> ClientRecord:
    """Crea un cliente. El email es único, sin distinguir mayúsculas."""
    with assistant.database.write() as transaction:
        client = directory.create_client(
            transaction, name=new.name, email=new.email, created=assistant.now()
        )
    prefix = request.scope.get("root_path", "")
    response.headers["Location"] = f"{prefix}/clientes/{client.id}"
    return ClientRecord.of(client)


@router.delete(
    "/{id}",
    dependencies=[Depends(ADMIN)],
    summary="Borrar un cliente",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="Borrado",
    responses=documented(404, 413, 422, 503),
)
def delete_client(assistant: OpenAssistant, client_id: ClientId) -> None:
    """Borra un cliente del directorio. Las conversaciones que lo nombran no cambian."""
    with assistant.database.write() as transaction:
        found = directory.delete_client(transaction, client_id)
    if not found:
        raise _unknown(client_id)


def _unknown(client_id: int) -> HTTPException:
    return HTTPException(404, f"No hay ningún cliente con id {client_id}.")
