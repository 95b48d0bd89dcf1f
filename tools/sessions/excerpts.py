"""Where a search found its text: the message, and a part of it that shows why."""

from bisect import bisect_left
from dataclasses import dataclass

from tools.folding import fold

BEFORE, AFTER = 30, 90
"""Characters that an excerpt shows beside what was found."""


@dataclass(frozen=True)
class Hit:
    """A message that has the text; `message` is its position in the session, from 0."""

    message: int
    excerpt: str


def excerpt_of(text: str, wanted: str) -> str:
    """One line of the text round the first place whose folded form is `wanted`, which it has.

    Folding changes lengths, so that the place is looked for by halves.
    """
    end = bisect_left(range(len(text)), True, key=lambda end: wanted in fold(text[:end]))
    begin = bisect_left(range(end), True, key=lambda begin: wanted not in fold(text[begin:end])) - 1
    first, last = max(0, begin - BEFORE), end + AFTER
    line = " ".join(text[first:last].split())
    return f"{'…' if first else ''}{line}{'…' if last < len(text) else ''}"
