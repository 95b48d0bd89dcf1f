"""Gauges of what is in the business database now."""

import time
from collections.abc import Callable, Iterator

from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from tools.database.engine import Database
from tools.errors import DatabaseUnavailable
from tools.overview import Totals, totals

PREFIX = "recepcionista"
EVERY = 30.0
"""Seconds after which sessions and clients are counted again: in large tables it takes a while."""


class Present(Collector):
    """Counts sessions and clients when metrics are shown, if it is time to."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` is in seconds."""
        self._database, self._clock = database, clock
        self._totals: Totals | None = None
        self._due = 0.0

    def collect(self) -> Iterator[Metric]:
        """See `Collector.collect`; without the database only that it is unavailable."""
        if self._totals is None or self._clock() >= self._due:
            self._totals, self._due = self._counted(), self._clock() + EVERY
        found = self._totals
        yield _gauge("database_up", "Whether the database can be read.", int(found is not None))
        if found:
            yield _gauge("sessions", "Sessions, deleted ones left out.", found.sessions)
            yield _gauge("clients", "Clients in the directory.", found.clients)

    def _counted(self) -> Totals | None:
        try:
            with self._database.read() as transaction:
                return totals(transaction)
        except DatabaseUnavailable:
            return None


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"{PREFIX}_{name}", meaning, value=value)
