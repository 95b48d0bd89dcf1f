"""Active sessions are read from a cache that believes the file more than itself."""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.base import empty_checkpoint

from graph.memory.checkpointer import Checkpointer
from graph.memory.warm import MOST

SOON = 0.05


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "memory.db"


@pytest.fixture
def memory(path: Path) -> Iterator[Checkpointer]:
    """Writes to the file only when it is told to."""
    opened = Checkpointer(path, keep=3, linger=600)
    yield opened
    opened.close()


@pytest.fixture
def other(path: Path) -> Iterator[Checkpointer]:
    """As another process on the same file."""
    opened = Checkpointer(path, keep=3, linger=600)
    yield opened
    opened.close()


def put(memory: Checkpointer, value: object, thread: str = "s") -> None:
    before = memory.get_tuple(named(thread))
    checkpoint = empty_checkpoint() | {"channel_values": {"said": value}}
    config = before.config if before else named(thread, checkpoint_ns="")
    memory.put(config, checkpoint, {"source": "loop", "step": 1, "parents": {}}, {})


def said(memory: Checkpointer, thread: str = "s") -> object:
    found = memory.get_tuple(named(thread))
    return found and found.checkpoint["channel_values"]["said"]


def named(thread: str, **more: str) -> Any:
    return {"configurable": {"thread_id": thread, **more}}


def in_file(path: Path) -> int:
    with sqlite3.connect(path) as connection:
        found: tuple[int] = connection.execute("SELECT count(*) FROM checkpoints").fetchone()
    connection.close()
    return found[0]


def test_what_is_put_is_read_before_and_after_it_is_saved(memory: Checkpointer, path: Path) -> None:
    put(memory, "one")
    assert (said(memory), in_file(path)) == ("one", 0)
    memory.save()
    assert (said(memory), in_file(path)) == ("one", 1)


def test_of_many_checkpoints_in_a_short_time_the_last_ones_are_written(
    memory: Checkpointer, path: Path
) -> None:
    for number in range(10):
        put(memory, number)
    memory.save()
    assert in_file(path) == 3
    listed = [each.checkpoint["channel_values"]["said"] for each in memory.list(named("s"))]
    assert listed == [9, 8, 7]


def test_checkpoints_are_written_soon_without_being_asked_for(path: Path) -> None:
    memory = Checkpointer(path, keep=3, linger=SOON)
    for round_ in range(1, 3):
        put(memory, round_)
        deadline = time.monotonic() + 30
        while in_file(path) < round_ and time.monotonic() < deadline:
            time.sleep(SOON)
        assert in_file(path) == round_
    memory.close()


def test_closing_writes_what_is_left(path: Path) -> None:
    memory = Checkpointer(path, keep=3, linger=600)
    put(memory, "one")
    memory.close()
    assert in_file(path) == 1


def test_what_another_process_wrote_last_is_what_is_read(
    memory: Checkpointer, other: Checkpointer
) -> None:
    put(memory, "ours")
    memory.save()
    put(other, "theirs")
    other.save()
    assert said(memory) == "theirs"


def test_what_another_process_wrote_meanwhile_is_not_written_over(
    memory: Checkpointer, other: Checkpointer
) -> None:
    put(other, "theirs")
    put(memory, "ours")
    other.save()
    memory.save()
    assert (said(memory), said(other)) == ("theirs", "theirs")


def test_what_another_process_deleted_is_gone(
    memory: Checkpointer, other: Checkpointer, path: Path
) -> None:
    put(memory, "one")
    memory.save()
    put(memory, "two")
    other.delete_thread("s")
    assert said(memory) is None
    memory.save()
    assert in_file(path) == 0


def test_a_session_that_another_process_forgot_is_forgotten_here(
    memory: Checkpointer, other: Checkpointer, path: Path
) -> None:
    put(memory, "one")
    other.forget_threads(["s"])
    assert said(memory) is None
    put(memory, "two")
    memory.save()
    assert (said(memory), in_file(path)) == (None, 0)


@pytest.mark.parametrize("forget", [Checkpointer.delete_thread, Checkpointer.forget_threads])
def test_what_is_deleted_here_is_not_written_later(
    memory: Checkpointer, path: Path, forget: Any
) -> None:
    put(memory, "one")
    forget(memory, "s" if forget is Checkpointer.delete_thread else ["s"])
    memory.save()
    assert (said(memory), in_file(path)) == (None, 0)


def test_what_a_locked_file_does_not_take_is_written_when_it_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.memory.file.LOCK_TIMEOUT", SOON)
    memory = Checkpointer(tmp_path / "memory.db", keep=3, linger=600)
    put(memory, "one")
    with sqlite3.connect(memory.path) as holder:
        holder.execute("BEGIN IMMEDIATE")
        memory.save()
        assert said(memory) == "one"
    holder.close()
    memory.save()
    assert in_file(memory.path) == 1
    memory.close()


def test_threads_that_are_not_used_any_more_are_let_go_and_not_lost(memory: Checkpointer) -> None:
    for number in range(MOST + 10):
        put(memory, number, thread=f"s{number}")
    assert len(memory._threads) == MOST
    assert [said(memory, thread=f"s{number}") for number in (0, MOST)] == [0, MOST]


def test_checkpoints_between_the_writes_of_a_run_are_all_kept(
    memory: Checkpointer, path: Path
) -> None:
    """As runs with LangGraph's default durability put them: checkpoint, writes, checkpoint."""
    for number in range(3):
        put(memory, number)
        latest = memory.get_tuple(named("s"))
        assert latest
        memory.put_writes(latest.config, [("said", number)], "task")
    memory.save()
    assert in_file(path) == 3
    assert said(memory) == 2


def test_a_run_that_begins_at_an_older_checkpoint_keeps_it_as_its_parent(
    memory: Checkpointer,
) -> None:
    for number in range(5):
        put(memory, number)
    *_, oldest = memory.list(named("s"))
    again = memory.get_tuple(oldest.config)
    assert again
    assert again.checkpoint["channel_values"]["said"] == 2
    checkpoint = empty_checkpoint() | {"channel_values": {"said": "fork"}}
    memory.put(again.config, checkpoint, {"source": "fork", "step": 1, "parents": {}}, {})
    memory.save()
    newest = next(iter(memory.list(named("s"))))
    assert newest.checkpoint["channel_values"]["said"] == "fork"
    assert newest.parent_config == again.config


def test_a_thread_in_use_stays_warm_and_letting_others_go_writes_only_them(
    memory: Checkpointer, path: Path
) -> None:
    put(memory, "used", thread="used")
    for number in range(MOST):
        put(memory, number, thread=f"s{number}")
        assert said(memory, thread="used") == "used"
    assert "used" in memory._threads
    assert in_file(path) == 1
