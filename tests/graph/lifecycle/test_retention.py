"""Idle sessions go, on command and by themselves; one that goes on is kept."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graph.errors import MemoryUnavailable
from graph.lifecycle.file_rewriting import FileRewriting
from graph.lifecycle.retention import (
    Purged,
    Retention,
    Trash,
    preview_purge,
    purge,
    would_take_most,
)
from graph.lifecycle.storage import Storage
from graph.understanding.intents import CreateClient
from tests.api.service import wait_until
from tests.databases import stored
from tests.graph.assistants import NOON, Office, open_office
from tools.directory.changes import changes_of, remove_client
from tools.directory.clients import NOBODY, created_in
from tools.errors import SessionDeleted
from tools.sessions.idle import delete_idle_sessions, idle_sessions

pytestmark = pytest.mark.both

JUAN = CreateClient(name="Juan", email="juan@x.es")
LATER = NOON + timedelta(days=10)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    """Sixty old sessions, one of which created Juan, and a new one."""
    opened = open_office(tmp_path, clock=clock)
    opened.say("crea a Juan juan@x.es", JUAN, session="viejo")
    for number in range(59):
        opened.say("una frase inconfundible", session=f"s{number}")
    clock.now = LATER
    opened.say("hola", session="nuevo")
    yield opened
    opened.assistant.close()


def storage(office: Office) -> Storage:
    return Storage(office.assistant.database, office.assistant.checkpointer)


def traces(folder: Path) -> list[str]:
    return [name for name, content in stored(folder).items() if b"inconfundible" in content]


def test_idle_sessions_go_without_a_trace_and_others_and_clients_stay(
    office: Office, tmp_path: Path
) -> None:
    since = LATER - timedelta(days=5)
    assert traces(tmp_path) != []
    assert preview_purge(storage(office), since=since) == Purged(60, 120, 0)
    assert purge(storage(office), since=since, at=LATER) == Purged(60, 120, 1)
    FileRewriting(storage(office)).step()
    assert traces(tmp_path) == []
    assert len(office.history("nuevo")) == 2
    assert office.state("nuevo")["memory"]["turn"] == 1
    assert office.state("s0") == {}
    assert office.clients() == {"juan@x.es": "Juan"}
    with office.assistant.database.read() as transaction:
        assert created_in(transaction, "viejo", 1, 9) == []
    with pytest.raises(SessionDeleted):
        office.say("hola", session="s0")
    assert purge(storage(office), since=since, at=LATER) == Purged()


def test_a_turn_between_the_choice_and_the_deletion_wins(office: Office) -> None:
    since = LATER - timedelta(days=5)
    with office.assistant.database.read() as transaction:
        chosen = idle_sessions(transaction, since=since, after="", limit=5)
    office.say("sigo aquí", session=chosen[2])
    with office.assistant.database.write() as transaction:
        gone = delete_idle_sessions(transaction, chosen, since=since, at=LATER)
    assert set(gone.sessions) == set(chosen) - {chosen[2]}
    assert len(office.history(chosen[2])) == 4
    assert office.say("y ahora", session=chosen[2]).reply


def test_the_activity_is_that_of_the_last_turn(office: Office) -> None:
    assert preview_purge(storage(office), since=NOON) == Purged()
    assert preview_purge(storage(office), since=LATER) == Purged(60, 120, 0)


def test_the_daily_task_purges_by_itself_and_ends_with_its_owner(office: Office) -> None:
    task = Retention(storage(office), lambda: LATER, days=5, first=0.01, pause=0.01)
    task.start()
    wait_until(lambda: preview_purge(storage(office), since=LATER - timedelta(days=5)) == Purged())
    task.close()
    task.close()
    assert len(office.history("nuevo")) == 2


def test_two_tasks_on_the_same_files_do_no_harm(office: Office) -> None:
    tasks = [
        Retention(storage(office), lambda: LATER, days=5, first=0.01, pause=0.01) for _ in "ab"
    ]
    for task in tasks:
        task.start()
    wait_until(lambda: preview_purge(storage(office), since=LATER - timedelta(days=5)) == Purged())
    for task in tasks:
        task.close()
    assert len(office.history("nuevo")) == 2


def test_a_task_that_fails_says_so_and_tries_again(
    office: Office, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    failures = iter([True])

    class Failing(Storage):
        def drop_memory(self, threads: Sequence[str]) -> bool:
            if next(failures, False):
                raise MemoryUnavailable("the memory file is unavailable")
            return super().drop_memory(threads)

    failing = Failing(office.assistant.database, office.assistant.checkpointer)
    task = Retention(failing, lambda: LATER, days=5, first=0.01, pause=0.01)
    task.start()
    wait_until(lambda: preview_purge(storage(office), since=LATER - timedelta(days=5)) == Purged())
    wait_until(lambda: office.assistant.checkpointer.saver.fence({"s0": None}) is False)
    task.close()
    FileRewriting(failing).step()
    assert traces(tmp_path) == []
    assert "old sessions have to wait until tomorrow: the memory file" in caplog.text


def test_a_task_that_never_started_can_be_closed(office: Office) -> None:
    Retention(storage(office), lambda: datetime.now(UTC), days=1).close()
    assert len(office.history("s0")) == 2


def test_a_task_that_would_delete_most_sessions_waits_a_day_and_says_so(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    """As after the clock was set ten years ahead."""
    since = LATER - timedelta(days=5)
    task = Retention(storage(office), lambda: LATER, days=5)
    assert would_take_most(storage(office), since=since)
    task.step()
    assert preview_purge(storage(office), since=since).sessions == 60
    assert caplog.text.count("if it is 2026-03-14T12:00:00+00:00: they are tomorrow") == 1
    task.step()
    assert preview_purge(storage(office), since=since) == Purged()
    assert len(office.history("nuevo")) == 2


def test_a_task_that_deletes_a_few_sessions_does_not_wait(office: Office) -> None:
    for number in range(60):
        office.say("hola", session=f"nuevo{number}")
    since = LATER - timedelta(days=5)
    assert not would_take_most(storage(office), since=since)
    Retention(storage(office), lambda: LATER, days=5).step()
    assert preview_purge(storage(office), since=since) == Purged()


def test_clients_that_were_deleted_long_ago_are_erased_by_themselves(
    office: Office, clock: Clock
) -> None:
    database = office.assistant.database
    with database.write() as transaction:
        remove_client(transaction, 1, version=1, at=LATER, origin=NOBODY)
    task = Trash(storage(office), clock, days=30)
    clock.now = LATER + timedelta(days=29)
    task.step()
    with database.read() as transaction:
        assert len(changes_of(transaction, 1)) == 2
    clock.now = LATER + timedelta(days=31)
    task.step()
    with database.read() as transaction:
        assert changes_of(transaction, 1) == []
