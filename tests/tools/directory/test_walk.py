"""Walking through a directory that changes meanwhile."""

from datetime import UTC, datetime

import pytest

from tools.database.engine import Database
from tools.directory import walk as directory_walk
from tools.directory.changes import erase_client
from tools.directory.clients import create_client
from tools.directory.filters import Filters
from tools.directory.walk import walk_clients

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def short_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory_walk, "BATCH", 3)


def add(database: Database, *names: str) -> None:
    with database.write() as transaction:
        for name in names:
            create_client(transaction, name=name, email=f"{name}@example.com", created=NOW)


def test_every_client_comes_once_and_those_that_are_created_meanwhile_at_the_end(
    database: Database,
) -> None:
    add(database, *(f"n{number}" for number in range(8)))
    walk = walk_clients(database, Filters())
    seen = [client.name for client in next(walk)]
    with database.write() as transaction:
        erase_client(transaction, 2)
        erase_client(transaction, 5)
    add(database, "nueva")
    seen += [client.name for stretch in walk for client in stretch]
    assert seen == ["n0", "n1", "n2", "n3", "n5", "n6", "n7", "nueva"]


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ({"newest_first": True}, ["bea", "ana", "eva", "ana", "ida"]),
        ({"by_name": True}, ["ana", "ana", "bea", "eva", "ida"]),
        ({"by_name": True, "newest_first": True}, ["ida", "eva", "bea", "ana", "ana"]),
    ],
)
def test_the_walk_goes_in_each_order(
    database: Database, order: dict[str, bool], names: list[str]
) -> None:
    with database.write() as transaction:
        for number, name in enumerate(("ida", "ana", "eva", "ana", "bea")):
            email = f"{number}@example.com"
            create_client(transaction, name=name, email=email, created=NOW)
    batches = list(walk_clients(database, Filters(), **order))
    assert [client.name for batch in batches for client in batch] == names
    assert [len(batch) for batch in batches] == [3, 2, 0]


def test_a_stretch_without_any_wanted_does_not_end_the_walk(database: Database) -> None:
    add(database, *(f"n{number}" for number in range(8)), "ana")
    found = [
        client.name for stretch in walk_clients(database, Filters(text="ana")) for client in stretch
    ]
    assert found == ["ana"]
    assert len(list(walk_clients(database, Filters(text="ana")))) == 4


def test_a_slow_reader_keeps_nobody_from_rewriting_the_file(database: Database) -> None:
    add(database, *(f"n{number}" for number in range(8)))
    walk = walk_clients(database, Filters())
    next(walk)
    database.vacuum()
    assert len(list(walk)) == 3
