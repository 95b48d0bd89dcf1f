"""Sessions, the fence, the transcript."""

from datetime import UTC, datetime

import pytest

from tools.database.engine import Database
from tools.directory.clients import create_client, find_clients
from tools.directory.filters import Filters
from tools.directory.log import Origin
from tools.errors import SessionDeleted, TurnTaken
from tools.sessions.progress import Progress, delete_session, progress_of, take_turn
from tools.sessions.transcript import Turn, append_turn, find_turn, read_history, recent_turns

pytestmark = pytest.mark.both

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def turn(number: int) -> Turn:
    return Turn(number, f"k{number}", f"m{number}", f"r{number}", "otro", {"n": number})


def take(database: Database, session_id: str, number: int) -> None:
    with database.write() as transaction:
        assert take_turn(transaction, session_id, after=number - 1, at=NOW) == number
        append_turn(transaction, session_id, turn(number), at=NOW)


def test_turns_are_read_back_in_their_order(database: Database) -> None:
    for number in range(1, 6):
        take(database, "s", number)
    with database.read() as transaction:
        assert progress_of(transaction, "s").turns == 5
        assert recent_turns(transaction, "s", last=2) == [turn(4), turn(5)]
        assert find_turn(transaction, "s", "k3") == turn(3)
        assert find_turn(transaction, "other", "k3") is None
        said = [(message.role, message.content) for message in read_history(transaction, "s")]
    assert said[:4] == [("user", "m1"), ("assistant", "r1"), ("user", "m2"), ("assistant", "r2")]


def test_timestamps_are_aware_utc(database: Database) -> None:
    take(database, "s", 1)
    with database.read() as transaction:
        assert {message.timestamp for message in read_history(transaction, "s")} == {NOW}


@pytest.mark.parametrize("after", [0, 1, 3])
def test_only_the_turn_that_follows_the_last_one_is_taken(database: Database, after: int) -> None:
    take(database, "s", 1)
    take(database, "s", 2)
    with pytest.raises(TurnTaken), database.write() as transaction:
        take_turn(transaction, "s", after=after, at=NOW)
    with database.read() as transaction:
        assert progress_of(transaction, "s").turns == 2


def test_a_turn_that_fails_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as transaction:
        take_turn(transaction, "s", after=0, at=NOW)
        append_turn(transaction, "s", turn(1), at=NOW)
        create_client(transaction, name="Ana", email="ana@x.es", created=NOW, origin=Origin("s"))
        raise ZeroDivisionError
    with database.read() as transaction:
        assert progress_of(transaction, "s") == Progress()
        assert read_history(transaction, "s") == []
        assert find_clients(transaction, Filters()).total == 0


def test_a_deleted_session_takes_its_transcript_along_and_leaves_its_clients(
    database: Database,
) -> None:
    take(database, "s", 1)
    take(database, "t", 1)
    with database.write() as transaction:
        create_client(transaction, name="Ana", email="ana@x.es", created=NOW, origin=Origin("s", 1))
        assert find_clients(transaction, Filters(session_id="s")).total == 1
        assert delete_session(transaction, "s", at=NOW)
        assert delete_session(transaction, "s", at=NOW)
        assert not delete_session(transaction, "u", at=NOW)
        assert read_history(transaction, "s") == []
        assert len(read_history(transaction, "t")) == 2
        assert find_clients(transaction, Filters()).total == 1
        assert find_clients(transaction, Filters(session_id="s")).total == 0


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_deleted_session_takes_no_turn_any_more(database: Database, after: int) -> None:
    take(database, "s", 1)
    with database.write() as transaction:
        delete_session(transaction, "s", at=NOW)
    with pytest.raises(TurnTaken), database.write() as transaction:
        take_turn(transaction, "s", after=after, at=NOW)
    with pytest.raises(SessionDeleted), database.read() as transaction:
        progress_of(transaction, "s")
