"""Copies a business database into an empty one of either engine, verifies it, and goes on if cut.

Rows are copied as they are stored: ciphertexts stay what they are, and so do the columns that they
are bound to. The target serves nobody before it is verified; the source is only read.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, Table, delete

from tools.api_keys import keys_were_made
from tools.database.engine import Database, open_database
from tools.database.lock_file import LockFile
from tools.database.postgres import AdvisoryLock
from tools.database.private_files import make_folder
from tools.database.schema import is_unfinished, mark_version
from tools.database.urls import parsed_url, sqlite_file
from tools.errors import ConstraintViolated, DatabaseMisconfigured, DatabaseUnavailable
from tools.moving.identities import set_identities
from tools.moving.rows import (
    BATCH,
    MOVED,
    count_of,
    has_rows,
    inserted,
    key_of,
    last_of,
    lift_limits,
    rows_of,
)
from tools.moving.verification import Comparison, compare

Report = Callable[[str, int, int], None]
"""Gets a table's name, the number of its rows that are moved, and that of all of them."""


@dataclass(frozen=True)
class Moved:
    """What was moved and found equal."""

    compared: Comparison
    resumed: bool
    """Whether an earlier move of the same kind had been cut off."""
    anew: bool
    """Whether its rows were no longer the source's, so that all were copied again."""


def move(
    source_url: str, target_url: str, *, timeout: float, report: Report, batch: int = BATCH
) -> Moved:
    """Copy everything and compare it; a move that was cut off goes on.

    `timeout` is in seconds, for another writer; `batch` is the number of rows in a transaction.
    Raises `DatabaseMisconfigured`, and `DatabaseUnavailable` also while any process uses either.
    """
    with ExitStack() as opened:
        _refuse_missing(source_url)
        source_lock = opened.enter_context(_exclusively(source_url))
        target_lock = opened.enter_context(_exclusively(target_url))
        opening = partial(open_database, timeout=timeout, lock=False)
        source = opened.enter_context(closing(opening(source_url, make=False)))
        target = opened.enter_context(closing(opening(target_url, to_be_filled=True)))
        resumed = _begin(target)
        with source.read() as reading:
            lift_limits(reading)
            copy = partial(_copy, reading, target, report, batch)
            compared, anew = _copied(reading, target, copy, resumed=resumed)
            for lock in (source_lock, target_lock):
                if isinstance(lock, AdvisoryLock):
                    lock.check()
            _end(reading, target)
    return Moved(compared, resumed, anew)


def _refuse_missing(url: str) -> None:
    path = sqlite_file(url)
    if path and not path.exists():
        raise DatabaseMisconfigured(f"no database at {path}: is this the folder of the service?")


def _exclusively(url: str) -> "closing[LockFile | AdvisoryLock]":
    """A lock on the database for this process alone."""
    path = sqlite_file(url)
    if path is None:
        return closing(AdvisoryLock(parsed_url(url)))
    try:
        make_folder(path.parent)
    except OSError as error:
        raise DatabaseUnavailable("the folder of the database cannot be made") from error
    return closing(LockFile(path, exclusive=True))


def _begin(target: Database) -> bool:
    """Mark an empty target; whether it was marked before, and is to be filled further."""
    with target.write() as transaction:
        if is_unfinished(transaction):
            return True
        if any(has_rows(transaction, table) for table in MOVED):
            raise DatabaseMisconfigured("the target holds data already: name a new database")
        mark_version(transaction, unfinished=True)
    return False


def _copied(
    source: Connection, target: Database, copy: Callable[[], None], *, resumed: bool
) -> tuple[Comparison, bool]:
    """Copy what is missing; all of it once more if the source has changed since the move began."""
    copy()
    compared = _compare(source, target)
    anew = resumed and not compared.is_equal
    if anew:
        with target.write() as transaction:
            lift_limits(transaction)
            for table in reversed(MOVED):
                transaction.execute(delete(table))
        target.vacuum()
        copy()
        compared = _compare(source, target)
    if not compared.is_equal:
        raise DatabaseMisconfigured(
            f"the copy differs from the source in {', '.join(compared.differing)}, and in "
            f"{compared.differing_sessions} sessions: nothing is to be served from it"
        )
    return compared, anew


def _copy(source: Connection, target: Database, report: Report, size: int) -> None:
    """Each batch is a transaction, so that the highest key tells how far an earlier move got."""
    for table in MOVED:
        with target.read() as transaction:
            lift_limits(transaction)
            last, done = last_of(transaction, table), count_of(transaction, table)
        total = count_of(source, table)
        report(table.name, done, total)
        for batch in rows_of(source, table, key_of(table), after=last, batch=size):
            _insert(target, table, batch)
            done += len(batch)
            report(table.name, done, total)


def _insert(target: Database, table: Table, batch: Sequence[Row[Any]]) -> None:
    try:
        with target.write() as transaction:
            transaction.execute(inserted(table), [dict(row._mapping) for row in batch])
    except ConstraintViolated as error:
        ends = [str(row._mapping[key_of(table).name]) for row in (batch[0], batch[-1])]
        raise DatabaseMisconfigured(
            f"{table.name}: the target refuses a row between {' and '.join(ends)}: it is damaged, "
            "or was not written by this program"
        ) from error


def _compare(source: Connection, target: Database) -> Comparison:
    with target.read() as transaction:
        lift_limits(transaction)
        return compare(source, transaction)


def _end(source: Connection, target: Database) -> None:
    """Let the target be served."""
    with target.write() as transaction:
        lift_limits(transaction)
        set_identities(source, transaction)
        mark_version(transaction, unfinished=False)
        if transaction.dialect.name == "postgresql":
            transaction.exec_driver_sql("ANALYZE")
    keys_were_made(target)
