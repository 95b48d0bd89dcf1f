"""The whole business database in one SQLCipher file."""

import re
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Timer

import pytest
import sqlcipher3
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from tools.database.engine import Database, open_database
from tools.database.sqlite import sqlite_engine
from tools.database.sqlite_backend import POOL_SIZE
from tools.directory.clients import create_client, find_clients
from tools.directory.filters import Filters
from tools.errors import DatabaseMisconfigured, DatabaseUnavailable
from tools.sessions.progress import delete_session, take_turn
from tools.sessions.transcript import Turn, append_turn, read_history

pytestmark = pytest.mark.sqlite

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
WORDS = "corcho%20y%22vino"
"""The passphrase, with a space and a quote, as a URL writes them."""


def url(folder: Path, passphrase: str = WORDS) -> str:
    return f"sqlite+pysqlcipher://:{passphrase}@/{folder}/b.db"


def populate(database: Database) -> None:
    with database.write() as transaction:
        number = take_turn(transaction, "s", after=0, at=NOW)
        create_client(
            transaction, name="Inconfundible Pérez", email="canario@example.com", created=NOW
        )
        turn = Turn(number, "k", "crea al inconfundible", "✅ inconfundible", "crear", {"a": 1})
        append_turn(transaction, "s", turn, at=NOW)


def names(database: Database, text: str) -> list[str]:
    with database.read() as transaction:
        return [client.name for client in find_clients(transaction, Filters(text=text)).clients]


def test_everything_works_and_nothing_can_be_read_in_the_files(tmp_path: Path) -> None:
    for _ in range(2):
        database = open_database(url(tmp_path))
        database.check(NOW)
        if not names(database, "confundi"):
            populate(database)
        assert names(database, "confundi") == ["Inconfundible Pérez"]
        with database.read() as transaction:
            assert [m.role for m in read_history(transaction, "s")] == ["user", "assistant"]
        files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        assert {"b.db", "b.db-wal"} <= set(files)
        for content in files.values():
            assert not re.search(b"inconfundible|canario|clientes|SQLite format", content, re.I)
        database.close()


def test_threads_write_at_once(tmp_path: Path) -> None:
    database = open_database(url(tmp_path))

    def add(number: int) -> None:
        with database.write() as transaction:
            create_client(
                transaction, name=f"Ana {number}", email=f"a{number}@example.com", created=NOW
            )

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(40)))
    assert len(names(database, "ana")) == 20
    database.close()


def test_a_file_that_another_connection_holds_is_waited_for(tmp_path: Path) -> None:
    with closing(connect_other(tmp_path)) as other:
        other.execute("CREATE TABLE other (id)")
        other.execute("BEGIN")
        other.execute("SELECT * FROM other").fetchall()
        ending = Timer(0.5, other.execute, ["ROLLBACK"])
        ending.start()
        open_database(url(tmp_path), timeout=5).close()
        ending.join()


def connect_other(folder: Path) -> sqlcipher3.Connection:
    other = sqlcipher3.connect(folder / "b.db", isolation_level=None, check_same_thread=False)
    other.execute('PRAGMA key = "corcho y""vino"')
    return other


def test_a_missing_file_is_an_error_of_the_driver(tmp_path: Path) -> None:
    with pytest.raises(OperationalError, match="the database file is gone"):
        sqlite_engine(make_url(url(tmp_path)), timeout=1).connect()


def test_a_raw_key_serves_as_well(tmp_path: Path) -> None:
    raw = f"x%27{'5a' * 32}%27"
    for _ in range(2):
        database = open_database(url(tmp_path, raw))
        database.check(NOW)
        database.close()
    with pytest.raises(DatabaseMisconfigured):
        open_database(url(tmp_path, raw.replace("5a", "a5")))


def test_connections_whose_key_was_derived_are_kept(tmp_path: Path) -> None:
    database = open_database(url(tmp_path))
    with ExitStack() as together:
        for _ in range(POOL_SIZE + 2):
            together.enter_context(database.read())
    assert getattr(database._engine.pool, "checkedin", int)() == POOL_SIZE + 2
    database.close()


def test_a_deleted_session_goes_when_the_files_are_rewritten(tmp_path: Path) -> None:
    database = open_database(url(tmp_path))
    populate(database)
    with database.write() as transaction:
        delete_session(transaction, "s", at=NOW)
    database.vacuum()
    assert (tmp_path / "b.db-wal").stat().st_size == 0
    assert names(database, "confundi") == ["Inconfundible Pérez"]
    database.close()


@pytest.mark.parametrize("passphrase", ["otra", "corcho"])
def test_another_passphrase_is_refused_and_not_told(
    passphrase: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    database = open_database(url(tmp_path))
    populate(database)
    database.close()
    before = (tmp_path / "b.db").read_bytes()
    with pytest.raises(DatabaseMisconfigured, match="passphrase does not open") as refusal:
        open_database(url(tmp_path, passphrase))
    assert passphrase not in str(refusal.value)
    assert capfd.readouterr() == ("", "")
    assert (tmp_path / "b.db").read_bytes() == before


def test_no_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseMisconfigured, match="has no passphrase"):
        open_database(f"sqlite+pysqlcipher:///{tmp_path}/b.db")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_encrypted_is_refused(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path}/b.db").close()
    with pytest.raises(DatabaseMisconfigured, match="or none"):
        open_database(url(tmp_path))


def test_without_the_passphrase_the_file_is_an_outage(tmp_path: Path) -> None:
    open_database(url(tmp_path)).close()
    with pytest.raises(DatabaseUnavailable):
        open_database(f"sqlite:///{tmp_path}/b.db")


def test_a_missing_driver_is_refused_with_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    with pytest.raises(DatabaseMisconfigured, match=r"recepcionista\[sqlcipher\]"):
        open_database(url(tmp_path))


def test_a_lock_held_too_long_is_an_outage_and_passes(tmp_path: Path) -> None:
    database = open_database(url(tmp_path), timeout=0.1)
    with closing(connect_other(tmp_path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnavailable), database.write():
            pytest.fail("two writers at once")
        with pytest.raises(DatabaseUnavailable):
            database.vacuum()
        other.execute("ROLLBACK")
    populate(database)
    database.close()


def test_a_file_that_is_gone_or_damaged_is_an_outage(tmp_path: Path) -> None:
    database = open_database(url(tmp_path))
    populate(database)
    (tmp_path / "b.db").rename(tmp_path / "away.db")
    with pytest.raises(DatabaseUnavailable):
        database.check(NOW)
    (tmp_path / "away.db").rename(tmp_path / "b.db")
    database.check(NOW)
    database.close()
    path = tmp_path / "b.db"
    content = bytearray(path.read_bytes())
    content[5000:9000] = bytes(4000)
    path.write_bytes(content)
    with pytest.raises((DatabaseUnavailable, DatabaseMisconfigured)):
        names(open_database(url(tmp_path)), "confundi")


def test_an_ordinary_database_moves_into_an_encrypted_one_as_the_guide_says(
    tmp_path: Path,
) -> None:
    plain = open_database(f"sqlite:///{tmp_path}/plain.db")
    populate(plain)
    plain.close()
    with closing(sqlcipher3.connect(tmp_path / "plain.db")) as connection:
        connection.execute(f"ATTACH '{tmp_path}/b.db' AS new KEY 'corcho y\"vino'")
        connection.execute("SELECT sqlcipher_export('new')")
    encrypted = open_database(url(tmp_path))
    assert names(encrypted, "confundi") == ["Inconfundible Pérez"]
    encrypted.close()
    with pytest.raises(sqlite3.DatabaseError), closing(sqlite3.connect(tmp_path / "b.db")) as file:
        file.execute("SELECT * FROM clientes")
