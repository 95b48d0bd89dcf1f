"""A file of clients: its format, encoding, separator and columns, and its rows one by one."""

import json
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from io import SEEK_SET
from itertools import chain, islice
from typing import Literal

from tools.directory.importing.columns import Column, Role, client_of, columns_of, has_titles
from tools.directory.importing.formulas import restored
from tools.directory.importing.records import SAID, Cells, records, separator_of
from tools.directory.importing.text import UNREADABLE, BinaryFile, encoding_of, lines_of, text_of
from tools.directory.importing.vcards import cards, is_vcard

Format = Literal["csv", "vcard"]
Fault = Literal["overlong", "unreadable"]
SAMPLE = 100
"""Lines from which separator and columns are told."""
NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff")
"""How files begin that are no text: workbooks and archives, old workbooks, PDF, gzip, pictures."""


class NotAList(ValueError):
    """The file has no rows, or is no text."""


class OtherFile(ValueError):
    """Not the file that was checked, or its columns are read in another way."""


@dataclass(frozen=True)
class Row:
    """A row as it stands in the file: its number there, titles and empty rows counted."""

    number: int
    name: str
    email: str
    fault: Fault | None = None


@dataclass(frozen=True)
class ClientFile:
    """What a file is, and how it is read; `rows` reads it."""

    file: BinaryFile = field(repr=False)
    format: Format
    encoding: str
    separator: str | None = None
    columns: tuple[Column, ...] = ()
    titled: bool = False

    @property
    def roles(self) -> tuple[Role | None, ...]:
        """What each column is."""
        return tuple(column.role for column in self.columns)

    def fingerprint(self) -> str:
        """Names the content together with how it is read."""
        self.file.seek(0, SEEK_SET)
        content = file_digest(self.file, "sha256").hexdigest()
        read = [self.format, self.encoding, self.separator, self.roles, self.titled, content]
        return sha256(json.dumps(read).encode()).hexdigest()

    def refuse_other(self, fingerprint: str) -> None:
        """Raises `OtherFile` unless the fingerprint is that of this file, read this way."""
        if self.fingerprint() != fingerprint:
            raise OtherFile("another file, or read in another way")

    def rows(self) -> Generator[Row]:
        """All rows that are not empty, from the first one."""
        text = text_of(self.file, self.encoding)
        try:
            yield from READERS[self.format](self, lines_of(text))
        finally:
            text.detach()


def open_list(file: BinaryFile, roles: Sequence[Role | None] | None = None) -> ClientFile:
    """The list of clients in a file that can be read more than once.

    `roles` are those of its columns, instead of what titles and contents tell. Raises `NotAList`.
    """
    file.seek(0, SEEK_SET)
    if file.read(8).startswith(NO_TEXT):
        raise NotAList("not a text file: save it as CSV or as vCard")
    encoding = encoding_of(file)
    text = text_of(file, encoding)
    sample = [*islice(lines_of(text), SAMPLE)]
    text.detach()
    filled = next((line for line in sample if line.strip()), None)
    if filled is None:
        raise NotAList("empty")
    if is_vcard(filled):
        return ClientFile(file, "vcard", encoding)
    separator = separator_of(sample)
    table = _table(iter(sample), separator)
    found = [[*map(restored, row)] for row in table if isinstance(row, list) and row]
    titled = has_titles(found)
    columns = columns_of(found[0] if titled else None, found[titled:], roles)
    return ClientFile(file, "csv", encoding, separator, columns, titled)


def _table(lines: Iterator[str], separator: str) -> Iterator[Cells | str]:
    """The records; one without a cell counts, and is empty, as are rules under titles."""
    first = next(lines, "")
    rest = lines if SAID.match(first) else chain([first] if first else [], lines)
    if SAID.match(first):
        yield []
    for record in records(rest, separator):
        ruled = isinstance(record, list) and not any(cell.strip("-:=+ \t") for cell in record)
        yield [] if ruled else record


def _table_rows(self: ClientFile, lines: Iterator[str]) -> Iterator[Row]:
    titles = self.titled
    for number, record in enumerate(_table(lines, self.separator or ","), start=1):
        if isinstance(record, str):
            yield Row(number, record.strip(), "", "overlong")
        elif record and titles:
            titles = False
        elif record:
            name, email = client_of([*map(restored, record)], self.columns)
            yield _row(number, name, email)


def _card_rows(_file: ClientFile, lines: Iterator[str]) -> Iterator[Row]:
    for number, card in enumerate(cards(lines), start=1):
        yield _row(number, card.name, card.email)


def _row(number: int, name: str, email: str) -> Row:
    unreadable = UNREADABLE in name + email
    return Row(number, name, email, "unreadable" if unreadable else None)


READERS: dict[Format, Callable[[ClientFile, Iterator[str]], Iterator[Row]]] = {
    "csv": _table_rows,
    "vcard": _card_rows,
}
