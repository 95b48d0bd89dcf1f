"""Encrypts every value with other keys, in small transactions while the service may be running."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, bindparam, or_, select, update

from tools.database.engine import Database
from tools.encryption.columns import (
    encrypted_replaced,
    encrypted_summary,
    encrypted_title,
    given_title_of,
    replaced_of,
    summary_of,
)
from tools.encryption.keyring import Keyring, is_ciphertext
from tools.errors import DecryptionError
from tools.sessions.rewriting import rewrite_with
from tools.sessions.transcript import BETWEEN, turn_of
from tools.tables import changes, messages, sessions

BATCH = 25
"""Turns or sessions in one transaction, for which other writers have to wait."""
PAUSE = 0.01
"""Seconds between two transactions, in which other writers get the lock."""

REPLIES = (
    select(messages)
    .where(messages.c.role == "assistant", messages.c.id > bindparam("after"))
    .order_by(messages.c.id)
    .limit(BATCH)
)
REPLACED = (
    select(changes)
    .where(changes.c.datos.is_not(None), changes.c.id > bindparam("after"))
    .order_by(changes.c.id)
    .limit(BATCH)
)
SUMMARIES = (
    select(sessions)
    .where(
        or_(sessions.c.resumen.is_not(None), sessions.c.titulo.is_not(None)),
        sessions.c.id > bindparam("after"),
    )
    .order_by(sessions.c.id)
    .limit(BATCH)
)


@dataclass
class Rekeyed:
    """Counts of turns and summaries by result."""

    rewritten: int = 0
    kept: int = 0
    """Already encrypted with the target's first key, or already in clear."""
    unreadable: list[str] = field(default_factory=list)
    """A line for each value that failed decryption and was left as it is."""


@dataclass(frozen=True)
class Rekeying:
    """From `keys` to `target`. After an interruption a further run does what is left to do."""

    keys: Keyring
    target: Keyring | None
    """The keys to encrypt with; None: all values are stored in clear."""
    believes_plaintext: bool = False
    """Whether plaintext values are accepted; otherwise they are unreadable."""

    def run(self, database: Database) -> Rekeyed:
        """Rewrite all turns, summaries, titles, and replaced values of clients.

        Raises `DatabaseUnavailable`.
        """
        done = Rekeyed()
        values = (
            (REPLIES, self._turn, 0),
            (SUMMARIES, self._summary, ""),
            (REPLACED, self._replaced, 0),
        )
        for query, rekey, first in values:
            after: Any = first
            while after is not None:
                with database.write(alone=True) as transaction:
                    rows = transaction.execute(query, {"after": after}).all()
                    for row in rows:
                        _count(done, partial(rekey, transaction, row))
                after = rows[-1].id if rows else None
                time.sleep(PAUSE)
        return done

    def _turn(self, connection: Connection, answered: Row[Any]) -> bool:
        number = {"first": answered.turno, "last": answered.turno}
        rows = connection.execute(BETWEEN, {"session": answered.session_id} | number).all()
        if len(rows) != 2:
            raise DecryptionError(f"mensajes {answered.id}: has no question")
        said, _ = rows
        encrypted = isinstance(answered.datos, str)
        turn = turn_of(said, answered, self._source(encrypted))
        values = (said.content, answered.content, answered.datos)
        if self._is_done(encrypted, *values):
            return False
        return rewrite_with(connection, answered.session_id, turn, self.target)

    def _summary(self, connection: Connection, row: Row[Any]) -> bool:
        stored = [value for value in (row.resumen, row.titulo) if value is not None]
        encrypted = all(is_ciphertext(value) for value in stored)
        summary = summary_of(row, self._source(encrypted))
        title = given_title_of(row, self._source(encrypted))
        if self._is_done(encrypted, *stored):
            return False
        rekeyed = {}
        if row.resumen is not None:
            rekeyed["resumen"] = encrypted_summary(row.id, row.resumidos, summary, self.target)
        if title is not None:
            rekeyed["titulo"] = encrypted_title(row.id, title, self.target)
        connection.execute(update(sessions).where(sessions.c.id == row.id).values(rekeyed))
        return True

    def _replaced(self, connection: Connection, row: Row[Any]) -> bool:
        encrypted = isinstance(row.datos, str)
        replaced = replaced_of(row, self._source(encrypted))
        if self._is_done(encrypted, row.datos):
            return False
        rekeyed = encrypted_replaced(row.cliente, row.version, replaced, self.target)
        written = update(changes).where(changes.c.id == row.id).values(datos=rekeyed)
        connection.execute(written)
        return True

    def _source(self, encrypted: bool) -> Keyring | None:
        return self.keys if encrypted or not self.believes_plaintext else None

    def _is_done(self, encrypted: bool, *stored: str) -> bool:
        if self.target is None:
            return not encrypted
        return encrypted and all(self.target.is_current(value) for value in stored)


def _count(done: Rekeyed, rekey: Callable[[], bool]) -> None:
    try:
        if rekey():
            done.rewritten += 1
        else:
            done.kept += 1
    except DecryptionError as error:
        done.unreadable.append(str(error))
