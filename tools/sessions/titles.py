"""A session's default title: the beginning of its first message."""

from textwrap import shorten

MAX_LENGTH = 60
"""Characters of a default title."""
ELLIPSIS = "…"


def title_of(opening: str) -> str:
    """The first message in one line, cut between two words where that is possible."""
    line = " ".join(opening.split())
    title = shorten(line, MAX_LENGTH, placeholder=ELLIPSIS)
    return line[: MAX_LENGTH - len(ELLIPSIS)] + ELLIPSIS if title == ELLIPSIS != line else title
