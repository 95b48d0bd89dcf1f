"""Compares two databases row by row: a digest for each table and for each session."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain, groupby, zip_longest
from typing import Any

from sqlalchemy import Connection, Row, Table

from tools.moving.rows import MOVED, key_of, rows_of
from tools.tables import messages, sessions

NOTHING = ("", "")


@dataclass(frozen=True)
class TableDigest:
    """The number of a table's rows, and the SHA-256 of all of them."""

    name: str
    rows: int
    digest: str


@dataclass(frozen=True)
class Comparison:
    """What both databases hold, and where they differ."""

    tables: tuple[TableDigest, ...]
    """Of the source."""
    differing: tuple[str, ...]
    """The names of tables that are not the same."""
    sessions: int
    """Compared one by one, each with its messages."""
    differing_sessions: int

    @property
    def is_equal(self) -> bool:
        """Whether no difference was found."""
        return not self.differing and not self.differing_sessions


class Reading:
    """Reads one database from the first row to the last."""

    def __init__(self, connection: Connection) -> None:
        """Take an open transaction."""
        self._connection = connection
        self._hashes = {each.name: sha256() for each in MOVED}
        self._counts = dict.fromkeys(self._hashes, 0)

    def sessions(self) -> Iterator[tuple[str, str]]:
        """Each session's id, and the SHA-256 of its row and of its messages, in order of ids."""
        order = (messages.c.session_id, messages.c.turno, messages.c.role)
        said = groupby(self._rows(messages, *order), key=lambda row: row.session_id)
        thread, rows = next(said, (None, iter(())))
        for session in self._rows(sessions, sessions.c.id):
            digest = sha256(_encoded(session))
            if thread == session.id:
                for row in rows:
                    digest.update(_encoded(row))
                thread, rows = next(said, (None, iter(())))
            yield session.id, digest.hexdigest()

    def tables(self) -> tuple[TableDigest, ...]:
        """The digest of every table, after `sessions` was read to its end."""
        for other in MOVED:
            if other not in (sessions, messages):
                for _ in self._rows(other, key_of(other)):
                    pass
        return tuple(
            TableDigest(name, self._counts[name], each.hexdigest())
            for name, each in self._hashes.items()
        )

    def _rows(self, table: Table, *order: Any) -> Iterator[Row[Any]]:
        digest = self._hashes[table.name]
        for row in chain.from_iterable(rows_of(self._connection, table, *order)):
            digest.update(_encoded(row))
            self._counts[table.name] += 1
            yield row


def compare(source: Connection, target: Connection) -> Comparison:
    """Read both databases whole, side by side, in memory that does not grow with them."""
    ours, theirs = Reading(source), Reading(target)
    compared = differing = 0
    for one, other in zip_longest(ours.sessions(), theirs.sessions(), fillvalue=NOTHING):
        compared += 1
        differing += one != other
    tables = ours.tables()
    pairs = zip(tables, theirs.tables(), strict=True)
    names = tuple(one.name for one, other in pairs if one != other)
    return Comparison(tables, names, compared, differing)


def _encoded(row: Row[Any]) -> bytes:
    """JSON of the row's values, instants as ISO 8601."""
    return json.dumps([*row], default=lambda instant: instant.isoformat()).encode() + b"\n"
