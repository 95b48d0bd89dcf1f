"""The client directory as a resource: search, read, create."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response, status

from api.access.roles import READ, WRITE, Caller
from api.edge.bodies import BoundedRoute
from api.problems.responses import documented
from api.routes.dependencies import OpenAssistant, Writer
from api.routes.directory.versions import ALLOW, ETAG, ClientId, allowed, tagged
from api.schemas.base import with_header
from api.schemas.clients import ClientPage, ClientRecord, ClientSearch, NewClient
from tools.directory import clients as directory
from tools.directory.duplicates import likely_duplicates, meant_domain
from tools.errors import NoSuchClient

router = APIRouter(route_class=BoundedRoute, prefix="/clientes", tags=["Clientes"])
LOCATION = with_header(
    "Location", "La ruta del cliente creado.", type="string", format="uri-reference"
)
KNOWN = {"headers": ETAG["headers"] | ALLOW["headers"]}
LIKE = with_header(
    "Posibles-Duplicados",
    "Ids de clientes que se le parecen.",
    type="string",
    pattern=r"^\d+(, \d+)*$",
)
MEANT = with_header(
    "Dominio-Probable", "El dominio conocido que quizá se quiso escribir.", type="string"
)
CREATED = {
    "headers": {n: h for each in (LOCATION, ETAG, LIKE, MEANT) for n, h in each["headers"].items()}
}


@router.get(
    "",
    dependencies=[Depends(READ)],
    summary="Buscar clientes",
    response_description="Una página de clientes",
    responses={200: ALLOW, **documented(413, 422, 503)},
)
def search_clients(
    assistant: OpenAssistant,
    search: Annotated[ClientSearch, Query()],
    caller: Caller,
    response: Response,
) -> ClientPage:
    """Los clientes que cumplen todos los filtros, por páginas, en el orden que se pida."""
    with assistant.database.read() as transaction:
        found = directory.find_clients(
            transaction,
            search.filters(assistant.timezone),
            newest_first=search.newest_first,
            by_name=search.by_name,
            limit=search.limit,
            cursor=search.place,
        )
    response.headers.update(allowed(caller, POST="write"))
    return search.page(found)


@router.get(
    "/{id}",
    dependencies=[Depends(READ)],
    summary="Ver un cliente",
    response_description="El cliente",
    responses={
        200: {"headers": ETAG["headers"] | ALLOW["headers"]},
        **documented(404, 413, 422, 503),
    },
)
def get_client(
    assistant: OpenAssistant, client_id: ClientId, caller: Caller, response: Response
) -> ClientRecord:
    """Un cliente por su id. Su ETag es la condición con la que se puede cambiar."""
    with assistant.database.read() as transaction:
        client = directory.get_client(transaction, client_id)
    if client is None:
        raise NoSuchClient(client_id)
    response.headers.update(allowed(caller, PATCH="write", DELETE="admin"))
    return tagged(response, client)


@router.post(
    "",
    dependencies=[Depends(WRITE)],
    summary="Crear un cliente",
    status_code=status.HTTP_201_CREATED,
    response_description="El cliente creado",
    responses={201: CREATED, **documented(408, 409, 413, 422, 503)},
)
def create_client(
    request: Request,
    assistant: OpenAssistant,
    new: NewClient,
    response: Response,
    writer: Writer,
) -> ClientRecord:
    """Crea un cliente. El email es único, sin distinguir mayúsculas.

    Si se parece a otros, con el mismo nombre o a una letra de ellos, los nombra una cabecera.
    """
    with assistant.database.write() as transaction:
        client = directory.create_client(
            transaction, name=new.name, email=new.email, created=assistant.now(), origin=writer
        )
        like = likely_duplicates(transaction, client)
    if like:
        response.headers["Posibles-Duplicados"] = ", ".join(str(each.id) for each in like)
    if domain := meant_domain(client.email):
        response.headers["Dominio-Probable"] = domain
    prefix = request.scope.get("root_path", "")
    response.headers["Location"] = f"{prefix}/clientes/{client.id}"
    return tagged(response, client)
