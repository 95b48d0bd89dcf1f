"""What a session is called: as its owner says, else as it began."""

from textwrap import shorten

LONGEST = 60
"""Characters of a title that nobody chose."""
MORE = "…"


def title_of(opening: str) -> str:
    """The first message in one line, cut between two words where that is possible."""
    line = " ".join(opening.split())
    title = shorten(line, LONGEST, placeholder=MORE)
    return line[: LONGEST - len(MORE)] + MORE if title == MORE != line else title
