"""The files are rewritten soon after a deletion, once for many, and not in the deletion itself."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph.assembly import open_assistant
from graph.conversation import delete_session
from graph.errors import MemoryUnavailable
from graph.lifecycle.file_rewriting import FileRewriting
from graph.lifecycle.retention import Trash
from graph.lifecycle.storage import Storage
from graph.settings import GraphSettings
from tests.api.service import wait_until
from tests.databases import stored
from tests.graph.assistants import NOON, Office
from tools.errors import SessionDeleted
from tools.sessions.progress import delete_session as delete_transcript
from tools.settings import DatabaseSettings

WORD = "inconfundible"


class Counted(Storage):
    """Both databases, and how often their files were rewritten."""

    times = 0

    def rewrite_files(self) -> None:
        super().rewrite_files()
        type(self).times += 1


@pytest.fixture
def storage(office: Office) -> Iterator[Counted]:
    """Of an office with ten sessions, in files that hold nothing that was deleted."""
    for number in range(10):
        office.say(f"{WORD} {number}", session=f"s{number}")
    counted = Counted(office.assistant.database, office.assistant.checkpointer)
    counted.rewrite_files()
    Counted.times = 0
    yield counted


def traces(folder: Path) -> list[str]:
    return [name for name, content in stored(folder).items() if WORD.encode() in content]


@pytest.mark.sqlite
def test_many_deletions_are_one_rewriting_and_then_no_byte_stays(
    office: Office, storage: Counted, tmp_path: Path
) -> None:
    task = FileRewriting(storage)
    task.step()
    assert Counted.times == 0
    for number in range(10):
        delete_session(office.assistant, f"s{number}")
    assert traces(tmp_path) != []
    for _ in range(3):
        task.step()
    assert Counted.times == 1
    assert traces(tmp_path) == []


@pytest.mark.sqlite
def test_a_deletion_rewrites_no_file(office: Office, tmp_path: Path) -> None:
    """Freed pages stay in a file until it is rewritten."""
    for number in range(9):
        office.say(f"{WORD} " * 250 + str(number))
    delete_session(office.assistant, "s")
    with closing(sqlite3.connect(tmp_path / "business.db")) as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone()[0] > 0
        office.assistant.storage.rewrite_files()
        assert connection.execute("PRAGMA freelist_count").fetchone()[0] == 0


def test_the_deletion_of_a_dead_session_and_a_message_to_it_change_nothing(
    office: Office, storage: Counted, tmp_path: Path
) -> None:
    delete_session(office.assistant, "s1")
    storage.rewrite_files()
    with (
        closing(sqlite3.connect(tmp_path / "business.db")) as business,
        closing(sqlite3.connect(tmp_path / "memory.db")) as memory,
    ):

        def versions() -> list[int]:
            """They rise with each transaction of others that changes the file."""
            both = (business, memory)
            return [file.execute("PRAGMA data_version").fetchone()[0] for file in both]

        before = versions()
        delete_session(office.assistant, "s1")
        delete_session(office.assistant, "never")
        assert versions() == before
        with pytest.raises(SessionDeleted):
            office.say("hola", session="s1")
        delete_session(office.assistant, "s1")
    assert storage.is_rewritten()


def test_a_deletion_that_was_cut_off_before_it_reached_memory_counts(
    office: Office, storage: Counted, tmp_path: Path
) -> None:
    with office.assistant.database.write() as transaction:
        assert delete_transcript(transaction, "s1", at=NOON)
    assert not storage.is_rewritten()
    delete_session(office.assistant, "s1")
    FileRewriting(storage).step()
    assert b"inconfundible 1" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_deletion_during_the_rewriting_counts(office: Office, storage: Counted) -> None:
    memory = office.assistant.checkpointer.saver
    delete_session(office.assistant, "s1")
    memory.begin_rewriting(1)
    memory.vacuum()
    delete_session(office.assistant, "s2")
    memory.end_rewriting()
    assert not storage.is_rewritten()
    FileRewriting(storage).step()
    assert storage.is_rewritten()


def test_a_rewriting_that_was_cut_off_is_done_again(office: Office, storage: Counted) -> None:
    delete_session(office.assistant, "s1")
    office.assistant.checkpointer.saver.begin_rewriting(1)
    assert not storage.is_rewritten()


@pytest.mark.sqlite
def test_a_server_does_it_by_itself_and_fails_in_words(
    office: Office, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Failing(Counted):
        def rewrite_files(self) -> None:
            if type(self).times == 0:
                type(self).times += 1
                raise MemoryUnavailable("the memory file is unavailable")
            super().rewrite_files()

    office.say(WORD)
    delete_session(office.assistant, "s")
    task = FileRewriting(
        Failing(office.assistant.database, office.assistant.checkpointer), pause=0.01
    )
    task.start()
    wait_until(lambda: traces(tmp_path) == [])
    task.close()
    assert "deleted sessions stay in the files until the next try: the memory file" in caplog.text


def test_every_server_has_the_task(tmp_path: Path) -> None:
    memory = GraphSettings(memory_url=f"sqlite:///{tmp_path}/m.db", understanding="offline")
    database = DatabaseSettings(database_url=f"sqlite:///{tmp_path}/b.db")
    assistant = open_assistant(memory, database)
    assert [type(task) for task in assistant.tasks] == [FileRewriting, Trash]
    assistant.start()
    assistant.close()
