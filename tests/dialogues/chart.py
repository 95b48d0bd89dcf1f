"""A bar for each category, as an SVG in colours that are readable on light and on dark pages."""

from collections.abc import Mapping
from html import escape

from tests.dialogues.scores import Score

WIDTH, LEFT, BAR, ROW = 680, 120, 380, 24
TEXT, RIGHT, WRONG = "#7a7a7a", "#3b82f6", "#d4762c"
"""Each has a contrast of 3 or more with white and with near black; the text of 4 or more."""


def chart(scores: Mapping[str, Score]) -> str:
    """The SVG, with the bars in the order of the mapping."""
    height = (len(scores) + 1) * ROW + 8
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
            f'width="{WIDTH}" height="{height}" role="img" font-size="13" '
            f'font-family="system-ui, sans-serif" fill="{TEXT}">',
            "<title>Turns right by category</title>",
            *_legend(),
            *(line for n, item in enumerate(scores.items(), 1) for line in _row(n * ROW, *item)),
            "</svg>\n",
        )
    )


def _legend() -> list[str]:
    return [
        _rect(LEFT, 6, 12, RIGHT),
        _text(LEFT + 18, 17, "turns right"),
        _rect(LEFT + 110, 6, 12, WRONG),
        _text(LEFT + 128, 17, "turns wrong"),
    ]


def _row(top: int, name: str, score: Score) -> list[str]:
    width = round(score.share * BAR, 1)
    writes = f", {score.wrong_writes} wrong writes" if score.wrong_writes else ""
    return [
        _text(LEFT - 8, top + 17, name, anchor="end"),
        _rect(LEFT, top + 5, BAR, WRONG),
        _rect(LEFT, top + 5, width, RIGHT),
        _text(LEFT + BAR + 8, top + 17, f"{score.right}/{score.turns}{writes}"),
    ]


def _rect(x: float, y: float, width: float, fill: str) -> str:
    height = 12 if width == 12 else 14
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}"/>'


def _text(x: float, y: float, words: str, *, anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'
