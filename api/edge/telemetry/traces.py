"""OpenTelemetry traces, with the packages of the extra `otel`; nothing imports it without need.

A span has no message, no id of a person and no session id; a conversation is a keyed hash, whose
key is drawn when the service starts and stored nowhere.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from hashlib import blake2s
from typing import Any

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.propagate import extract
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import (
    BatchSpanProcessor,
    ConsoleSpanExporter,
    SpanExporter,
)
from opentelemetry.trace import SpanKind, Status, StatusCode, get_current_span

from api.command_errors import CommandError
from api.edge.telemetry.attributes import attributes_of, name_of
from graph.understanding.observer import NOTHING, Event, Work
from tools.database.engine import Database

NAME = "recepcionista"
CAPTURE = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"
CAPTURED = ("true", "span_only", "span_and_event")
EXPORTERS: dict[str, type[SpanExporter]] = {
    "otlp": OTLPSpanExporter,
    "console": ConsoleSpanExporter,
}
KINDS: dict[Work, SpanKind] = {
    "request": SpanKind.SERVER,
    "model": SpanKind.CLIENT,
    "statement": SpanKind.CLIENT,
}
ERROR = Status(StatusCode.ERROR)


class Traces:
    """An observer that makes a span of each piece of work."""

    def __init__(self, provider: TracerProvider, *, contents: bool = False) -> None:
        """`contents`: whether spans of model calls have the messages, too."""
        self._provider, self._tracer = provider, provider.get_tracer(NAME)
        self._contents, self._key = contents, secrets.token_bytes(32)

    @contextmanager
    def during(self, work: Work, facts: Mapping[str, Any] = NOTHING, /) -> Iterator[None]:
        """See `Observer.during`; the span is the parent of those within."""
        with self._tracer.start_as_current_span(
            name_of(work, facts),
            context=extract(facts["headers"]) if work == "request" else None,
            kind=KINDS.get(work, SpanKind.INTERNAL),
            record_exception=False,  # its text may quote what was said
            set_status_on_exception=False,
        ) as span:
            try:
                yield
            except Exception as error:
                span.set_status(ERROR)
                span.set_attribute("error.type", type(error).__name__)
                raise
            finally:
                span.update_name(name_of(work, facts))
                for name, value in attributes_of(
                    work, facts, mark=self._mark, contents=self._contents
                ):
                    span.set_attribute(name, value)
                if facts.get("status", 0) >= 500:
                    span.set_status(ERROR)

    def happened(self, _event: Event, /, **_facts: str) -> None:
        """See `Observer.happened`; spans have it as attributes."""

    def watch(self, database: Database) -> None:
        """Make a span of each statement that the database runs for a request or a turn."""
        database.listen("before_cursor_execute", self._begin_statement)
        database.listen("after_cursor_execute", _end_statement)
        database.listen("handle_error", _end_failed_statement)

    def flush(self) -> None:
        """Send the spans that have ended."""
        self._provider.force_flush()

    def _begin_statement(
        self, connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool
    ) -> None:
        if not get_current_span().is_recording():
            return
        facts = {"statement": statement, "system": connection.dialect.name}
        context.span = self.during("statement", facts)
        context.span.__enter__()

    def _mark(self, thread: str) -> str:
        return blake2s(thread.encode(), digest_size=8, key=self._key).hexdigest()


def open_traces(environment: Mapping[str, str]) -> Traces:
    """Traces that go where the variables say, in batches, behind the requests.

    The SDK itself reads those of sampling, batches, resource, endpoint, headers and time-outs.
    Raises `CommandError`.
    """
    name = environment.get("OTEL_TRACES_EXPORTER", "").strip().lower() or "otlp"
    protocol = environment.get("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
    if name not in EXPORTERS or protocol != "http/protobuf":
        raise CommandError(
            "OTEL_TRACES_EXPORTER has to be otlp, console or none, and OTEL_EXPORTER_OTLP_PROTOCOL"
            " http/protobuf"
        )
    provider = TracerProvider(resource=Resource.create(_service(environment)))
    provider.add_span_processor(BatchSpanProcessor(EXPORTERS[name]()))
    capture = environment.get(CAPTURE, "").strip().lower()
    return Traces(provider, contents=capture in CAPTURED)


def _service(environment: Mapping[str, str]) -> dict[str, str]:
    """Our name as the service's, unless the variables have one."""
    named = environment.get("OTEL_SERVICE_NAME") or "service.name=" in environment.get(
        "OTEL_RESOURCE_ATTRIBUTES", ""
    )
    return {} if named else {SERVICE_NAME: NAME}


def _end_statement(_connection: Any, _cursor: Any, _statement: str, *rest: Any) -> None:
    _, context, _ = rest
    _end(context, None)


def _end_failed_statement(failure: Any) -> None:
    """Also called for errors of connections, which have no statement."""
    _end(failure.execution_context, failure.original_exception)


def _end(context: Any, error: BaseException | None) -> None:
    span: AbstractContextManager[None] | None = getattr(context, "span", None)
    if span and error:
        with suppress(type(error)):  # the span lets it pass on
            span.__exit__(type(error), error, None)
    elif span:
        span.__exit__(None, None, None)
