"""The telemetry of one service: its metrics always, its traces where they are asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from api.command_errors import CommandError
from api.edge.telemetry.metrics import Metrics
from graph.understanding.observer import Observer, Observers
from tools.database.engine import Database

if TYPE_CHECKING:
    from api.edge.telemetry.traces import Traces

NEEDS_PACKAGES = (
    "an OTEL_ variable asks for traces, whose packages are not installed:"
    " `pip install 'recepcionista[otel]'`"
)


@dataclass(frozen=True)
class Telemetry:
    """Where the service tells of its work."""

    metrics: Metrics
    traces: "Traces | None" = None

    @property
    def observer(self) -> Observer:
        """Metrics and traces as one."""
        return Observers([self.metrics, self.traces]) if self.traces else self.metrics

    def watch(self, database: Database) -> None:
        """See what happens in the database, too."""
        self.metrics.watch(database)
        if self.traces:
            self.traces.watch(database)

    def flush(self) -> None:
        """Send what is not yet sent; the process may end after it."""
        if self.traces:
            self.traces.flush()


def open_telemetry(environment: Mapping[str, str]) -> Telemetry:
    """As the variables of OpenTelemetry say. Raises `CommandError` when they cannot be followed."""
    if not wants_traces(environment):
        return Telemetry(Metrics())
    try:
        traces = import_module("api.edge.telemetry.traces")
    except ModuleNotFoundError as error:
        raise CommandError(NEEDS_PACKAGES) from error
    return Telemetry(Metrics(), traces.open_traces(environment))


def wants_traces(environment: Mapping[str, str]) -> bool:
    """Whether the variables name a place for traces, and do not forbid them."""
    exporter = environment.get("OTEL_TRACES_EXPORTER", "").strip().lower()
    forbidden = environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
    named = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
    wanted = bool(exporter) or any(environment.get(name, "").strip() for name in named)
    return wanted and exporter != "none" and not forbidden
