"""GET /resumen: numbers by day, for charts."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.access.roles import READ
from api.edge.bodies import BoundedRoute
from api.problems.responses import documented
from api.routes.dependencies import OpenAssistant, Owner
from api.schemas.overview import Overview, OverviewSpan
from tools.overview import overview as numbers_by_day

router = APIRouter(route_class=BoundedRoute, tags=["Resumen"])


@router.get(
    "/resumen",
    dependencies=[Depends(READ)],
    summary="Ver los números por día",
    response_description="Los números de cada día",
    responses=documented(413, 422, 503),
)
def overview(
    assistant: OpenAssistant, owner: Owner, span: Annotated[OverviewSpan, Query()]
) -> Overview:
    """Los clientes creados y los mensajes atendidos cada día, hasta hoy, en la zona del servicio.

    De los clientes cuentan todos; de los mensajes, los de sesiones propias que no se han borrado.
    """
    with assistant.database.read() as transaction:
        days = numbers_by_day(
            transaction, owner, last=assistant.today(), days=span.days, zone=assistant.timezone
        )
    return Overview.of(assistant.timezone.key, days)
