"""What a session's older turns come to, without a model: clients created and asked about."""

from collections.abc import Iterator, Sequence

from graph.understanding.intents import MAX_SUMMARY, SummaryTurn

MAX_QUESTION = 80
"""Characters that are kept of a question."""


def digest(summary: str, turns: Sequence[SummaryTurn]) -> str:
    """The summary with the turns' lines after it, oldest first; the oldest lines go first."""
    lines = summary.splitlines()
    for turn in turns:
        lines += _lines(turn)
    kept: list[str] = []
    room = MAX_SUMMARY
    for line in reversed(lines):
        room -= len(line) + 1
        if room < 0:
            break
        kept.insert(0, line)
    return "\n".join(kept)


def _lines(turn: SummaryTurn) -> Iterator[str]:
    yield from (f"+ {client}" for client in turn.created)
    if turn.decision == "consultar":
        yield f"? {' '.join(turn.message.split())[:MAX_QUESTION]}"
