"""Records of separated values: `csv` of the standard library, which one bad line does not stop."""

import csv
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence

from tools.directory.importing.text import LONGEST

SEPARATORS = (";", "\t", ",", "|")
MOST_LINES = 100
"""Lines of one record; with more of them, or more characters, a quote was not closed."""
SAID = re.compile(r'"?sep=([;,|\t])"?$', re.IGNORECASE)
ADDRESS = re.compile(
    r"\s*(?:mailto:)?<?([^\s@<>,;|]+@[^\s@<>,;|.]+\.[^\s@<>,;|]+)>?\s*$", re.IGNORECASE
)

Cells = list[str]


class Overlong(Exception):
    """The record is too long, or a quotation mark in it is not closed; `cells` has its beginning.

    Reading goes on with the line after its first one.
    """


class Source(Iterator[str]):
    """Lines that may be read again, as far as they are those of one record."""

    def __init__(self, lines: Iterator[str]) -> None:
        """Read from `lines`."""
        self._lines, self._again = lines, deque[str]()
        self.taken: list[str] = []
        self._length = 0

    def begin(self) -> None:
        """Begin the next record."""
        self.taken, self._length = [], 0

    def back(self) -> str:
        """Give all lines of the record back but the first one."""
        self._again.extendleft(reversed(self.taken[1:]))
        return self.taken[0]

    def __next__(self) -> str:
        """The next line. Raises `Overlong` when the record does not end."""
        line = self._again.popleft() if self._again else next(self._lines, "")
        if line:
            self.taken.append(line)
            self._length += len(line)
        if len(self.taken) > MOST_LINES or self._length >= LONGEST or (self.taken and not line):
            raise Overlong
        if not line:
            raise StopIteration
        return line


def records(lines: Iterator[str], separator: str) -> Iterator[Cells | str]:
    """The cells of each record, none for an empty line; of an overlong record its first line."""
    source = Source(lines)
    while True:
        source.begin()
        try:
            yield next(csv.reader(source, delimiter=separator, skipinitialspace=True))
        except StopIteration:
            return
        except (Overlong, csv.Error):
            yield source.back()


def separator_of(sample: Sequence[str]) -> str:
    """The separator that gives most rows a cell that is an address, and most rows the same width.

    The line `sep=;`, as Excel writes it, says it.
    """
    said = SAID.match(sample[0]) if sample else None
    if said:
        return said[1]
    return max(SEPARATORS, key=lambda separator: _fitness(sample, separator))


def _fitness(sample: Sequence[str], separator: str) -> tuple[int, int, int]:
    rows = [row for row in records(iter(sample), separator) if isinstance(row, list) and row]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    width, regular = widths.most_common(1)[0] if widths else (0, 0)
    return sum(any(map(address_in, row)) for row in rows), regular, width


def address_in(cell: str) -> str | None:
    """The address in a cell that looks like one and nothing else; `mailto:` and `<>` go."""
    found = ADDRESS.match(cell)
    return found[1] if found else None
