"""Prometheus metrics of the service. Labels are a few fixed words: no ids, no contents."""

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector

from api.edge.telemetry.present import PREFIX, Present
from api.edge.telemetry.processes import are_shared
from graph.understanding.observer import NOTHING, Event, Work
from tools.database.engine import Database

MEDIA_TYPE = CONTENT_TYPE_PLAIN_0_0_4
QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
"""Upper bounds in seconds: of a turn by the rules to one that waits for its session or a model."""
STAGES: tuple[Work, ...] = ("wait", "lock", "memory", "understand", "commit")
UNREADABLE = "Unreadable"
"""A model's answer of which nothing can be read."""


class _Timed:
    """Work whose end is told; a class, because a generator would cost twice as much."""

    __slots__ = ("_began", "_ended", "_facts", "_work")

    def __init__(
        self,
        ended: Callable[[Work, Mapping[str, Any], float, Exception | None], None],
        work: Work,
        facts: Mapping[str, Any],
    ) -> None:
        self._ended, self._work, self._facts = ended, work, facts

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        failure = error if isinstance(error, Exception) else None
        self._ended(self._work, self._facts, time.perf_counter() - self._began, failure)


class Metrics:
    """An observer that counts and times."""

    def __init__(self) -> None:
        """All counters at zero; what other processes of the service count is added when shown."""
        disable_created_metrics()
        self._are_shared = are_shared()
        self._registry, self._present = CollectorRegistry(), CollectorRegistry()
        if not self._are_shared:
            ProcessCollector(registry=self._registry)
        self._events = {
            "turn": self._counter("turns", "Turns.", "decision", "outcome"),
            "action": self._counter("actions", "What turns did.", "action", "outcome"),
            "proposal": self._counter("proposals", "Clients proposed, and answers.", "outcome"),
            "conflict": self._counter("turn_conflicts", "Turns begun again: another was first."),
            "rebuild": self._counter("memory_rebuilds", "Memory read from the transcript."),
            "fallback": self._counter("model_fallbacks", "Done without the model.", "operation"),
        }
        self._requests = self._counter(
            "http_requests", "Requests that were answered.", "method", "route", "status"
        )
        self._calls = self._counter("model_calls", "Calls to the model.", "operation", "outcome")
        self._tokens = self._counter("model_tokens", "As its server counts.", "direction")
        self._seconds = {
            "request": self._histogram("http_request", "A request.", "method", "route"),
            "turn": self._histogram("turn", "A turn, without its wait."),
            "model": self._histogram("model_call", "A call, retries included.", "operation"),
        }
        stages = self._histogram("turn_stage", "A part of a turn.", "stage")
        self._stages = {stage: stages.labels(stage) for stage in STAGES}
        self._connections = Gauge(
            f"{PREFIX}_database_connections",
            "Connections of the pool that are in use.",
            registry=self._registry,
            multiprocess_mode="livesum",
        )

    def during(
        self, work: Work, facts: Mapping[str, Any] = NOTHING, /
    ) -> AbstractContextManager[object]:
        """See `Observer.during`."""
        return _Timed(self._ended, work, facts)

    def happened(self, event: Event, /, **facts: str) -> None:
        """See `Observer.happened`."""
        counter = self._events[event]
        (counter.labels(**facts) if facts else counter).inc()

    def watch(self, database: Database) -> None:
        """Show what is in the database, and the connections of its pool that are in use."""
        self._present = CollectorRegistry()
        self._present.register(Present(database))
        database.listen("checkout", lambda *_: self._connections.inc())
        database.listen("checkin", lambda *_: self._connections.dec())

    def exposition(self) -> bytes:
        """All of it, in Prometheus's text format, the sum over the processes."""
        registry = self._registry
        if self._are_shared:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)
        return generate_latest(registry) + generate_latest(self._present)

    def _ended(
        self, work: Work, facts: Mapping[str, Any], seconds: float, failure: Exception | None
    ) -> None:
        if stage := self._stages.get(work):
            stage.observe(seconds)
        elif work == "turn":
            self._seconds["turn"].observe(seconds)
        if failure and work in ("turn", "wait"):
            self.happened("turn", decision="none", outcome=type(failure).__name__)
        if work == "request":
            method, route = facts["method"], facts["route"]
            self._seconds["request"].labels(method, route).observe(seconds)
            self._requests.labels(method, route, facts["status"]).inc()
        if work == "model":
            self._called(facts, seconds, failure)

    def _called(self, facts: Mapping[str, Any], seconds: float, failure: Exception | None) -> None:
        operation, answer = facts["operation"], facts.get("answer")
        reason = type(failure.__cause__).__name__ if failure and failure.__cause__ else UNREADABLE
        self._seconds["model"].labels(operation).observe(seconds)
        self._calls.labels(operation, reason if failure else "answered").inc()
        for direction, tokens in ((answer and answer.usage_metadata) or {}).items():
            if direction in ("input_tokens", "output_tokens"):
                self._tokens.labels(direction.removesuffix("_tokens")).inc(tokens)

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(f"{PREFIX}_{name}_total", meaning, labels, registry=self._registry)

    def _histogram(self, name: str, meaning: str, *labels: str) -> Histogram:
        name = f"{PREFIX}_{name}_seconds"
        return Histogram(name, meaning, labels, registry=self._registry, buckets=QUICK)
