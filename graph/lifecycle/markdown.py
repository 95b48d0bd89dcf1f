"""A session as Markdown, for people; what was said stands in it as text, whatever it looks like."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo

from graph.lifecycle.session_file import SavedSession

MEDIA_TYPE = "text/markdown"


def as_markdown(saved: SavedSession, zone: tzinfo = UTC) -> Iterator[bytes]:
    """The document, piece by piece, with the zone's time."""
    yield (
        f"# Conversación `{saved.session_id}`\n\n"
        f"Empezó el {_shown(saved.created, zone)}; turnos: {len(saved.turns)}.\n"
    ).encode()
    if saved.summary:
        yield f"\n## Resumen de los primeros turnos\n\n{_fenced(saved.summary)}".encode()
    for at, turn in saved.turns:
        yield (
            f"\n## {turn.number}. {_shown(at, zone)}\n\n"
            f"Usuario:\n\n{_fenced(turn.message)}\n"
            f"Recepcionista:\n\n{_fenced(turn.reply)}"
        ).encode()


def _fenced(text: str) -> str:
    """A block that only a longer run of backticks than any in the text would end."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}\n"


def _shown(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S} {zone}"
