"""The memory file may be lost, cut, overwritten or replaced: sessions go on as if it were not."""

import os
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph.assembly import open_assistant
from graph.conversation import converse, delete_session
from graph.errors import MemoryUnavailable
from graph.lifecycle.file_rewriting import FileRewriting
from graph.memory.checkpointer import open_memory
from graph.settings import GraphSettings
from graph.understanding.intents import CreateClient
from tests.graph.assistants import Office, memory_file, open_office
from tools.errors import SessionDeleted
from tools.settings import DatabaseSettings

pytestmark = pytest.mark.sqlite

NORA = CreateClient(name="Nora")
EMAIL = CreateClient(email="nora@x.es", fresh=False)
CREATED = "✅ Cliente creado: Nora (nora@x.es)"


def memory_of(office: Office) -> Path:
    return office.memory.path


def delete(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    os.truncate(path, 0)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def cut_in_the_header(path: Path) -> None:
    os.truncate(path, 50)


def overwrite(path: Path) -> None:
    path.write_bytes(b"this is no database " * 1_000)


def scramble(path: Path) -> None:
    """Keep the header, so that it still looks like a database."""
    path.write_bytes(path.read_bytes()[:100] + os.urandom(path.stat().st_size - 100))


def restore_an_old_copy(path: Path) -> None:
    shutil.copy(path.with_name("old.db"), path)


DAMAGES = (delete, empty, cut, cut_in_the_header, overwrite, scramble, restore_an_old_copy)


def begin(folder: Path) -> Office:
    """An office in the middle of a session, with a draft, and an old copy of its memory."""
    office = open_office(folder)
    office.say("hola")
    old = sqlite3.connect(folder / "old.db")
    office.memory.conn.backup(old)
    old.close()
    for number in range(5):
        office.say(f"hola {number}")
    office.say("crea a Nora", NORA)
    office.memory.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return office


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_session_goes_on_when_its_memory_was_damaged_between_two_runs(
    tmp_path: Path, damage: object
) -> None:
    office = begin(tmp_path)
    before = [message.content for message in office.state()["messages"]]
    office.assistant.close()
    assert callable(damage)
    damage(memory_of(office))
    office = open_office(tmp_path)
    assert office.say("nora@x.es", EMAIL).reply == CREATED
    after = [message.content for message in office.state()["messages"]]
    assert after == [*before, "nora@x.es", CREATED]
    office.assistant.close()


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_session_goes_on_when_its_memory_is_damaged_under_the_running_service(
    tmp_path: Path, damage: object
) -> None:
    office = begin(tmp_path)
    assert callable(damage)
    damage(memory_of(office))
    assert office.say("nora@x.es", EMAIL).reply == CREATED
    office.say("gracias")
    heard = office.scripted.heard[-1]
    assert [message.content for message in heard.window][-2:] == ["nora@x.es", CREATED]
    if damage not in (restore_an_old_copy, cut):  # SQLite may have all pages in its cache still
        with pytest.raises(MemoryUnavailable):
            office.assistant.check()
    office.assistant.close()
    office = open_office(tmp_path)
    office.assistant.check()
    office.say("hola de nuevo")
    assert [m.content for m in office.state()["messages"]][-4] == "gracias"
    office.assistant.close()


def test_memory_of_another_history_with_as_many_turns_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    office = open_office(tmp_path)
    office.say("hola")
    with office.assistant.database.write():
        shutil.copytree(tmp_path, tmp_path / "copy", dirs_exist_ok=True, ignore=only_business)
    office.say("crea a Nora", NORA)
    office.assistant.close()
    restored = open_office(tmp_path / "copy")
    restored.say("adiós")
    restored.assistant.close()
    shutil.copy(tmp_path / "copy" / "business.db", tmp_path / "business.db")
    office = open_office(tmp_path)
    office.say("¿qué tal?")
    heard = office.scripted.heard[-1]
    assert [m.content for m in heard.window if m.type == "human"] == ["hola", "adiós"]
    assert heard.memory.draft is None
    office.assistant.close()


def only_business(_folder: object, names: list[str]) -> list[str]:
    return [name for name in names if not name.startswith("business.db")]


def test_turns_that_meet_the_damage_together_all_go_on(tmp_path: Path) -> None:
    office = begin(tmp_path)
    overwrite(memory_of(office))
    with ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(office.say, "hola", session=f"s{n}") for n in range(16)]
        assert all(each.result().reply for each in sent)
    office.assistant.close()
    open_office(tmp_path).assistant.close()
    assert len(list(tmp_path.glob("*.damaged"))) == 1


def test_a_damaged_file_that_was_put_aside_goes_when_a_session_is_forgotten(tmp_path: Path) -> None:
    office = begin(tmp_path)
    office.assistant.close()
    cut(memory_of(office))
    office = open_office(tmp_path)
    assert len(list(tmp_path.glob("*.damaged"))) == 1
    delete_session(office.assistant, "s")
    FileRewriting(office.assistant.storage).step()
    assert list(tmp_path.glob("*.damaged")) == []
    office.assistant.close()


def test_a_memory_that_cannot_be_written_is_an_outage_and_is_kept(tmp_path: Path) -> None:
    office = begin(tmp_path)
    other = sqlite3.connect(memory_of(office), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(MemoryUnavailable):
        office.assistant.check()
    other.execute("ROLLBACK")
    other.close()
    office.assistant.check()
    assert list(tmp_path.glob("*.damaged")) == []
    office.assistant.close()


def test_a_folder_in_the_place_of_the_file_is_an_outage(tmp_path: Path) -> None:
    with pytest.raises(MemoryUnavailable):
        open_memory(f"sqlite:///{tmp_path}")


def test_a_memory_file_from_a_backup_brings_no_deleted_session_back(tmp_path: Path) -> None:
    settings = GraphSettings(memory_url=f"sqlite:///{tmp_path}/m.db", understanding="offline")
    database = DatabaseSettings(database_url=f"sqlite:///{tmp_path}/b.db")
    assistant = open_assistant(settings, database)
    converse(assistant, session_id="s", message="una palabra inconfundible")
    backup = sqlite3.connect(tmp_path / "backup.db")
    memory_file(assistant).conn.backup(backup)
    backup.close()
    delete_session(assistant, "s")
    assistant.close()
    (tmp_path / "backup.db").replace(tmp_path / "m.db")
    assistant = open_assistant(settings, database)
    FileRewriting(assistant.storage).step()
    assistant.close()
    assert not any(b"inconfundible" in path.read_bytes() for path in tmp_path.iterdir())


def test_a_message_refused_after_memory_was_lost_leaves_no_trace(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    office.say("hola")
    delete_session(office.assistant, "s")
    office.assistant.close()
    for path in tmp_path.glob("memory.db*"):
        path.unlink()
    office = open_office(tmp_path)
    with pytest.raises(SessionDeleted):
        office.say("una palabra inconfundible")
    FileRewriting(office.assistant.storage).step()
    assert not any(b"inconfundible" in path.read_bytes() for path in tmp_path.iterdir())
    office.assistant.close()
