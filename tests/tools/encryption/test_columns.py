"""With keys, what is said and remembered is unreadable in the file and cannot be tampered with."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tools.database.engine import Database, open_database
from tools.encryption.columns import refuse_other_keys
from tools.encryption.keyring import Keyring, keyring, new_key
from tools.errors import DatabaseMisconfigured, DatabaseUnavailable, DecryptionError
from tools.sessions.progress import Progress, keep_summary, progress_of, take_turn
from tools.sessions.rewriting import rewrite_with
from tools.sessions.transcript import (
    Turn,
    append_turn,
    find_turn,
    read_history,
    recent_turns,
)

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
KEYS = keyring(new_key())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "b.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    """Two sessions of two turns, sealed, the first with a summary of its first turn."""
    opened = open_on(path, KEYS)
    for session in "ab":
        for number in (1, 2):
            say(opened, session, number)
    summarise(opened, 0, 1)
    yield opened
    opened.close()


def open_on(path: Path, keys: Keyring | None) -> Database:
    return open_database(f"sqlite:///{path}", timeout=1, keys=keys)


def say(database: Database, session: str, number: int) -> None:
    with database.write() as transaction:
        take_turn(transaction, session, after=number - 1, at=NOW)
        append_turn(transaction, session, turn(number), at=NOW)


def turn(number: int) -> Turn:
    memory = {"draft": {"name": f"canario {number}"}}
    return Turn(number, f"k{number}", f"canario {number}", f"oí canario {number}", "otro", memory)


def summarise(database: Database, before: int, folded: int) -> None:
    with database.write() as transaction:
        summary = f"canario hasta {folded}"
        known = Progress(folded=before)
        assert keep_summary(transaction, "a", before=known, folded=folded, summary=summary)


def everything(database: Database) -> tuple[object, ...]:
    with database.read() as transaction:
        return (
            [message.content for message in read_history(transaction, "a")],
            recent_turns(transaction, "a", last=5),
            find_turn(transaction, "a", "k1"),
            progress_of(transaction, "a"),
        )


def tamper(path: Path, statement: str, **values: object) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute(statement, values).rowcount > 0


def stored(path: Path, query: str) -> Any:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchone()[0]


def test_what_was_said_comes_back_and_stands_nowhere_in_the_files(
    database: Database, path: Path
) -> None:
    texts, turns, found, progress = everything(database)
    assert texts == ["canario 1", "oí canario 1", "canario 2", "oí canario 2"]
    assert turns == [turn(1), turn(2)]
    assert found == turn(1)
    assert getattr(progress, "summary", None) == "canario hasta 1"
    for file in path.parent.iterdir():
        assert b"canario" not in file.read_bytes()


CONTENT = "SELECT content FROM mensajes WHERE session_id = 'a' AND turno = 1 AND role = '{}'"
MEMORY = "SELECT datos FROM mensajes WHERE session_id = 'a' AND turno = 1 AND role = 'assistant'"
SUMMARY = "SELECT resumen FROM sesiones WHERE id = 'a'"


@pytest.mark.parametrize(
    ("query", "change"),
    [
        (CONTENT.format("user"), "UPDATE mensajes SET content = :new WHERE content = :old"),
        (CONTENT.format("assistant"), "UPDATE mensajes SET content = :new WHERE content = :old"),
        (MEMORY, "UPDATE mensajes SET datos = :new WHERE datos = :old"),
        (SUMMARY, "UPDATE sesiones SET resumen = :new WHERE resumen = :old"),
    ],
)
def test_a_changed_byte_is_refused_and_undone_is_read_again(
    query: str, change: str, database: Database, path: Path
) -> None:
    before, old = everything(database), stored(path, query)
    for position in range(0, len(old), 3):
        new = old[:position] + chr(ord(old[position]) ^ 1) + old[position + 1 :]
        tamper(path, change, old=old, new=new)
        with pytest.raises(DecryptionError):
            everything(database)
        tamper(path, change, old=new, new=old)
    assert everything(database) == before


MOVES = {
    "another session's": "session_id = 'b' AND turno = 1 AND role = 'user'",
    "another turn's": "session_id = 'a' AND turno = 2 AND role = 'user'",
    "the reply's": "session_id = 'a' AND turno = 1 AND role = 'assistant'",
}


@pytest.mark.parametrize("source", MOVES.values(), ids=MOVES)
def test_a_value_moved_from_another_row_is_refused(
    source: str, database: Database, path: Path
) -> None:
    tamper(
        path,
        f"UPDATE mensajes SET content = (SELECT content FROM mensajes WHERE {source}) "  # noqa: S608 - constants
        "WHERE session_id = 'a' AND turno = 1 AND role = 'user'",
    )
    with pytest.raises(DecryptionError, match=r"mensajes 1: content was changed, cut or moved"):
        everything(database)


TAMPERINGS = {
    "memory from another turn": (
        "UPDATE mensajes SET datos = (SELECT datos FROM mensajes WHERE session_id = 'a' AND "
        "turno = 2 AND role = 'assistant') WHERE session_id = 'a' AND turno = 1 "
        "AND role = 'assistant'"
    ),
    "a text in the place of memory": (
        "UPDATE mensajes SET datos = json_quote(content) WHERE id = 2"
    ),
    "plain text": "UPDATE mensajes SET content = 'Crea a Eva' WHERE id = 1",
    "plain memory": 'UPDATE mensajes SET datos = \'{"draft": {"name": "Eva"}}\' WHERE id = 2',
    "no memory": "UPDATE mensajes SET datos = NULL WHERE id = 2",
    "memory that is no JSON": "UPDATE mensajes SET datos = '{' WHERE id = 2",
    "memory that is a number": "UPDATE mensajes SET datos = 7 WHERE id = 2",
    "a text that is bytes": "UPDATE mensajes SET content = x'00' WHERE id = 1",
    "another number of the turn": "UPDATE mensajes SET turno = 7 WHERE turno = 1",
    "another key of the turn": "UPDATE mensajes SET clave = 'k9' WHERE turno = 1",
    "a plain summary": "UPDATE sesiones SET resumen = 'Eva manda' WHERE id = 'a'",
    "no summary": "UPDATE sesiones SET resumen = NULL WHERE id = 'a'",
    "a summary of other turns": "UPDATE sesiones SET resumidos = 2 WHERE id = 'a'",
}


@pytest.mark.parametrize("change", TAMPERINGS.values(), ids=TAMPERINGS)
def test_what_was_forged_is_refused(change: str, database: Database, path: Path) -> None:
    tamper(path, change)
    with pytest.raises(DecryptionError) as refusal:
        everything(database)
    assert "Eva" not in str(refusal.value)


def test_an_older_summary_is_refused(database: Database, path: Path) -> None:
    older = stored(path, SUMMARY)
    summarise(database, 1, 2)
    assert "canario hasta 2" in str(everything(database)[-1])
    tamper(path, "UPDATE sesiones SET resumen = :older WHERE id = 'a'", older=older)
    with pytest.raises(DecryptionError, match="resumen"):
        everything(database)


def test_another_sessions_summary_is_refused(database: Database, path: Path) -> None:
    tamper(path, "UPDATE sesiones SET resumidos = 1, resumen = (SELECT resumen FROM sesiones)")
    with (
        pytest.raises(DecryptionError, match=r"^sesiones sha256 [0-9a-f]{12}: resumen was changed"),
        database.read() as transaction,
    ):
        progress_of(transaction, "b")


def test_other_sessions_go_on(database: Database, path: Path) -> None:
    tamper(path, "UPDATE mensajes SET content = 'Crea a Eva' WHERE id = 1")
    say(database, "b", 3)
    with database.read() as transaction:
        assert len(read_history(transaction, "b")) == 6


def test_the_refusal_names_the_row_and_not_the_session(database: Database, path: Path) -> None:
    tamper(path, "UPDATE mensajes SET session_id = 'sesion-de-otro' WHERE id = 1")
    with (
        pytest.raises(DecryptionError, match=r"^mensajes 1: content") as refusal,
        database.read() as transaction,
    ):
        read_history(transaction, "sesion-de-otro")
    assert "sesion-de-otro" not in str(refusal.value)


def check(database: Database) -> None:
    with database.read() as transaction:
        refuse_other_keys(transaction)


def opened(path: Path, keys: Keyring | None, use: Callable[[Database], object]) -> None:
    database = open_on(path, keys)
    try:
        use(database)
    finally:
        database.close()


@pytest.mark.usefixtures("database")
def test_an_encrypted_database_is_refused_without_its_keys(path: Path) -> None:
    with pytest.raises(DatabaseMisconfigured, match="set ENCRYPTION_KEYS"):
        opened(path, None, check)
    with pytest.raises(DatabaseMisconfigured, match="add the old ones"):
        opened(path, keyring(new_key()), check)
    opened(path, KEYS, check)


@pytest.mark.usefixtures("database")
def test_who_opened_it_without_keys_gets_nothing_sealed(path: Path) -> None:
    keyless = open_on(path, None)
    for read in (partial(read_history), partial(recent_turns, last=5)):
        with (
            pytest.raises(DecryptionError, match="ENCRYPTION_KEYS is not set"),
            keyless.read() as transaction,
        ):
            read(transaction, "a")
    keyless.close()


def test_a_plain_database_is_refused_with_keys_and_works_without(path: Path) -> None:
    opened(path, None, lambda database: say(database, "a", 1))
    with pytest.raises(DatabaseMisconfigured, match="--from-plaintext"):
        opened(path, KEYS, check)
    opened(path, None, check)


def test_a_database_that_is_encrypted_in_part_is_refused(path: Path) -> None:
    opened(path, None, lambda database: say(database, "a", 1))
    opened(path, KEYS, lambda database: say(database, "b", 1))
    for keys in (KEYS, None):
        with pytest.raises(DatabaseMisconfigured):
            opened(path, keys, check)


def test_an_empty_database_takes_keys(path: Path) -> None:
    opened(path, KEYS, check)


def test_memory_that_is_no_json_is_refused_without_keys_too(path: Path) -> None:
    plain = open_on(path, None)
    say(plain, "a", 1)
    tamper(path, "UPDATE mensajes SET datos = '{' WHERE id = 2")
    with pytest.raises(DecryptionError, match="mensajes 2: datos is damaged"):
        everything(plain)
    plain.close()


@pytest.mark.parametrize("keys", [KEYS, None], ids=["sealed", "plain"])
def test_a_turn_is_rewritten_as_it_was_kept(keys: Keyring | None, path: Path) -> None:
    database = open_on(path, keys)
    for number in (1, 2):
        say(database, "a", number)
    new = replace(turn(1), message="[borrado]", reply="oí [borrado]", memory={"draft": None})
    with database.write() as transaction:
        assert rewrite_with(transaction, "a", new, keys)
        assert not rewrite_with(transaction, "a", replace(new, number=7), keys)
        assert not rewrite_with(transaction, "a", replace(new, key="otra"), keys)
        assert recent_turns(transaction, "a", last=5) == [new, turn(2)]
    kept = json.loads(stored(path, MEMORY))
    assert kept == {"draft": None} if keys is None else "draft" not in kept
    assert ("borrado" in stored(path, CONTENT.format("user"))) == (keys is None)
    database.close()


def test_bytes_that_are_no_text_are_an_outage(database: Database, path: Path) -> None:
    tamper(path, "UPDATE mensajes SET content = CAST(x'ff' AS TEXT) WHERE id = 1")
    with pytest.raises(DatabaseUnavailable):
        everything(database)
