"""Line and bar charts as SVG in colours that are readable on light and on dark pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

Points = Sequence[tuple[float, float]]

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 680, 340, 60, 44, 20, 44
BAR, ROW = 380, 26
NAMES = 170
TEXT, GRID = "#7a7a7a", "#7a7a7a33"
COLOURS = ("#3b82f6", "#d4762c", "#16a34a", "#a855f7")
"""Each has a contrast of 3 or more with white and with near black; the text of 4 or more."""


@dataclass(frozen=True)
class Scale:
    """Powers of ten from `low` to `high`, or plain numbers from 0, over some pixels."""

    low: float
    high: float
    start: float
    length: float
    logarithmic: bool = True

    @classmethod
    def over(cls, values: Sequence[float], start: float, length: float, *, log: bool) -> "Scale":
        """A scale that has room for all values; logarithmic ones have to be above 0."""
        if not log:
            return cls(0, max(values) * 1.1, start, length, logarithmic=False)
        low, high = floor(log10(min(values))), ceil(log10(max(values)))
        return cls(low, max(high, low + 1), start, length)

    def at(self, value: float) -> float:
        """The pixel of a value."""
        there = log10(value) if self.logarithmic else value
        return round(self.start + (there - self.low) / (self.high - self.low) * self.length, 1)

    def ticks(self) -> list[float]:
        """Where lines are drawn."""
        if self.logarithmic:
            return [10.0**power for power in range(int(self.low), int(self.high) + 1)]
        step = 10 ** floor(log10(self.high))
        step = step if self.high / step >= 3 else step / 4
        return [step * number for number in range(int(self.high / step) + 1)]


def lines(
    title: str, axes: tuple[str, str], series: Mapping[str, Points], *, log: bool = True
) -> str:
    """A line for each series, with a dot at each point; both axes logarithmic or both plain."""
    points = [point for each in series.values() for point in each]
    x = Scale.over([at for at, _ in points], LEFT, WIDTH - LEFT - RIGHT, log=log)
    y = Scale.over([at for _, at in points], HEIGHT - BOTTOM, TOP + BOTTOM - HEIGHT, log=log)
    drawn = [*_grid(x, y), *_labels(axes), *_legend(list(series))]
    for colour, each in zip(COLOURS, series.values(), strict=False):
        pixels = [(x.at(across), y.at(up)) for across, up in each]
        drawn += _line(pixels, colour)
    return _svg(title, HEIGHT, drawn)


def bars(title: str, unit: str, values: Mapping[str, float]) -> str:
    """A bar for each value."""
    drawn = [_text(NAMES, 18, f"{title}, {unit}")]
    for number, (name, value) in enumerate(values.items(), 1):
        top = number * ROW
        width = round(value / max(values.values()) * BAR, 1)
        colour = COLOURS[(number - 1) % len(COLOURS)]
        drawn += [
            _text(NAMES - 8, top + 18, name, anchor="end"),
            f'<rect x="{NAMES}" y="{top + 5}" width="{width}" height="16" fill="{colour}"/>',
            _text(NAMES + width + 8, top + 18, f"{value:.4g}"),
        ]
    return _svg(title, (len(values) + 1) * ROW + 12, drawn)


def _svg(title: str, height: int, drawn: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img" font-size="13" '
        f'font-family="system-ui, sans-serif" fill="{TEXT}">'
    )
    return "\n".join((head, f"<title>{escape(title)}</title>", *drawn, "</svg>\n"))


def _grid(x: Scale, y: Scale) -> list[str]:
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    drawn = []
    for tick in x.ticks():
        drawn.append(_stroke(x.at(tick), TOP, x.at(tick), bottom))
        drawn.append(_text(x.at(tick), bottom + 18, _number(tick), anchor="middle"))
    for tick in y.ticks():
        drawn.append(_stroke(LEFT, y.at(tick), right, y.at(tick)))
        drawn.append(_text(LEFT - 6, y.at(tick) + 4, _number(tick), anchor="end"))
    return drawn


def _number(tick: float) -> str:
    return f"{tick:,.0f}" if tick >= 1 else f"{tick:g}"


def _labels(axes: tuple[str, str]) -> list[str]:
    across, up = axes
    return [
        _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, across, anchor="middle"),
        _text(LEFT - 50, TOP - 12, up),
    ]


def _legend(names: Sequence[str]) -> list[str]:
    drawn = []
    for number, (colour, name) in enumerate(zip(COLOURS, names, strict=False)):
        left = LEFT + number * 155
        drawn.append(f'<rect x="{left}" y="4" width="12" height="12" fill="{colour}"/>')
        drawn.append(_text(left + 18, 15, name))
    return drawn


def _line(pixels: Sequence[tuple[float, float]], colour: str) -> list[str]:
    path = " ".join(f"{x},{y}" for x, y in pixels)
    line = f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    return [line, *(f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in pixels)]


def _stroke(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{GRID}"/>'


def _text(x: float, y: float, words: str, *, anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'
