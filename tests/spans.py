"""Spans that stay in this process, for tests and for the picture of a trace."""

import time
from collections.abc import Sequence

from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from api.edge.telemetry.metrics import Metrics
from api.edge.telemetry.telemetry import Telemetry
from api.edge.telemetry.traces import Traces

PATIENCE = 30.0


class KeptSpans:
    """Telemetry with traces, and the spans that it has made."""

    def __init__(self, *, contents: bool = False) -> None:
        """`contents`: whether spans of model calls have the messages."""
        self._kept, provider = InMemorySpanExporter(), TracerProvider()
        provider.add_span_processor(SimpleSpanProcessor(self._kept))
        self.telemetry = Telemetry(Metrics(), Traces(provider, contents=contents))

    def trace(self, root: str) -> list[ReadableSpan]:
        """The spans of the last trace with this root, as they began, once the root has ended."""
        deadline = time.monotonic() + PATIENCE
        while not (roots := [each for each in self.all() if each.name == root]):
            assert time.monotonic() < deadline, f"no span {root}"
            time.sleep(0.01)
        spans = [each for each in self.all() if trace_of(each) == trace_of(roots[-1])]
        return sorted(spans, key=lambda each: each.start_time or 0)

    def all(self) -> Sequence[ReadableSpan]:
        """Every span that has ended."""
        return self._kept.get_finished_spans()


def trace_of(span: ReadableSpan) -> int:
    """The id of its trace."""
    assert span.context
    trace: int = span.context.trace_id
    return trace


def outline(spans: Sequence[ReadableSpan]) -> list[str]:
    """Their names, indented below their parents'."""
    depths: dict[int, int] = {}
    lines = []
    for span in spans:
        assert span.context
        depth = depths.get(span.parent.span_id, -1) + 1 if span.parent else 0
        depths[span.context.span_id] = depth
        lines.append("  " * depth + span.name)
    return lines
