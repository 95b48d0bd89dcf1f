"""GET /yo: who calls, and what the credential permits."""

from fastapi import APIRouter, Depends

from api.access.principal import ROLES
from api.access.roles import READ, Caller
from api.edge.bodies import BoundedRoute
from api.problems.responses import documented
from api.schemas.sessions import CallerRecord

router = APIRouter(route_class=BoundedRoute, tags=["Servicio"])


@router.get(
    "/yo",
    dependencies=[Depends(READ)],
    summary="Ver quién llama",
    response_description="El titular y sus roles",
    responses=documented(413, 503),
)
async def caller(caller: Caller) -> CallerRecord:
    """De quién es la clave o el token de la petición, y qué le permite."""
    roles = [role for role in ROLES if role in caller.roles]
    return CallerRecord(owner=caller.owner, roles=roles)
