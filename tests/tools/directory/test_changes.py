"""Writes to existing clients, their log, and taking them back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from tools.database.engine import Database, Transaction
from tools.directory.changes import (
    ClientChanged,
    change_client,
    changes_of,
    empty_trash,
    erase_client,
    merge_clients,
    remove_client,
)
from tools.directory.clients import (
    Client,
    EmailTaken,
    columns_of,
    create_client,
    find_clients,
    get_client,
)
from tools.directory.filters import Filters
from tools.directory.log import Origin, Values
from tools.directory.undoing import undo_last, undo_turn
from tools.errors import InvalidEmail, InvalidName, NoSuchClient, NothingToUndo
from tools.sessions.progress import delete_session, take_turn
from tools.tables import changes, clients

pytestmark = pytest.mark.both

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ANA = Origin(owner="ana", credential="key:1")


def add(database: Database, name: str, email: str, origin: Origin = ANA) -> Client:
    with database.write() as transaction:
        return create_client(transaction, name=name, email=email, created=NOW, origin=origin)


def current(database: Database, client: Client) -> Client | None:
    with database.read() as transaction:
        return get_client(transaction, client.id)


@contextmanager
def refused(database: Database, *errors: type[Exception]) -> Iterator[Transaction]:
    """The write raises, and its transaction goes on and leaves everything as it was."""
    with database.write() as transaction:
        before = (
            transaction.execute(select(clients)).all(),
            transaction.execute(select(changes)).all(),
        )
        with pytest.raises(errors):
            yield transaction
        after = (
            transaction.execute(select(clients)).all(),
            transaction.execute(select(changes)).all(),
        )
        assert after == before


def test_a_change_raises_the_version_and_logs_what_it_replaced(database: Database) -> None:
    client = add(database, "Ariel", "ariel@x.es")
    with database.write() as transaction:
        changed = change_client(
            transaction, client.id, version=1, name="Uriel", at=LATER, origin=ANA
        )
    assert (changed.name, changed.email, changed.version) == ("Uriel", "ariel@x.es", 2)
    assert current(database, client) == changed
    with database.read() as transaction:
        last, first = changes_of(transaction, client.id)
        assert find_clients(transaction, Filters(text="uriel")).clients == (changed,)
        assert find_clients(transaction, Filters(text="ariel")).total == 0
    assert (last.entry.action, last.entry.at, last.entry.origin) == ("cambiar", LATER, ANA)
    assert (last.before, last.after) == (
        Values("Ariel", "ariel@x.es"),
        Values("Uriel", "ariel@x.es"),
    )
    assert (first.entry.action, first.before, first.after) == ("crear", None, last.before)


def test_a_change_that_fails_later_in_its_transaction_leaves_no_trace(database: Database) -> None:
    client = add(database, "Ariel", "ariel@x.es")
    with pytest.raises(ZeroDivisionError), database.write() as transaction:
        change_client(transaction, client.id, version=1, name="Uriel", at=NOW, origin=ANA)
        raise ZeroDivisionError
    assert current(database, client) == client
    with database.read() as transaction:
        assert len(changes_of(transaction, client.id)) == 1


def test_what_a_client_is_already_is_no_change(database: Database) -> None:
    client = add(database, "Ana", "ana@x.es")
    with database.write() as transaction:
        same = change_client(
            transaction, client.id, version=None, name=" Ana ", email="ana@X.es", at=NOW, origin=ANA
        )
        assert same == client
        assert len(changes_of(transaction, client.id)) == 1


def test_a_change_is_refused_that_would_not_be_valid(database: Database) -> None:
    add(database, "Eva", "eva@x.es")
    client = add(database, "Ana", "ana@x.es")
    for error, fields in (
        (InvalidName, {"name": ""}),
        (InvalidEmail, {"email": "ana"}),
        (EmailTaken, {"email": "EVA@x.es"}),
    ):
        with refused(database, error) as transaction:
            change_client(transaction, client.id, version=1, at=NOW, origin=ANA, **fields)
    with refused(database, NoSuchClient) as transaction:
        change_client(transaction, 99, version=None, name="A", at=NOW, origin=ANA)


def test_somebody_who_saw_another_version_writes_nothing(database: Database) -> None:
    client = add(database, "Ana", "ana@x.es")
    with database.write() as transaction:
        changed = change_client(transaction, client.id, version=1, name="A", at=NOW, origin=ANA)
    for write in (
        lambda t: change_client(t, client.id, version=1, name="B", at=NOW, origin=ANA),
        lambda t: remove_client(t, client.id, version=1, at=NOW, origin=ANA),
        lambda t: undo_last(t, client.id, version=1, at=NOW, origin=ANA),
    ):
        with refused(database, ClientChanged) as transaction:
            write(transaction)
    with database.write() as transaction:
        remove_client(transaction, client.id, version=2, at=NOW, origin=ANA)
        with pytest.raises(ClientChanged) as caught:
            change_client(transaction, client.id, version=2, name="B", at=NOW, origin=ANA)
    assert caught.value.client is None
    assert current(database, changed) is None


def test_a_removed_client_comes_back_as_it_was(database: Database) -> None:
    with database.write() as transaction:
        take_turn(transaction, "s", after=0, at=NOW)
    client = add(database, "Ana", "ana@x.es", Origin("s", 1))
    with database.write() as transaction:
        assert remove_client(transaction, client.id, version=1, at=LATER, origin=ANA) == client
    assert current(database, client) is None
    with database.write() as transaction:
        undone = undo_last(transaction, client.id, version=2, at=LATER, origin=ANA)
        assert (undone.action, undone.before, undone.version) == ("borrar", None, 3)
        assert find_clients(transaction, Filters(session_id="s")).total == 1
    back = current(database, client)
    assert back == undone.after
    assert back == Client(client.id, "Ana", "ana@x.es", NOW, 3)


def test_the_address_of_a_removed_client_is_free(database: Database) -> None:
    client = add(database, "Ana", "ana@x.es")
    with database.write() as transaction:
        remove_client(transaction, client.id, version=None, at=NOW, origin=ANA)
    add(database, "Otra", "ana@x.es")
    with refused(database, EmailTaken) as transaction:
        undo_last(transaction, client.id, version=None, at=NOW, origin=ANA)


def test_a_write_is_taken_back_once(database: Database) -> None:
    client = add(database, "Ana", "ana@x.es")
    with database.write() as transaction:
        change_client(transaction, client.id, version=1, email="b@x.es", at=NOW, origin=ANA)
        undone = undo_last(transaction, client.id, version=2, at=NOW, origin=ANA)
    assert undone.after == Client(client.id, "Ana", "ana@x.es", NOW, 3)
    with refused(database, NothingToUndo) as transaction:
        undo_last(transaction, client.id, version=None, at=NOW, origin=ANA)
    with database.read() as transaction:
        marks = [(each.entry.action, each.undone) for each in changes_of(transaction, client.id)]
    assert marks == [("deshacer", False), ("cambiar", True), ("crear", False)]


def test_a_creation_that_is_taken_back_leaves_nobody(database: Database) -> None:
    client = add(database, "Ana", "ana@x.es")
    with database.write() as transaction:
        undone = undo_last(transaction, client.id, version=1, at=NOW, origin=ANA)
    assert (undone.action, undone.before, undone.after) == ("crear", client, None)
    assert current(database, client) is None


def test_a_turn_is_taken_back_whole_or_not_at_all(database: Database) -> None:
    with database.write() as transaction:
        take_turn(transaction, "s", after=0, at=NOW)
    one, two = (add(database, name, f"{name}@x.es", Origin("s", 1)) for name in ("ana", "eva"))
    with database.write() as transaction:
        change_client(transaction, one.id, version=1, name="Ana Gil", at=NOW, origin=ANA)
    with refused(database, ClientChanged) as transaction:
        undo_turn(transaction, "s", at=NOW, origin=Origin("s", 2))
    with database.write() as transaction:
        undo_last(transaction, one.id, version=2, at=NOW, origin=ANA)
    with refused(database, ClientChanged) as transaction:
        undo_turn(transaction, "s", at=NOW, origin=Origin("s", 2))
    other = add(database, "Luz", "luz@x.es", Origin("s", 2))
    with database.write() as transaction:
        take_turn(transaction, "s", after=1, at=NOW)
        undone = undo_turn(transaction, "s", at=NOW, origin=Origin("s", 3))
    assert [each.before for each in undone] == [other]
    with refused(database, NothingToUndo) as transaction:
        undo_turn(transaction, "s", at=NOW, origin=Origin("s", 4))
    assert current(database, two) == two


def test_all_clients_of_a_turn_go_together(database: Database) -> None:
    with database.write() as transaction:
        take_turn(transaction, "s", after=0, at=NOW)
    made = [add(database, name, f"{name}@x.es", Origin("s", 1)) for name in ("ana", "eva", "luz")]
    with database.write() as transaction:
        undone = undo_turn(transaction, "s", at=NOW, origin=Origin("s", 2))
    assert [each.before for each in undone] == made
    with database.read() as transaction:
        assert find_clients(transaction, Filters()).total == 0


@pytest.mark.parametrize("whose", ["kept", "other"])
def test_a_merge_keeps_one_and_is_taken_back_as_one(database: Database, whose: str) -> None:
    kept, other = add(database, "Ana", "ana@x.es"), add(database, "Anna", "anna@x.es")
    with refused(database, NoSuchClient) as transaction:
        merge_clients(transaction, kept.id, kept.id, version=1, at=NOW, origin=ANA)
    with database.write() as transaction:
        merged = merge_clients(transaction, kept.id, other.id, version=1, at=NOW, origin=ANA)
    assert (merged.name, merged.version) == ("Ana", 2)
    assert current(database, other) is None
    with database.write() as transaction:
        mine = kept if whose == "kept" else other
        undo_last(transaction, mine.id, version=2, at=NOW, origin=ANA)
    for client in (kept, other):
        now = current(database, client)
        assert now is not None
        assert (now.name, now.email, now.version) == (client.name, client.email, 3)


def test_each_of_several_that_were_merged_into_one_is_taken_back(database: Database) -> None:
    kept, anna, ann = (add(database, name, f"{name}@x.es") for name in ("Ana", "Anna", "Ann"))
    with database.write() as transaction:
        merge_clients(transaction, kept.id, anna.id, version=1, at=NOW, origin=ANA)
        merge_clients(transaction, kept.id, ann.id, version=2, at=NOW, origin=ANA)
        change_client(transaction, kept.id, version=3, name="Ana B", at=LATER, origin=ANA)
        for merged in (anna, ann):
            undo_last(transaction, merged.id, version=2, at=LATER, origin=ANA)
            with pytest.raises(NothingToUndo):
                undo_last(transaction, merged.id, version=3, at=LATER, origin=ANA)
        log = changes_of(transaction, kept.id)
    now = current(database, kept)
    assert now == Client(kept.id, "Ana B", "Ana@x.es", NOW, 6)
    assert [each.undone for each in log if each.entry.action == "unir"] == [True, True]
    assert [each.after for each in log][:3] == [("Ana B", "Ana@x.es")] * 3
    assert [current(database, each) for each in (anna, ann)] != [None, None]


def test_who_was_merged_comes_back_when_the_other_one_is_gone(database: Database) -> None:
    kept, other = add(database, "Ana", "ana@x.es"), add(database, "Anna", "anna@x.es")
    with database.write() as transaction:
        merge_clients(transaction, kept.id, other.id, version=1, at=NOW, origin=ANA)
        remove_client(transaction, kept.id, version=2, at=LATER, origin=ANA)
        undo_last(transaction, other.id, version=2, at=LATER, origin=ANA)
    assert (current(database, kept), bool(current(database, other))) == (None, True)


def merged_names(transaction: Transaction, client: Client) -> list[str | None]:
    """Of the merges in a client's log, the last first, who the other client was."""
    log = changes_of(transaction, client.id)
    return [each.other and each.other.name for each in log if each.entry.action == "unir"]


def test_a_merge_says_who_the_other_client_was_until_that_is_erased(database: Database) -> None:
    kept, anna, ann = (add(database, name, f"{name}@x.es") for name in ("Ana", "Anna", "Ann"))
    with database.write() as transaction:
        merge_clients(transaction, kept.id, anna.id, version=1, at=NOW, origin=ANA)
        undo_last(transaction, kept.id, version=2, at=NOW, origin=ANA)
        change_client(transaction, anna.id, version=3, name="Anna B", at=NOW, origin=ANA)
        merge_clients(transaction, kept.id, anna.id, version=3, at=LATER, origin=ANA)
        merge_clients(transaction, kept.id, ann.id, version=4, at=LATER, origin=ANA)
    with database.write() as transaction:
        assert merged_names(transaction, kept) == ["Ann", "Anna B", "Anna"]
        assert merged_names(transaction, ann) == ["Ana"]
        empty_trash(transaction, before=LATER + timedelta(seconds=1), limit=1)
        erase_client(transaction, ann.id)
        assert merged_names(transaction, kept) == [None, None, None]


def test_a_client_that_is_older_than_the_log_has_its_creation_in_it(database: Database) -> None:
    row = columns_of("Ana", "ana@x.es") | {"creado": NOW}
    with database.write() as transaction:
        key = transaction.execute(insert(clients).values(row).returning(clients.c.id)).scalar_one()
        assert [each.entry.action for each in changes_of(transaction, key)] == ["crear"]
        remove_client(transaction, key, version=1, at=LATER, origin=ANA)
        undo_last(transaction, key, version=2, at=LATER, origin=ANA)
        back = get_client(transaction, key)
        actions = [each.entry.action for each in changes_of(transaction, key)]
    assert back == Client(key, "Ana", "ana@x.es", NOW, 3)
    assert actions == ["deshacer", "borrar", "crear"]


def test_deleted_clients_go_for_good_after_their_time(database: Database) -> None:
    old, young, living = (add(database, name, f"{name}@x.es") for name in ("ana", "eva", "luz"))
    with database.write() as transaction:
        remove_client(transaction, old.id, version=1, at=NOW, origin=ANA)
        remove_client(transaction, young.id, version=1, at=LATER, origin=ANA)
    with database.write() as transaction:
        assert empty_trash(transaction, before=LATER, limit=10) == 1
        assert empty_trash(transaction, before=LATER, limit=10) == 0
        undo_last(transaction, young.id, version=2, at=LATER, origin=ANA)
        with pytest.raises(NoSuchClient):
            undo_last(transaction, old.id, version=None, at=LATER, origin=ANA)
        assert changes_of(transaction, old.id) == []
        assert len(changes_of(transaction, living.id)) == 1


def test_an_erased_client_has_no_log(database: Database) -> None:
    client = add(database, "Ana", "ana@x.es")
    with database.write() as transaction:
        change_client(transaction, client.id, version=1, name="Eva", at=NOW, origin=ANA)
        erase_client(transaction, client.id)
        assert changes_of(transaction, client.id) == []
        assert transaction.execute(select(changes)).all() == []


def test_a_deleted_session_is_not_named_in_the_log(database: Database) -> None:
    with database.write() as transaction:
        take_turn(transaction, "s", after=0, at=NOW)
    client = add(database, "Ana", "ana@x.es", Origin("s", 1, "ana", "key:1"))
    with database.write() as transaction:
        delete_session(transaction, "s", at=NOW)
        (creation,) = changes_of(transaction, client.id)
    assert creation.entry.origin == ANA
