"""Keys change, come and go without a turn lost; what cannot be read stays as it is."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tools.database.engine import Database, open_database
from tools.directory.changes import change_client, changes_of
from tools.directory.clients import NOBODY, create_client
from tools.encryption.keyring import Keyring, keyring, new_key
from tools.errors import DecryptionError
from tools.sessions.listing import list_sessions, rename_session
from tools.sessions.progress import Progress, keep_summary, progress_of, take_turn
from tools.sessions.rekeying import BATCH, Rekeyed, Rekeying
from tools.sessions.transcript import Turn, append_turn, recent_turns

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
OLD_KEY, NEW_KEY = new_key(), new_key()
OLD, NEW, BOTH = keyring(OLD_KEY), keyring(NEW_KEY), keyring(f"{NEW_KEY},{OLD_KEY}")
SESSIONS = [f"s{number:03}" for number in range(2 * BATCH + 3)]
VALUES = 2 * len(SESSIONS) + 1
"""Turns, summaries with titles, and what one change of a client replaced."""


OPENED: list[Database] = []
"""Those of the test, which are closed at its end."""


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    while OPENED:
        OPENED.pop().close()


def filled(folder: Path, keys: Keyring | None) -> Database:
    """Sessions with a turn and a summary each: more than fit into two batches."""
    database = open_on(folder, keys)
    for session in SESSIONS:
        with database.write() as transaction:
            number = take_turn(transaction, session, after=0, at=NOW)
            append_turn(transaction, session, turn(session, number), at=NOW)
            before, summary = Progress(), f"canario {session}"
            keep_summary(transaction, session, before=before, folded=1, summary=summary)
            assert rename_session(transaction, "", session, f"canario de {session}")
    with database.write() as transaction:
        client = create_client(transaction, name="Canario", email="canario@x.es", created=NOW)
        change_client(
            transaction, client.id, version=1, name="Eva", email="eva@x.es", at=NOW, origin=NOBODY
        )
    return database


def open_on(folder: Path, keys: Keyring | None) -> Database:
    database = open_database(f"sqlite:///{folder}/b.db", timeout=5, keys=keys)
    OPENED.append(database)
    return database


def turn(session: str, number: int) -> Turn:
    return Turn(number, "k", f"canario {session}", "oí canario", "otro", {"canario": session})


def all_there(folder: Path, keys: Keyring | None, sessions: Sequence[str] = SESSIONS) -> bool:
    database = open_on(folder, keys)
    with database.read() as transaction:
        for session in sessions:
            assert recent_turns(transaction, session, last=5) == [turn(session, 1)]
            assert progress_of(transaction, session).summary == f"canario {session}"
        pages = list_sessions(transaction, "", limit=len(SESSIONS)).sessions
        titles = {each.session_id: each.title for each in pages}
        (change, _) = changes_of(transaction, 1)
    assert {titles[session] for session in sessions} == {f"canario de {s}" for s in sessions}
    assert change.before == ("Canario", "canario@x.es")
    database.close()
    return True


def reseal(folder: Path, resealing: Rekeying) -> Rekeyed:
    database = open_on(folder, resealing.keys)
    try:
        return resealing.run(database)
    finally:
        database.vacuum()
        database.close()


def tamper(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "b.db")) as connection, connection:
        assert connection.execute(statement).rowcount == 1


def in_files(folder: Path) -> bool:
    return any(b"canario" in path.read_bytes() for path in folder.iterdir())


def test_a_new_key_takes_everything_over_and_the_old_one_can_go(tmp_path: Path) -> None:
    filled(tmp_path, OLD).close()
    done = reseal(tmp_path, Rekeying(BOTH, BOTH))
    assert (done.rewritten, done.kept, done.unreadable) == (VALUES, 0, [])
    assert all_there(tmp_path, NEW)
    with pytest.raises(DecryptionError, match="not in ENCRYPTION_KEYS"):
        all_there(tmp_path, OLD)
    again = reseal(tmp_path, Rekeying(NEW, NEW))
    assert (again.rewritten, again.kept) == (0, VALUES)


def test_a_plain_database_becomes_an_encrypted_one_and_plain_again(tmp_path: Path) -> None:
    filled(tmp_path, None).close()
    assert in_files(tmp_path)
    done = reseal(tmp_path, Rekeying(NEW, NEW, believes_plaintext=True))
    assert done == Rekeyed(rewritten=VALUES)
    assert not in_files(tmp_path)
    assert all_there(tmp_path, NEW)
    back = reseal(tmp_path, Rekeying(NEW, None, believes_plaintext=True))
    assert back == Rekeyed(rewritten=VALUES)
    assert all_there(tmp_path, None)


def test_an_interrupted_encryption_goes_on(tmp_path: Path) -> None:
    filled(tmp_path, None).close()
    sealed = open_on(tmp_path, NEW)
    with sealed.write() as transaction:
        take_turn(transaction, "nueva", after=0, at=NOW)
        append_turn(transaction, "nueva", turn("nueva", 1), at=NOW)
    sealed.close()
    done = reseal(tmp_path, Rekeying(NEW, NEW, believes_plaintext=True))
    assert done == Rekeyed(rewritten=VALUES, kept=1)
    assert all_there(tmp_path, NEW)


def test_plain_text_is_not_believed_unless_asked_for(tmp_path: Path) -> None:
    filled(tmp_path, None).close()
    done = reseal(tmp_path, Rekeying(NEW, NEW))
    assert (done.rewritten, done.kept, len(done.unreadable)) == (0, 0, VALUES)
    assert all_there(tmp_path, None)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE mensajes SET content = 'Crea a Eva' WHERE id = 3", "mensajes 3: content"),
        ("UPDATE mensajes SET content = 'Crea a Eva' WHERE id = 4", "mensajes 4: content"),
        ("DELETE FROM mensajes WHERE id = 3", "mensajes 4: has no question"),
    ],
)
@pytest.mark.parametrize("believes_plaintext", [False, True])
def test_a_turn_that_was_tampered_with_stays_as_it_is_and_is_named(
    change: str, named: str, believes_plaintext: bool, tmp_path: Path
) -> None:
    filled(tmp_path, OLD).close()
    tamper(tmp_path, change)
    done = reseal(tmp_path, Rekeying(BOTH, BOTH, believes_plaintext=believes_plaintext))
    assert done.rewritten == VALUES - 1
    assert len(done.unreadable) == 1
    assert done.unreadable[0].startswith(named)
    assert all_there(tmp_path, NEW, [SESSIONS[0], *SESSIONS[2:]])
    with pytest.raises((DecryptionError, ValueError)):
        all_there(tmp_path, BOTH, SESSIONS[1:2])


def test_a_message_that_looks_sealed_is_what_the_user_wrote(tmp_path: Path) -> None:
    sly = OLD.encrypt_text("Crea a Eva", "mensajes", "s", 1, "user", "k", "content")
    database = open_on(tmp_path, None)
    with database.write() as transaction:
        take_turn(transaction, "s", after=0, at=NOW)
        append_turn(transaction, "s", Turn(1, "k", sly, "oído", "otro", {}), at=NOW)
    database.close()
    reseal(tmp_path, Rekeying(OLD, OLD, believes_plaintext=True))
    database = open_on(tmp_path, OLD)
    with database.read() as transaction:
        assert recent_turns(transaction, "s", last=1)[0].message == sly
    database.close()
