"""Every sealed value sealed anew, turn by turn, while others go on reading and writing."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, bindparam, or_, select, update

from tools.database.engine import Database
from tools.encryption.columns import encrypted_summary, encrypted_title, given_title_of, summary_of
from tools.encryption.keyring import Keyring, is_ciphertext
from tools.errors import DecryptionError
from tools.sessions.transcript import BETWEEN, rewrite_with, turn_of
from tools.tables import messages, sessions

BATCH = 25
"""Turns or sessions in one transaction, which other writers wait for."""
PAUSE = 0.01
"""Seconds between two, in which others find their turn."""

REPLIES = (
    select(messages)
    .where(messages.c.role == "assistant", messages.c.id > bindparam("after"))
    .order_by(messages.c.id)
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
    """Turns and summaries, by what became of them."""

    rewritten: int = 0
    kept: int = 0
    """They were as they should be."""
    unreadable: list[str] = field(default_factory=list)
    """A line for each one that stays as it is."""


@dataclass(frozen=True)
class Rekeying:
    """Run again after an interruption, it goes on: what is done is not done twice."""

    keys: Keyring
    target: Keyring | None
    """What things are sealed with from now on; None: nothing is."""
    believes_plaintext: bool = False
    """Whether turns and summaries that were never sealed are taken for what they say."""

    def run(self, database: Database) -> Rekeyed:
        """Go through everything once. Raises `DatabaseUnavailable`."""
        done = Rekeyed()
        for query, reseal, first in ((REPLIES, self._turn, 0), (SUMMARIES, self._summary, "")):
            after: Any = first
            while after is not None:
                with database.write() as transaction:
                    rows = transaction.execute(query, {"after": after}).all()
                    for row in rows:
                        _note(done, partial(reseal, transaction, row))
                after = rows[-1].id if rows else None
                time.sleep(PAUSE)
        return done

    def _turn(self, connection: Connection, answered: Row[Any]) -> bool:
        number = {"first": answered.turno, "last": answered.turno}
        rows = connection.execute(BETWEEN, {"session": answered.session_id} | number).all()
        if len(rows) != 2:
            raise DecryptionError(f"mensajes {answered.id}: has no question")
        said, _ = rows
        sealed = isinstance(answered.datos, str)
        turn = turn_of(said, answered, self._source(sealed))
        values = (said.content, answered.content, answered.datos)
        if self._is_done(sealed, *values):
            return False
        return rewrite_with(connection, answered.session_id, turn, self.target)

    def _summary(self, connection: Connection, row: Row[Any]) -> bool:
        stored = [value for value in (row.resumen, row.titulo) if value is not None]
        sealed = all(is_ciphertext(value) for value in stored)
        summary = summary_of(row, self._source(sealed))
        title = given_title_of(row, self._source(sealed))
        if self._is_done(sealed, *stored):
            return False
        kept = {}
        if row.resumen is not None:
            kept["resumen"] = encrypted_summary(row.id, row.resumidos, summary, self.target)
        if title is not None:
            kept["titulo"] = encrypted_title(row.id, title, self.target)
        connection.execute(update(sessions).where(sessions.c.id == row.id).values(kept))
        return True

    def _source(self, sealed: bool) -> Keyring | None:
        return self.keys if sealed or not self.believes_plaintext else None

    def _is_done(self, sealed: bool, *stored: str) -> bool:
        if self.target is None:
            return not sealed
        return sealed and all(self.target.is_current(value) for value in stored)


def _note(done: Rekeyed, reseal: Callable[[], bool]) -> None:
    try:
        if reseal():
            done.rewritten += 1
        else:
            done.kept += 1
    except DecryptionError as error:
        done.unreadable.append(str(error))
