"""Which rows become clients: checked one by one, and against the rows before."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from secrets import token_bytes
from typing import Literal

from tools.directory.clients import Client
from tools.directory.importing.files import Row
from tools.errors import InvalidEmail, InvalidName
from tools.folding import folded_address
from tools.validity import valid_email, valid_name

Outcome = Literal["new", "known", "invalid", "repeated"]
Reason = Literal["no_name", "no_email", "bad_name", "bad_email", "overlong", "unreadable"]


@dataclass(frozen=True)
class Verdict:
    """What becomes of a row.

    It is new, or invalid for a `reason`, or has the same address as the client `known` or as the
    row with the number `same_as`.
    """

    row: Row
    reason: Reason | None = None
    same_as: int | None = None
    known: Client | None = None

    @property
    def outcome(self) -> Outcome:
        """The verdict in a word."""
        if self.reason:
            return "invalid"
        if self.same_as is not None:
            return "repeated"
        return "known" if self.known else "new"

    @property
    def field(self) -> Literal["name", "email"] | None:
        """Which value is invalid."""
        if self.reason in ("no_name", "bad_name"):
            return "name"
        return "email" if self.reason in ("no_email", "bad_email") else None


class EarlierRows:
    """The first row of each address, in a temporary file of SQLite's.

    It has keyed hashes of the addresses and no address, and takes no more memory for more rows.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Begin without any, in an empty database."""
        self._connection, self._key = connection, token_bytes(32)
        connection.execute("CREATE TABLE filas (huella INTEGER PRIMARY KEY, fila INTEGER NOT NULL)")

    def first(self, address: str, number: int) -> int:
        """The first row with this address, which may be this one."""
        digest = blake2b(address.encode(), digest_size=8, key=self._key).digest()
        mark = int.from_bytes(digest, "big", signed=True)
        added = self._connection.execute(
            "INSERT OR IGNORE INTO filas VALUES (?, ?)", (mark, number)
        )
        if added.rowcount:
            return number
        found = self._connection.execute("SELECT fila FROM filas WHERE huella = ?", (mark,))
        return int(found.fetchone()[0])


@contextmanager
def earlier_rows() -> Iterator[EarlierRows]:
    """Remembers rows until the block ends; the block stays in no one thread."""
    with closing(sqlite3.connect("", isolation_level=None, check_same_thread=False)) as connection:
        connection.execute("BEGIN")
        yield EarlierRows(connection)


def verdict_on(row: Row, earlier: EarlierRows) -> Verdict:
    """The verdict on a row by itself and by those before; its values are in their valid form."""
    if row.fault:
        return Verdict(row, row.fault)
    if not row.name or not row.email:
        return Verdict(row, "no_email" if row.name else "no_name")
    try:
        email = valid_email(row.email)
        valid = Row(row.number, valid_name(row.name), email)
    except InvalidEmail:
        return Verdict(row, "bad_email")
    except InvalidName:
        return Verdict(row, "bad_name")
    first = earlier.first(folded_address(email), row.number)
    return Verdict(valid, same_as=first if first != row.number else None)
