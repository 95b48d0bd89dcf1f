"""A message as it is read for dates: folded, each date read once."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from graph.understanding.offline.dates.forms import read_point
from graph.understanding.offline.dates.points import Point


@dataclass(frozen=True)
class Folded:
    """Text in lower case without accents; `offsets` are its characters' places in the original."""

    text: str
    original: str
    offsets: list[int]
    today: date
    _points: dict[int, Point | None] = field(default_factory=dict)

    def is_capital(self, at: int) -> bool:
        """Whether the word at `at` is written with a capital."""
        return self.original[self.offsets[at]].isupper()

    def point(self, at: int) -> Point | None:
        """The date expression at `at`; neighbours ask for the same one."""
        if at not in self._points:
            self._points[at] = read_point(self.text, at, self.today)
        return self._points[at]


def fold(text: str, today: date) -> Folded:
    """The text, one character for each that is no accent."""
    chars: list[str] = []
    offsets: list[int] = []
    for offset, char in enumerate(text):
        if plain := _plain(char):
            chars.append(plain)
            offsets.append(offset)
    return Folded("".join(chars), text, [*offsets, len(text)], today)


@lru_cache(maxsize=1_024)
def _plain(char: str) -> str:
    plain = unicodedata.normalize("NFKD", char)[0].lower()[:1]
    return "" if unicodedata.combining(plain) else plain
