"""Two who write to one client at the same time: one does, and the other learns of it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, delete

from tools.database.engine import Database
from tools.directory.changes import ClientChanged, change_client, changes_of, remove_client
from tools.directory.clients import create_client
from tools.directory.log import Origin
from tools.directory.undoing import undo_last
from tools.tables import changes

pytestmark = pytest.mark.both

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANA = Origin(owner="ana")
WAITS = 0.3
"""Seconds in which the second one gets as far as the lock."""

Write = Callable[[Connection, int, int], object]


def change(transaction: Connection, client: int, version: int) -> object:
    return change_client(transaction, client, version=version, name="Eva", at=NOW, origin=ANA)


def remove(transaction: Connection, client: int, version: int) -> object:
    return remove_client(transaction, client, version=version, at=NOW, origin=ANA)


def undo(transaction: Connection, client: int, version: int) -> object:
    return undo_last(transaction, client, version=version, at=NOW, origin=ANA)


def add(database: Database) -> int:
    with database.write() as transaction:
        return create_client(transaction, name="Ana", email="ana@x.es", created=NOW).id


def at_once(database: Database, client: int, version: int, first: Write, second: Write) -> None:
    """Both write; the second one begins before the first one has committed."""

    def late() -> None:
        with database.write() as transaction, pytest.raises(ClientChanged):
            second(transaction, client, version)

    with ThreadPoolExecutor(1) as pool:
        with database.write() as transaction:
            first(transaction, client, version)
            refused = pool.submit(late)
            wait([refused], WAITS)
        refused.result()
    with database.read() as transaction:
        log = changes_of(transaction, client)
    assert [each.entry.version for each in log] == list(range(version + 1, 0, -1))


@pytest.mark.parametrize("first", [change, remove, undo])
@pytest.mark.parametrize("second", [change, remove, undo])
def test_one_of_two_writes_to_one_version_is_done(
    database: Database, first: Write, second: Write
) -> None:
    at_once(database, add(database), 1, first, second)


@pytest.mark.parametrize("second", [change, remove, undo])
def test_so_it_is_with_a_client_that_is_older_than_the_log(
    database: Database, second: Write
) -> None:
    client = add(database)
    with database.write() as transaction:
        transaction.execute(delete(changes))
    at_once(database, client, 1, change, second)


def test_a_deleted_client_is_brought_back_once(database: Database) -> None:
    client = add(database)
    with database.write() as transaction:
        remove(transaction, client, 1)
    at_once(database, client, 2, undo, undo)
