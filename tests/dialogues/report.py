"""The scores as a table for the screen, as JSON for machines and as the page `docs/eval.md`."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.dialogues.chart import chart
from tests.dialogues.play import Played, Turn
from tests.dialogues.scores import (
    FLOOR,
    HARDEST,
    Score,
    by_category,
    by_tag,
    hardest,
    percent,
    score,
)

COLUMNS = (
    "dialogues",
    "turns",
    "right",
    "share",
    "wrong writes",
    "tokens/turn",
    "ms median",
    "ms p95",
)
LONGEST = 160
"""Characters of a message, and of what went wrong, that a list shows."""

PAGE = """\
# How well it understands

Made by `make eval`, which plays [every dialogue](../tests/dialogues/README.md) and rewrites this
page; a test compares the page with a run. A turn is right when its reply, its decision and the
clients that it created are as the dialogue says. A wrong write is a client created that the
dialogue does not list, or with other data. Times differ between runs: only the command shows them.

- Understanding: {name}
- Turns right: **{total.right} of {total.turns} ({total.percent})**, in {total.dialogues} dialogues
- Wrong writes: **{total.wrong_writes}**
- Tokens per turn: {tokens:.0f}
- The tests fail below {floor} of turns, and at the first wrong write.

Whoever improves the rules can read these dialogues, so the share says what is kept, not how well
the words of strangers will be understood.

![Turns right by category](eval.svg)

## By category

{categories}

## By tag

A dialogue counts under each of its tags.

{tags}

## The hardest turns

Of each dialogue that fails the worst turn; wrong writes first, then by the number of faults; the
first {most}.

{hardest}
"""


def page(results: Sequence[Played], name: str) -> str:
    """The text of `eval.md`: the same for the same results, whatever the times."""
    total = score(results)
    return PAGE.format(
        name=name,
        total=total,
        tokens=total.tokens_per_turn,
        floor=percent(FLOOR),
        most=HARDEST,
        categories=_markdown("category", {**by_category(results), "**all**": total}),
        tags=_markdown("tag", by_tag(results)),
        hardest=_hardest(results),
    )


def write_page(folder: Path, results: Sequence[Played], name: str) -> None:
    """Write `eval.md` and its chart."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "eval.md").write_text(page(results, name), encoding="utf-8")
    (folder / "eval.svg").write_text(chart(by_category(results)), encoding="utf-8")


def screen(results: Sequence[Played]) -> str:
    """Everything, times included, in columns."""
    groups = (
        ("category", by_category(results)),
        ("tag", by_tag(results)),
        ("", {"all": score(results)}),
    )
    tables = ("\n".join(_columns(head, scores)) for head, scores in groups)
    return "\n\n".join((*tables, "hardest turns:\n" + _hardest(results))) + "\n"


def as_json(results: Sequence[Played], name: str) -> str:
    """The scores and every failing turn."""
    found = {
        "understanding": name,
        "total": _figures(score(results)),
        "categories": {key: _figures(value) for key, value in by_category(results).items()},
        "tags": {key: _figures(value) for key, value in by_tag(results).items()},
        "failing": [
            {
                "id": played.id,
                "category": played.category,
                "say": turn.say,
                "decision": turn.decision,
                "reply": turn.reply,
                "wrong": list(turn.wrong),
                "wrong_writes": turn.wrong_writes,
            }
            for played in results
            for turn in played.turns
            if turn.wrong
        ],
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _figures(scored: Score) -> dict[str, Any]:
    return {
        "dialogues": scored.dialogues,
        "turns": scored.turns,
        "right": scored.right,
        "share": round(scored.share, 4),
        "wrong_writes": scored.wrong_writes,
        "tokens_per_turn": round(scored.tokens_per_turn, 1),
        "median_ms": round(scored.median_ms, 2),
        "p95_ms": round(scored.p95_ms, 2),
    }


def _cells(scored: Score) -> tuple[str, ...]:
    counts = (scored.dialogues, scored.turns, scored.right)
    times = (scored.tokens_per_turn, scored.median_ms, scored.p95_ms)
    return (
        *map(str, counts),
        scored.percent,
        str(scored.wrong_writes),
        *(f"{figure:.1f}" for figure in times),
    )


def _columns(head: str, scores: Mapping[str, Score]) -> Iterator[str]:
    rows = [(head, COLUMNS)] if head else []
    for name, cells in rows + [(name, _cells(value)) for name, value in scores.items()]:
        yield f"{name:<14}" + "".join(f"{cell:>13}" for cell in cells)


def _markdown(head: str, scores: Mapping[str, Score]) -> str:
    rows = [(head, *COLUMNS[:5]), ("---", *["---:"] * 5)]
    rows += [(name, *_cells(value)[:5]) for name, value in scores.items()]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _hardest(results: Sequence[Played]) -> str:
    """Of each dialogue the worst turn, as a Markdown list."""
    found = [f"- `{name}`: {_line(turn)}" for name, turn in hardest(results)]
    return "\n".join(found) or "All turns are right."


def _line(turn: Turn) -> str:
    return f"{_code(turn.say)}: {_code('; '.join(turn.wrong))}"


def _code(text: str) -> str:
    """On one line, as code, with nothing in it that ends the code or cannot be printed."""
    plain = "".join(c if c.isprintable() else " " for c in text.replace("`", "'"))
    short = " ".join(plain.split())
    return f"`{short[: LONGEST - 1]}…`" if len(short) > LONGEST else f"`{short}`"
