"""Writes to one client: change, delete, merge, take back; and its history."""

from fastapi import APIRouter, Depends, Response, status

from api.access.errors import Forbidden
from api.access.roles import ADMIN, READ, WRITE, Caller
from api.edge.bodies import BoundedRoute
from api.problems.responses import documented
from api.routes.dependencies import OpenAssistant, Owner, Writer
from api.routes.directory.versions import (
    ETAG,
    ClientId,
    IfMatch,
    etag,
    required_version,
    seen_version,
    tagged,
)
from api.schemas.changes import ChangedClient, ClientHistory, Merge, TakenBack
from api.schemas.clients import ClientRecord
from tools.directory import changes, undoing
from tools.errors import NoSuchClient

router = APIRouter(route_class=BoundedRoute, prefix="/clientes/{id}", tags=["Clientes"])


@router.patch(
    "",
    dependencies=[Depends(WRITE)],
    summary="Corregir un cliente",
    response_description="El cliente, ya corregido",
    responses={200: ETAG, **documented(404, 408, 409, 412, 413, 422, 428, 503)},
)
def change_client(
    assistant: OpenAssistant,
    client_id: ClientId,
    new: ChangedClient,
    writer: Writer,
    response: Response,
    condition: IfMatch = None,
) -> ClientRecord:
    """Cambia el nombre, el email o los dos, si el cliente sigue como dice `If-Match`."""
    with assistant.database.write() as transaction:
        client = changes.change_client(
            transaction,
            client_id,
            version=required_version(condition),
            name=new.name,
            email=new.email,
            at=assistant.now(),
            origin=writer,
        )
    return tagged(response, client)


@router.delete(
    "",
    dependencies=[Depends(ADMIN)],
    summary="Borrar un cliente",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="Borrado",
    responses={204: ETAG, **documented(404, 412, 413, 422, 503)},
)
def delete_client(
    assistant: OpenAssistant,
    client_id: ClientId,
    writer: Writer,
    response: Response,
    condition: IfMatch = None,
) -> None:
    """Borra un cliente del directorio. Las conversaciones que lo nombran no cambian.

    Durante `CLIENT_TRASH_DAYS` días se puede deshacer, con el ETag de la respuesta.
    """
    with assistant.database.write() as transaction:
        client = changes.remove_client(
            transaction,
            client_id,
            version=seen_version(condition),
            at=assistant.now(),
            origin=writer,
        )
    response.headers["ETag"] = etag(client.version + 1)


@router.get(
    "/cambios",
    dependencies=[Depends(READ)],
    summary="Ver la historia de un cliente",
    response_description="Sus cambios, el último primero",
    responses={200: ETAG, **documented(404, 413, 422, 503)},
)
def client_history(
    assistant: OpenAssistant, client_id: ClientId, owner: Owner, response: Response
) -> ClientHistory:
    """Quién creó, cambió, borró o recuperó el cliente, cuándo, y qué había antes.

    También de un cliente borrado, mientras se puede deshacer. De las conversaciones, solo se
    nombran las de quien pregunta.
    """
    with assistant.database.read() as transaction:
        known = changes.changes_of(transaction, client_id)
    if not known:
        raise NoSuchClient(client_id)
    response.headers["ETag"] = etag(known[0].entry.version)
    return ClientHistory.of_changes(known, owner)


@router.post(
    "/deshacer",
    dependencies=[Depends(WRITE)],
    summary="Deshacer lo último que se hizo con un cliente",
    response_description="Lo que se ha deshecho",
    responses={200: ETAG, **documented(404, 409, 412, 413, 422, 428, 503)},
)
def undo_last(
    assistant: OpenAssistant,
    client_id: ClientId,
    writer: Writer,
    caller: Caller,
    response: Response,
    condition: IfMatch = None,
) -> TakenBack:
    """Deshace el último cambio, borrado, unión o alta, una sola vez.

    Deshacer un alta borra el cliente: sin el rol admin, solo puede quien lo dio de alta.
    """
    version = required_version(condition)
    with assistant.database.write() as transaction:
        undone = undoing.undo_last(
            transaction, client_id, version=version, at=assistant.now(), origin=writer
        )
        if undone.after is None and "admin" not in caller.roles:
            created = changes.changes_of(transaction, client_id)[-1].entry.origin
            if (created.owner, created.credential) != (writer.owner, writer.credential):
                raise Forbidden("Hace falta el rol admin para deshacer un alta de otra persona.")
    response.headers["ETag"] = etag(undone.version)
    return TakenBack.of_undone(undone)


@router.post(
    "/unir",
    dependencies=[Depends(ADMIN)],
    summary="Unir dos clientes que son el mismo",
    response_description="El cliente que queda",
    responses={200: ETAG, **documented(404, 408, 412, 413, 422, 428, 503)},
)
def merge_clients(
    assistant: OpenAssistant,
    client_id: ClientId,
    merge: Merge,
    writer: Writer,
    response: Response,
    condition: IfMatch = None,
) -> ClientRecord:
    """Este cliente queda como está, y el otro se borra. Se deshace de una vez."""
    with assistant.database.write() as transaction:
        client = changes.merge_clients(
            transaction,
            client_id,
            merge.other,
            version=required_version(condition),
            at=assistant.now(),
            origin=writer,
        )
    return tagged(response, client)
