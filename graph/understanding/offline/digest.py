"""Summaries without a model: a line for each client created and each question asked."""

from collections.abc import Iterator, Sequence

from graph.understanding.situation import MAX_SUMMARY, SummaryTurn

MAX_QUESTION = 80
"""Characters of a question in a summary; the rest is cut off."""


def digest(summary: str, turns: Sequence[SummaryTurn]) -> str:
    """The summary with the turns' lines appended; the oldest lines beyond `MAX_SUMMARY` go."""
    lines = summary.splitlines()
    for turn in turns:
        lines += _lines(turn)
    newest: list[str] = []
    room = MAX_SUMMARY
    for line in reversed(lines):
        room -= len(line) + 1
        if room < 0:
            break
        newest.insert(0, line)
    return "\n".join(newest)


def _lines(turn: SummaryTurn) -> Iterator[str]:
    yield from (f"+ {client}" for client in turn.created)
    if turn.decision == "consultar":
        yield f"? {' '.join(turn.message.split())[:MAX_QUESTION]}"
