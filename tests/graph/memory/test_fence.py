"""A checkpoint that comes too late is refused by the file itself, whoever brings it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest
from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import Checkpoint, empty_checkpoint
from langgraph.types import Durability

from graph.conversation import thread
from graph.lifecycle.erasure import erase_person
from graph.memory.checkpointer import Checkpointer, open_memory
from graph.memory.memory_file import MemoryFile
from graph.understanding.intents import CreateClient
from tests.databases import memory_url
from tests.graph.assistants import Office

pytestmark = pytest.mark.both

COUNT = "SELECT count(*) FROM"
AT: RunnableConfig = {"configurable": {"thread_id": "s", "checkpoint_ns": ""}}
ANA = CreateClient(name="Ana Ruiz", email="ana.ruiz@x.es")


@pytest.fixture
def late(tmp_path: Path) -> Iterator[Checkpointer]:
    """A server that was stopped, and goes on when all is over."""
    opened = open_memory(memory_url(tmp_path / "memory.db"))
    yield opened
    opened.saver.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Checkpointer]:
    """Another process on the same file."""
    opened = open_memory(memory_url(tmp_path / "memory.db"))
    yield opened
    opened.saver.close()


def made(revision: int | None) -> Checkpoint:
    """A checkpoint of this moment, with memory from a revision of the transcript, or without."""
    checkpoint = empty_checkpoint()
    if revision is not None:
        checkpoint["channel_values"]["memory"] = {"revision": revision}
    return checkpoint


def is_kept(memory: Checkpointer, checkpoint: Checkpoint) -> bool:
    at = memory.put(AT, checkpoint, {"source": "loop", "step": 1}, {})
    memory.put_writes(at, [("messages", "hola")], "task")
    found = memory.get_tuple(at)
    return found is not None and found.pending_writes == [("task", "messages", "hola")]


def written(memory: Checkpointer) -> int:
    """Rows of the tables of checkpoints, writes and, in PostgreSQL, blobs."""
    if isinstance(memory.saver, MemoryFile):
        found = [
            memory.saver.conn.execute(f"{COUNT} {table}") for table in ("checkpoints", "writes")
        ]
        return sum(rows.fetchone()[0] for rows in found)
    pool = cast(Any, memory.saver).pool
    tables = ("checkpoints", "checkpoint_writes", "checkpoint_blobs")
    with pool.connection() as connection:
        return sum(connection.execute(f"{COUNT} {table}").fetchone()["count"] for table in tables)


def test_memory_of_an_older_revision_is_refused(late: Checkpointer, other: Checkpointer) -> None:
    assert is_kept(late, made(0))
    assert other.saver.fence({"s": 1})
    assert not is_kept(late, made(0))
    assert written(late) == 0
    assert is_kept(late, made(1))
    assert is_kept(late, made(None))
    assert not other.saver.fence({"s": 1})
    assert not other.saver.fence({"s": 0})
    assert not is_kept(late, made(0))


@pytest.mark.parametrize("revision", [None, 0, 7])
def test_of_a_deleted_session_nothing_is_kept(
    late: Checkpointer, other: Checkpointer, revision: int | None
) -> None:
    other.saver.fence({"s": None})
    other.saver.fence({"s": 1})
    assert not is_kept(late, made(revision))
    assert written(late) == 0


@pytest.mark.parametrize("revision", [None, 0, 7])
def test_what_was_made_before_an_erasure_is_refused_afterwards(
    late: Checkpointer, other: Checkpointer, revision: int | None
) -> None:
    """Of sessions that no transcript knows, too: a first message whose turn failed."""
    checkpoint = made(revision)
    other.saver.erase()
    assert not is_kept(late, checkpoint)
    assert written(late) == 0
    assert is_kept(late, made(revision))


def test_a_run_that_began_on_what_was_erased_is_refused(
    late: Checkpointer, other: Checkpointer
) -> None:
    began_on = late.put(AT, made(0), {"source": "loop", "step": 1}, {})
    other.saver.erase()
    late.put(began_on, made(0), {"source": "loop", "step": 2}, {})
    assert written(late) == 0


@pytest.mark.sqlite
def test_deleted_threads_of_an_earlier_version_stay_deleted(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "CREATE TABLE forgotten (thread_id TEXT PRIMARY KEY) WITHOUT ROWID;"
            "INSERT INTO forgotten VALUES ('s');"
        )
    for _ in range(2):
        memory = open_memory(f"sqlite:///{path}")
        assert not is_kept(memory, made(0))
        memory.saver.close()


@pytest.mark.parametrize("durability", ["sync", "async", "exit"])
def test_an_erased_session_goes_on_with_its_checkpoints(
    office: Office, durability: Durability
) -> None:
    """Studio writes one at every step, the first of which has no memory yet."""
    office.say("Crea a Ana Ruiz con ana.ruiz@x.es", ANA)
    erase_person(office.assistant.storage, "ana.ruiz@x.es")
    assert office.state() == {}
    for number in range(2):
        office.assistant.graph.invoke(
            {"messages": [HumanMessage(f"hola {number}")]}, thread("s"), durability=durability
        )
        assert len(office.state()["messages"]) == 4 + 2 * number
    heard = office.scripted.heard[-1]
    assert [m.text for m in heard.window][-2] == "hola 0"
