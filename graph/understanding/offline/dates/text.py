"""A message folded for reading dates, with the offsets of its characters in the original."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from graph.understanding.offline.dates.forms import read_point
from graph.understanding.offline.dates.points import Point


@dataclass(frozen=True)
class Folded:
    """A text in lower case without accents, and the dates read in it."""

    text: str
    original: str
    offsets: list[int]
    """Of each character of `text` in `original`, and the end."""
    today: date
    _points: dict[int, Point | None] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, today: date) -> "Folded":
        """Fold a text: one character for each character that is not a combining mark."""
        chars = list(map(_plain, text))
        offsets = [offset for offset, char in enumerate(chars) if char]
        return cls("".join(chars), text, [*offsets, len(text)], today)

    def is_capital(self, at: int) -> bool:
        """Whether the word at `at` has a capital in the original."""
        return self.original[self.offsets[at]].isupper()

    def point(self, at: int) -> Point | None:
        """The date expression that starts at `at`, read once; None where there is none."""
        if at not in self._points:
            self._points[at] = read_point(self.text, at, self.today)
        return self._points[at]


@lru_cache(maxsize=1_024)
def _plain(char: str) -> str:
    plain = unicodedata.normalize("NFKD", char)[0].lower()[:1]
    return "" if unicodedata.combining(plain) else plain
