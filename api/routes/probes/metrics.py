"""GET /metrics: the service's metrics for Prometheus."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import PlainTextResponse

from api.access.roles import METRICS
from api.edge.bodies import BoundedRoute
from api.edge.telemetry.metrics import MEDIA_TYPE
from api.edge.telemetry.telemetry import Telemetry
from api.problems.responses import documented

router = APIRouter(route_class=BoundedRoute, tags=["Servicio"])


class Exposition(PlainTextResponse):
    """Prometheus's text format."""

    media_type = MEDIA_TYPE


@router.get(
    "/metrics",
    dependencies=[Depends(METRICS)],
    summary="Ver las métricas",
    response_class=Exposition,
    response_description="Las métricas, en el formato de texto de Prometheus",
    responses=documented(413),
)
def metrics(request: Request) -> Exposition:
    """Las métricas de todos los procesos del servicio, sin ids ni nada de lo que se ha dicho.

    Las sesiones y los clientes se cuentan como mucho cada 30 segundos.
    """
    telemetry: Telemetry = request.app.state.telemetry
    return Exposition(telemetry.metrics.exposition())
