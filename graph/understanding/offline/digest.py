"""What a session's older turns come to, without a model: clients created and asked about."""

from collections.abc import Iterator, Sequence

from graph.understanding.intents import MAX_SUMMARY, SummaryTurn

QUESTION = 80
"""Characters that are kept of a question."""


def digest(summary: str, episodes: Sequence[SummaryTurn]) -> str:
    """The summary with the episodes' lines after it, oldest first; the oldest lines go first."""
    lines = summary.splitlines()
    for episode in episodes:
        lines += _lines(episode)
    kept: list[str] = []
    room = MAX_SUMMARY
    for line in reversed(lines):
        room -= len(line) + 1
        if room < 0:
            break
        kept.insert(0, line)
    return "\n".join(kept)


def _lines(episode: SummaryTurn) -> Iterator[str]:
    yield from (f"+ {client}" for client in episode.created)
    if episode.decision == "consultar":
        yield f"? {' '.join(episode.message.split())[:QUESTION]}"
