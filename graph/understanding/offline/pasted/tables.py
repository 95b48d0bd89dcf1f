"""Clients in pasted tables, with a row of heads or without one."""

import csv
import re
from collections.abc import Iterator, Sequence

from graph.understanding.evidence.names import judge_name
from graph.understanding.offline.pasted.labels import (
    Material,
    Pasted,
    in_order,
    label_in,
    name_under,
)

SURE = ("\t", "|")
"""Delimiters that do not occur in prose, so that one row is a table."""
DELIMITERS = (*SURE, ";", ",")
_EMAIL = re.compile(r"^\W{0,3}([^\s@<>]{1,64}@[^\s@<>]{1,120}\.[^\s@<>]{1,40}?)\W{0,3}$")
_RULE = re.compile(r"^[\s|:+=-]+$")
BULLETS = " \t•*-–"
HEADS = ("owner", "name", "given", "family", "second_family", "email", "company", "other")

Row = list[str]


def read_table(message: str) -> Material | None:
    """The clients of the table with the most rows; None without a row that has an address."""
    written = [delimiter for delimiter in DELIMITERS if delimiter in message]
    tables = [table for delimiter in written if (table := _table(message, delimiter))]
    return max(tables, key=lambda table: len(table.clients), default=None)


def _table(message: str, delimiter: str) -> Material | None:
    lines = [(m.start(), m.end(), m[0]) for m in re.finditer(r"[^\n]+", message)]
    lines = [line for line in lines if delimiter in line[2] and not _RULE.match(line[2])]
    if len(lines) < (1 if delimiter in SURE else 2):
        return None
    rows = [_cells(text, delimiter) for _, _, text in lines]
    head = _head(rows)
    if head is None and delimiter == ",":
        return None
    first = 0 if head is None else rows.index(head) + 1
    people = [
        (i, client) for i, row in enumerate(rows) if i >= first and (client := client_of(row, head))
    ]
    if head is None:
        people = [each for each in people if each[1].name]
    if len(people) < (1 if head or delimiter in SURE else 2):
        return None
    begin = first - 1 if head is not None else people[0][0]
    clients = tuple(client for _, client in people)
    end = lines[people[-1][0]][1]
    return Material(clients, lines[begin][0], end, labelled=head is not None)


def _cells(line: str, delimiter: str) -> Row:
    """The cells of a line, which may stand in a list."""
    inner = line.replace("\r", " ").strip(" ")
    inner = inner.strip("|") if delimiter == "|" else inner
    row = next(csv.reader([inner], delimiter=delimiter, skipinitialspace=True))
    return [cell.strip(BULLETS) for cell in row]


def _head(rows: Sequence[Row]) -> Row | None:
    """The first row whose cells are heads, one of them of addresses."""
    for row in rows:
        kinds = [label_in(cell, *HEADS) for cell in row]
        if "email" in kinds and len(row) > 1 and kinds.count(None) < len(row) - 1:
            return row
    return None


def client_of(row: Row, head: Row | None) -> Pasted | None:
    """The client of a row, by the heads of its cells if there are any."""
    email = next((found[1] for cell in row if (found := _EMAIL.match(cell))), None)
    if email is None and not (head and len(row) == len(head)):
        return None
    name = _named(row, head) if head else _likely(row)
    return Pasted(name, email) if name or email else None


def _named(row: Row, head: Row) -> str | None:
    """The name by the heads; first name before surnames, and the owner's before a patient's."""
    cells: dict[str, str] = {}
    for kind, cell in zip((label_in(each, *HEADS) for each in head), row, strict=False):
        if kind and cell:
            cells.setdefault(kind, cell)
    of_patients = any(label_in(each, "patient") for each in head)
    given = in_order(name_under(cells, of_patients=of_patients))
    parts = (given, cells.get("family", ""), cells.get("second_family", ""))
    return " ".join(" ".join(parts).split()) or _likely(row) or cells.get("company")


def _likely(row: Row) -> str | None:
    """The name in a row without heads: the first cell that can be one, with a surname behind it."""
    names = list(_name_cells(row))
    if not names:
        return None
    first, *more = names
    surname = more[0] if more and " " not in first and more[0] == row[row.index(first) + 1] else ""
    return in_order(f"{first} {surname}".strip())


def _name_cells(row: Row) -> Iterator[str]:
    for cell in row:
        plain = not any(map(str.isdigit, cell)) and "@" not in cell
        if plain and judge_name(in_order(cell)) != "no_name":
            yield cell
