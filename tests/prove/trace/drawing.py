"""A trace as an SVG: a bar for each span, below its parent's, by time from left to right."""

from collections.abc import Sequence
from html import escape

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import SpanKind

from tests.spans import outline

WIDTH, LEFT, BAR, ROW, TOP = 900, 300, 510, 20, 30
INDENT = 14
TEXT = "#7a7a7a"
COLOURS = {SpanKind.SERVER: "#3b82f6", SpanKind.INTERNAL: "#0f9b8e", SpanKind.CLIENT: "#d4762c"}
"""Each has a contrast of 3 or more with white and with near black; the text of 4 or more."""
LEGEND = {
    SpanKind.SERVER: "request",
    SpanKind.INTERNAL: "our own work",
    SpanKind.CLIENT: "calls to the model and statements of SQL",
}


def drawn(spans: Sequence[ReadableSpan]) -> str:
    """The SVG of the spans of one trace, in the order in which they began, the root first."""
    start, end = times(spans[0])
    height = TOP + (len(spans) + 1) * ROW
    rows = zip(spans, outline(spans), strict=True)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
            f'width="{WIDTH}" height="{height}" role="img" font-size="13" '
            f'font-family="system-ui, sans-serif" fill="{TEXT}">',
            f"<title>The trace of one turn: {len(spans)} spans</title>",
            *_legend(),
            *(
                part
                for number, (span, line) in enumerate(rows)
                for part in _row(TOP + number * ROW, span, line, start, end)
            ),
            "</svg>\n",
        )
    )


def times(span: ReadableSpan) -> tuple[int, int]:
    """Its start and its end, in nanoseconds."""
    assert span.start_time and span.end_time
    return span.start_time, span.end_time


def _legend() -> list[str]:
    parts, left = [], LEFT
    for kind, meaning in LEGEND.items():
        parts += [_rect(left, 8, 12, COLOURS[kind]), _text(left + 18, 18, meaning)]
        left += 110 if kind is SpanKind.SERVER else 130
    return parts


def _row(top: int, span: ReadableSpan, line: str, start: int, end: int) -> list[str]:
    name = line.strip()
    depth = (len(line) - len(name)) // 2
    began, ended = (min(max(each, start), end) for each in times(span))
    scale = BAR / (end - start)
    left, width = LEFT + (began - start) * scale, max(1.5, (ended - began) * scale)
    milliseconds = (times(span)[1] - times(span)[0]) / 1e6
    return [
        _text(8 + depth * INDENT, top + 14, name),
        _rect(left, top + 3, width, COLOURS[span.kind]),
        _text(WIDTH - 8, top + 14, f"{milliseconds:.2f} ms", anchor="end"),
    ]


def _rect(x: float, y: float, width: float, fill: str) -> str:
    return f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="13" fill="{fill}"/>'


def _text(x: float, y: float, words: str, *, anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'
