"""PostgreSQL: many writers, snapshots, timeouts, and servers that come, go and refuse to write."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text

from tests.databases import POSTGRESQL, fresh_database, of_kind
from tests.postgres import Postgres, new_cluster, shared_postgres
from tools.database.engine import Database, open_database
from tools.database.session_locks import SessionLocks
from tools.directory.clients import create_client, find_clients
from tools.directory.filters import Filters
from tools.errors import DatabaseMisconfigured, DatabaseUnavailable
from tools.sessions.listing import list_sessions
from tools.sessions.progress import progress_of, take_turn
from tools.sessions.threads import thread_of
from tools.tables import clients

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
START = """
import sys
from datetime import UTC, datetime
from tools.database.engine import open_database
open_database(sys.argv[1]).check(datetime.now(UTC))
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    with of_kind(POSTGRESQL):
        return fresh_database(tmp_path / "business.db")


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    with closing(open_database(url, timeout=1)) as opened:
        yield opened


def empty(name: str) -> str:
    server = shared_postgres()
    server.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    return server.database(name).replace("postgresql:", "postgresql+psycopg:")


def test_processes_that_start_together_on_an_empty_database_all_come_up() -> None:
    command = [sys.executable, "-c", START, empty("together")]
    started = [subprocess.Popen(command) for _ in range(4)]  # noqa: S603 - our own program
    assert [process.wait(100) for process in started] == [0] * 4


def test_writers_do_not_wait_for_each_other_unless_they_want_to_be_alone(
    database: Database,
) -> None:
    def write(session: str, alone: bool) -> None:
        with database.write(alone=alone) as transaction:
            take_turn(transaction, session, after=0, at=NOW)

    with ThreadPoolExecutor(1) as pool:
        with database.write() as transaction:
            take_turn(transaction, "a", after=0, at=NOW)
            pool.submit(write, "b", False).result(10)
            with pytest.raises(DatabaseUnavailable):
                pool.submit(write, "c", True).result(10)
        pool.submit(write, "d", True).result(10)
    with database.read() as transaction:
        known = {each.session_id for each in list_sessions(transaction, "").sessions}
    assert known == {"a", "b", "d"}


def test_a_read_sees_one_snapshot(database: Database) -> None:
    with database.read() as transaction:
        assert find_clients(transaction, Filters()).total == 0
        with database.write() as other:
            create_client(other, name="Ana", email="ana@x.es", created=NOW)
        assert find_clients(transaction, Filters()).total == 0
    with database.read() as transaction:
        assert find_clients(transaction, Filters()).total == 1


def test_a_lock_held_too_long_is_an_outage_and_passes(database: Database) -> None:
    def turn(after: int) -> None:
        with database.write() as transaction:
            take_turn(transaction, "s", after=after, at=NOW)

    turn(0)
    with ThreadPoolExecutor(1) as pool:
        with database.write() as transaction:
            take_turn(transaction, "s", after=1, at=NOW)
            with pytest.raises(DatabaseUnavailable):
                pool.submit(turn, 1).result(10)
        pool.submit(turn, 2).result(10)


def test_parts_of_names_are_found_in_the_index(database: Database) -> None:
    with database.write() as transaction:
        for number in range(50):
            create_client(transaction, name=f"Ana {number}", email=f"a{number}@x.es", created=NOW)
        create_client(transaction, name="María Ñandú", email="eva@kjvkq.es", created=NOW)
    with database.write() as transaction:
        transaction.execute(text("SET LOCAL enable_seqscan = off"))
        for column, part in (("nombre_plegado", "nandu"), ("email_plegado", "kjvkq")):
            found = select(clients.c.id).where(clients.c[column].contains(part, autoescape=True))
            literal = str(found.compile(transaction, compile_kwargs={"literal_binds": True}))
            plan = transaction.exec_driver_sql(f"EXPLAIN {literal}").scalars().all()
            assert "ix_clientes_trigramas" in " ".join(plan)
        known = find_clients(transaction, Filters(part="ñandú kjvkq")).clients
    assert [client.name for client in known] == ["María Ñandú"]


def test_ids_of_owners_with_the_longest_names_fit_the_indexes(database: Database) -> None:
    owner = "".join(chr(0x1F300 + number) for number in range(128))
    thread = thread_of(owner, "s" * 128)
    with database.write() as transaction:
        take_turn(transaction, thread, after=0, at=NOW)
    with database.read() as transaction:
        assert progress_of(transaction, thread).turns == 1
        assert list_sessions(transaction, owner).sessions[0].session_id == "s" * 128


def test_readiness_is_an_upsert_which_instances_do_not_collide_over(url: str) -> None:
    instances = [open_database(url) for _ in range(3)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: instances[number % 3].check(NOW), range(60)))
    for instance in instances:
        instance.close()


def test_a_database_that_may_not_be_written_is_an_outage_and_passes(
    database: Database, url: str
) -> None:
    """As on a standby that has not taken over yet; what can be read is."""
    server, name = shared_postgres(), url.rpartition("/")[2]
    server.run(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    end = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"
    server.run(end, name)
    for _ in range(2):
        with pytest.raises(DatabaseUnavailable):
            database.check(NOW)
        with pytest.raises(DatabaseUnavailable), database.write() as transaction:
            take_turn(transaction, "s", after=0, at=NOW)
        with database.read() as transaction:
            assert progress_of(transaction, "s").turns == 0
    server.run(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
    database.check(NOW)
    with suppress(DatabaseUnavailable), database.write() as transaction:
        take_turn(transaction, "first", after=0, at=NOW)  # replaces connections of that time
    with database.write() as transaction:
        take_turn(transaction, "s", after=0, at=NOW)


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[Postgres]:
    """A server that may be stopped."""
    cluster = new_cluster()
    cluster.start()
    yield cluster
    cluster.stop()


def test_after_a_restart_of_the_server_nobody_notices(own_cluster: Postgres) -> None:
    opened = open_database(own_cluster.database("b").replace("postgresql:", "postgresql+psycopg:"))
    with opened.read() as transaction:
        assert find_clients(transaction, Filters()).total == 0
    opened.check(NOW)
    own_cluster.stop(at_once=True)
    with pytest.raises(DatabaseUnavailable), opened.read():
        pytest.fail("there is no server")
    with pytest.raises(DatabaseUnavailable):
        opened.check(NOW)
    with opened.turn("s"):
        pass
    own_cluster.start()
    opened.check(NOW)
    with opened.read() as transaction:
        assert find_clients(transaction, Filters()).total == 0
    opened.close()


def test_a_process_waits_for_another_one_s_turn_of_the_session_and_not_for_ever(url: str) -> None:
    with closing(open_database(url)) as one, closing(open_database(url)) as other:
        locks = SessionLocks(lambda: other.backend.engine(), patience=0.2)
        entered = []
        with locks.held("first"):  # connecting takes patience, too
            pass

        def turn(session: str) -> None:
            with locks.held(session):
                entered.append(session)

        with ThreadPoolExecutor(2) as pool:
            with one.turn("s"):
                waiting = pool.submit(turn, "s")
                pool.submit(turn, "another").result(10)
                assert entered == ["another"]
                waiting.result(10)
            pool.submit(turn, "s").result(10)
        locks.close()
    assert entered == ["another", "s", "s"]


@pytest.mark.parametrize("kind", ["mysql+pymysql://x/y", "postgresql+asyncpg://x/y"])
def test_other_kinds_of_databases_are_refused_with_what_to_set(kind: str) -> None:
    with pytest.raises(DatabaseMisconfigured, match=r"DATABASE_URL|driver"):
        open_database(kind)


def test_another_encoding_is_refused_with_what_to_do() -> None:
    server = shared_postgres()
    server.run("DROP DATABASE IF EXISTS ascii")
    server.run("CREATE DATABASE ascii ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(DatabaseMisconfigured, match="createdb --encoding UTF8"):
        open_database(server.url("ascii").replace("postgresql:", "postgresql+psycopg:"))


def test_why_it_cannot_be_opened_is_said_without_the_password() -> None:
    url = (
        shared_postgres()
        .url("missing")
        .replace("postgresql://postgres@", "postgresql+psycopg://u:secreto@")
    )
    with pytest.raises(
        DatabaseUnavailable, match=r"cannot be opened: .*(role|database)"
    ) as refused:
        open_database(url)
    assert "secreto" not in str(refused.value)


def test_a_database_of_a_newer_version_is_refused(database: Database, url: str) -> None:
    with database.write() as transaction:
        transaction.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseMisconfigured, match="a newer version of the program"):
        open_database(url)
