"""Adds the clients of a file to the directory, or tells what adding them would do.

Each batch is a transaction of its own. An import that was cut off goes on when it is begun again,
for clients that are there already stay as they are.
"""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from io import SEEK_END
from itertools import islice

from tools.database.engine import Database
from tools.directory.batches import create_clients, holders_of
from tools.directory.clients import Client
from tools.directory.importing.files import ClientFile
from tools.directory.importing.verdicts import Verdict, earlier_rows, verdict_on
from tools.directory.log import Origin, Values
from tools.folding import folded_address

BATCH = 500
"""Rows of one transaction."""


@dataclass(frozen=True)
class Writing:
    """When an import writes, and for whom."""

    at: datetime
    origin: Origin


@dataclass(frozen=True)
class Batch:
    """Rows with what became of them, and how many bytes of the file were read until now."""

    verdicts: tuple[Verdict, ...]
    read: int
    size: int


def run_import(
    database: Database, listed: ClientFile, writing: Writing | None = None
) -> Generator[Batch]:
    """Check all rows, and with `writing` add the new clients; at least one batch.

    Raises `DatabaseUnavailable`: what was told until then is done.
    """
    size = listed.file.seek(0, SEEK_END)
    with earlier_rows() as earlier, closing(listed.rows()) as rows:
        more = True
        while more:
            checked = [verdict_on(row, earlier) for row in islice(rows, BATCH)]
            new = [verdict for verdict in checked if verdict.outcome == "new"]
            known = _known(database, new, writing)
            verdicts = (
                replace(each, known=known.get(folded_address(each.row.email)))
                if each.outcome == "new"
                else each
                for each in checked
            )
            more = len(checked) == BATCH
            yield Batch(tuple(verdicts), listed.file.tell() if more else size, size)


def _known(
    database: Database, new: Sequence[Verdict], writing: Writing | None
) -> dict[str, Client]:
    """The clients that have these rows' addresses already; with `writing` the others are added."""
    if not new:
        return {}
    if writing is None:
        with database.read() as transaction:
            return holders_of(transaction, (folded_address(each.row.email) for each in new))
    values = [Values(each.row.name, each.row.email) for each in new]
    # Alone, because two imports of the same people in another order would wait for each other.
    with database.write(alone=True) as transaction:
        return create_clients(transaction, values, created=writing.at, origin=writing.origin)
