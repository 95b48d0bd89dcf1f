"""A standby takes over: what was acknowledged is there, and the service comes back by itself."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from graph.assembly import Assistant, open_assistant
from graph.conversation import converse
from graph.errors import MemoryUnavailable
from graph.settings import GraphSettings
from tests.postgres import Postgres, new_cluster
from tools.database.engine import open_database
from tools.errors import DatabaseUnavailable
from tools.settings import DatabaseSettings

WITHIN = 30.0
OUTAGES = (DatabaseUnavailable, MemoryUnavailable)


@pytest.fixture
def pair() -> Iterator[tuple[Postgres, Postgres]]:
    """A server with a database, and a standby of it, which every commit waits for."""
    first, second = new_cluster(), new_cluster("hot_standby=on")
    first.start()
    first.database("clients")
    copied = ("-D", str(second.folder / "data"), "-R", "-X", "stream", "-c", "fast")
    second.tool(
        "pg_basebackup", *copied, "-h", "127.0.0.1", "-p", str(first.port), "-U", "postgres"
    )
    second.start()
    first.run("ALTER SYSTEM SET synchronous_standby_names = '*'")
    first.run("ALTER SYSTEM SET synchronous_commit = 'remote_apply'")
    first.run("SELECT pg_reload_conf()")
    yield first, second
    for cluster in (first, second):
        cluster.stop(at_once=True)


def urls(*clusters: Postgres) -> tuple[str, str]:
    """Of the business database and of memory, each naming all servers."""
    hosts = [f"127.0.0.1:{cluster.port}" for cluster in clusters]
    named = "&".join(f"host={host}" for host in hosts)
    wanted = "target_session_attrs=read-write"
    return (
        f"postgresql+psycopg://postgres@/clients?{named}&{wanted}",
        f"postgresql://postgres@{','.join(hosts)}/clients?{wanted}",
    )


def service(*clusters: Postgres) -> Assistant:
    database, memory = urls(*clusters)
    return open_assistant(
        GraphSettings(memory_url=memory, understanding="offline"),
        DatabaseSettings(database_url=database, database_timeout=5),
    )


def eventually(action: Callable[[], object]) -> None:
    """Do it again until it is no outage any more."""
    deadline = time.monotonic() + WITHIN
    while True:
        try:
            action()
        except OUTAGES:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return


def test_a_standby_takes_over_and_the_conversation_goes_on(
    pair: tuple[Postgres, Postgres],
) -> None:
    first, second = pair
    with closing(service(first, second)) as assistant:
        converse(assistant, session_id="s", message="crea un cliente llamado Nora", key="one")
        assistant.check()
        first.stop(at_once=True)
        for _ in range(2):
            with pytest.raises(DatabaseUnavailable):
                converse(assistant, session_id="s", message="nora@x.es", key="two")
            with pytest.raises(OUTAGES):
                assistant.check()
        second.run("SELECT pg_promote()")
        second.run("ALTER SYSTEM SET synchronous_standby_names = ''")
        second.run("SELECT pg_reload_conf()")
        eventually(assistant.check)
        answer = converse(assistant, session_id="s", message="nora@x.es", key="two")
        assert "Nora (nora@x.es)" in answer.reply
        assert assistant.checkpointer.get({"configurable": {"thread_id": "s", "checkpoint_ns": ""}})


def test_a_standby_is_read_and_not_ready(pair: tuple[Postgres, Postgres]) -> None:
    first, second = pair
    service(first).close()
    url = second.url("clients").replace("postgresql:", "postgresql+psycopg:")
    with closing(open_database(url)) as opened:
        with opened.read() as transaction:
            assert transaction.exec_driver_sql("SELECT count(*) FROM clientes").scalar_one() == 0
        with pytest.raises(DatabaseUnavailable), opened.write() as transaction:
            transaction.exec_driver_sql("DELETE FROM clientes")
