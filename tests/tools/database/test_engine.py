"""Opening the database, its schema, and what happens when it is not there."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from importlib import import_module
from io import StringIO
from pathlib import Path
from subprocess import Popen

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert

from tests.servers import SERVING
from tools.database.engine import open_database
from tools.directory.clients import find_clients
from tools.directory.filters import Filters
from tools.errors import ConstraintViolated, DatabaseMisconfigured, DatabaseUnavailable
from tools.sessions.progress import take_turn
from tools.sessions.threads import thread_of
from tools.tables import THREAD, heartbeat


def test_opening_twice_keeps_what_is_there(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/folder/business.db"
    for _ in range(2):
        opened = open_database(url)
        with opened.read() as transaction:
            assert find_clients(transaction, Filters()).total == 0
        opened.close()


def test_processes_that_start_together_on_an_empty_file_all_come_up(tmp_path: Path) -> None:
    code = "from sys import argv; from tools.database import engine; engine.open_database(argv[1])"
    command = [SERVING, "-c", code, f"sqlite:///{tmp_path}/b.db"]
    started = [Popen(command) for _ in range(6)]  # noqa: S603 - the test's own fixed command
    assert [process.wait(60) for process in started] == [0] * 6


@pytest.mark.parametrize("url", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "nosuch://x/y"])
def test_a_useless_url_is_refused_with_what_to_set(url: str) -> None:
    with pytest.raises(DatabaseMisconfigured, match="DATABASE_URL"):
        open_database(url)


def test_a_file_that_is_no_database_is_an_outage(tmp_path: Path) -> None:
    (tmp_path / "b.db").write_bytes(b"this is not a database" * 100)
    with pytest.raises(DatabaseUnavailable):
        open_database(f"sqlite:///{tmp_path}/b.db")


def test_a_folder_that_cannot_be_made_is_an_outage(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseUnavailable):
        open_database(f"sqlite:///{tmp_path}/file/b.db")


def test_what_the_schema_refuses_is_no_outage(tmp_path: Path) -> None:
    opened = open_database(f"sqlite:///{tmp_path}/b.db")
    with pytest.raises(ConstraintViolated), opened.write() as transaction:
        for _ in range(2):
            transaction.execute(insert(heartbeat).values(id=1, momento=datetime.now(UTC)))
    opened.close()


def test_a_lock_held_too_long_is_an_outage_and_passes(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/b.db", timeout=0.1)
    other = sqlite3.connect(tmp_path / "b.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnavailable), database.write():
        pytest.fail("two writers at once")
    with database.read() as transaction:
        assert find_clients(transaction, Filters()).total == 0
    other.execute("ROLLBACK")
    other.close()
    with database.write() as transaction:
        assert find_clients(transaction, Filters()).total == 0
    database.close()


def test_a_connection_that_was_opened_read_only_is_not_kept(tmp_path: Path) -> None:
    """As when the folder could not be written for a while: SQLite's connections stay read-only."""
    database = open_database(f"sqlite:///{tmp_path}/b.db")
    with closing(database._engine.raw_connection()) as pooled:
        pooled.execute("PRAGMA query_only = ON")
    with pytest.raises(DatabaseUnavailable), database.write() as transaction:
        take_turn(transaction, "s", after=0, at=datetime.now(UTC))
    with database.write() as transaction:
        take_turn(transaction, "s", after=0, at=datetime.now(UTC))
    database.close()


def test_threads_that_open_together_do_not_mix_their_migrations_up(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        urls = [f"sqlite:///{tmp_path}/{number}.db" for number in range(8)]
        for opened in pool.map(open_database, urls):
            opened.close()


def test_threads_wait_for_each_other_s_writing_and_no_longer_than_they_may(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/b.db", timeout=0.1)

    def write() -> None:
        with database.write():
            pass

    with ThreadPoolExecutor(1) as pool:
        with database.write(), pytest.raises(DatabaseUnavailable):
            pool.submit(write).result(10)
        pool.submit(write).result(10)
    database.close()


def test_traces_that_a_reader_still_needs_are_an_outage_and_go_later(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/b.db", timeout=0.1)
    with database.read() as transaction:
        find_clients(transaction, Filters())
        with pytest.raises(DatabaseUnavailable):
            database.vacuum()
    database.vacuum()
    assert (tmp_path / "b.db-wal").stat().st_size == 0
    database.close()


def test_where_lengths_count_a_session_s_id_gets_room_for_its_owner() -> None:
    assert THREAD.length
    assert len(thread_of("\N{GRINNING FACE}" * 128, "s" * 128)) <= THREAD.length
    migration = import_module("tools.migrations.versions.0006_access")
    written = StringIO()
    offline = {"as_sql": True, "output_buffer": written}
    context = MigrationContext.configure(dialect_name="postgresql", opts=offline)
    with Operations.context(context):
        migration.upgrade()
    for table, column in (
        ("sesiones", "id"),
        ("mensajes", "session_id"),
        ("clientes", "session_id"),
    ):
        change = f"ALTER TABLE {table} ALTER COLUMN {column} TYPE VARCHAR({THREAD.length})"
        assert change in written.getvalue()
