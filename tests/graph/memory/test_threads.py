"""What LangGraph's server does to threads: copies, deletions, runs that are rolled back."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.messages import HumanMessage
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from graph.assembly import Assistant, open_assistant
from graph.conversation import converse, thread
from graph.errors import MemoryUnavailable
from graph.memory.checkpointer import Checkpointer, open_memory
from graph.settings import GraphSettings
from tests.databases import fresh_database, memory_url
from tests.graph.assistants import memory_file
from tests.graph.lifecycle.test_canary import SAID, traces
from tools.encryption.keyring import new_key
from tools.errors import SessionDeleted, SessionExists
from tools.sessions.transcript import read_history
from tools.settings import DatabaseSettings

pytestmark = pytest.mark.both

ASYNC = ("get_tuple", "list", "put", "put_writes", "delete_thread", "copy_thread")
RARE = ("delete_for_runs", "prune")


@pytest.fixture(params=[None, new_key()], ids=["plain", "encrypted"])
def assistant(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Assistant]:
    opened = open_assistant(
        GraphSettings(memory_url=memory_url(tmp_path / "memory.db"), understanding="offline"),
        DatabaseSettings.model_validate(
            {"database_url": fresh_database(tmp_path / "b.db"), "encryption_keys": request.param}
        ),
    )
    yield opened
    opened.close()


def say(assistant: Assistant, message: str, session: str = "s") -> str:
    return converse(assistant, session_id=session, message=message).reply


def history(assistant: Assistant, session: str) -> list[str]:
    with assistant.database.read() as transaction:
        return [message.content for message in read_history(transaction, session)]


def checkpoints(assistant: Assistant, session: str) -> list[str]:
    listed = assistant.checkpointer.list({"configurable": {"thread_id": session}})
    return [each.checkpoint["id"] for each in listed]


def test_a_copied_thread_is_a_session_of_its_own(assistant: Assistant) -> None:
    for message in ("hola", "hola otra vez", "gracias", "Crea un cliente llamado Nora"):
        say(assistant, message)
    asyncio.run(assistant.checkpointer.acopy_thread("s", "copia"))
    assert checkpoints(assistant, "copia") == checkpoints(assistant, "s")
    assert history(assistant, "copia") == history(assistant, "s")
    assert say(assistant, "nora@x.es", "copia") == "✅ Cliente creado: Nora (nora@x.es)"
    assert len(history(assistant, "copia")) == 10
    assert len(history(assistant, "s")) == 8
    say(assistant, "y ahora cancela", "s")
    assert len(history(assistant, "copia")) == 10


def test_memory_of_a_copied_thread_is_valid_without_its_transcript(assistant: Assistant) -> None:
    say(assistant, "Crea un cliente llamado Nora")
    before = assistant.graph.get_state(thread("s")).values
    assistant.checkpointer.copy_thread("s", "copia")
    assert assistant.graph.get_state(thread("copia")).values == before


def test_an_unknown_thread_is_copied_and_deleted_without_a_word(assistant: Assistant) -> None:
    assistant.checkpointer.copy_thread("nadie", "copia")
    assistant.checkpointer.delete_thread("nadie")
    assert say(assistant, "hola", "copia")
    assert say(assistant, "hola", "nadie")


def test_a_deleted_session_is_not_copied(assistant: Assistant) -> None:
    say(assistant, "hola")
    assistant.checkpointer.delete_thread("s")
    assistant.checkpointer.copy_thread("s", "copia")
    assert (history(assistant, "copia"), checkpoints(assistant, "copia")) == ([], [])


def test_a_copy_never_replaces_a_session(assistant: Assistant) -> None:
    say(assistant, "hola")
    say(assistant, "yo estaba antes", "t")
    with pytest.raises(SessionExists):
        assistant.checkpointer.copy_thread("s", "t")
    assert history(assistant, "t")[0] == "yo estaba antes"
    assert len(checkpoints(assistant, "t")) == 1


def test_a_deleted_thread_is_a_deleted_session(assistant: Assistant, tmp_path: Path) -> None:
    say(assistant, SAID.replace("Crea", "Quizá"))
    asyncio.run(assistant.checkpointer.adelete_thread("s"))
    assert (history(assistant, "s"), checkpoints(assistant, "s")) == ([], [])
    assert not assistant.storage.is_rewritten()
    assistant.storage.rewrite_files()
    assert traces(tmp_path) == []
    with pytest.raises(SessionDeleted):
        say(assistant, "hola")


@pytest.mark.sqlite
def test_a_failed_deletion_is_an_error_and_is_done_later(assistant: Assistant) -> None:
    say(assistant, "hola")
    memory = memory_file(assistant).conn
    memory.execute("ALTER TABLE checkpoints RENAME COLUMN thread_id TO perdida")
    with pytest.raises(MemoryUnavailable):
        assistant.checkpointer.delete_thread("s")
    memory.execute("ALTER TABLE checkpoints RENAME COLUMN perdida TO thread_id")
    assistant.checkpointer.delete_thread("s")
    assert (history(assistant, "s"), checkpoints(assistant, "s")) == ([], [])


def test_a_turn_whose_checkpoints_are_rolled_back_stays(assistant: Assistant) -> None:
    say(assistant, "Crea un cliente llamado Nora")
    named = thread("s")
    named["metadata"] = {"run_id": "run"}
    assistant.graph.invoke({"messages": [HumanMessage("nora@x.es")]}, named, durability="sync")
    asyncio.run(assistant.checkpointer.adelete_for_runs(["run", "another"]))
    assert len(checkpoints(assistant, "s")) == 0
    assert "1 cliente" in say(assistant, "¿cuántos clientes hay?")
    assert len(assistant.graph.get_state(thread("s")).values["messages"]) == 6


def test_a_pruned_thread_has_its_newest_checkpoint(assistant: Assistant) -> None:
    for number in range(3):
        say(assistant, f"hola {number}")
    newest = checkpoints(assistant, "s")[0]
    asyncio.run(assistant.checkpointer.aprune(["s", "nadie"]))
    assert checkpoints(assistant, "s") == [newest]
    asyncio.run(assistant.checkpointer.aprune(["s"], strategy="delete"))
    assert checkpoints(assistant, "s") == []
    assert len(history(assistant, "s")) == 6


def test_the_class_itself_has_every_method_that_the_server_asks_for() -> None:
    for name in (*ASYNC, *RARE):
        for method in (name, f"a{name}"):
            own = getattr(Checkpointer, method)
            assert own is not getattr(BaseCheckpointSaver, method)


def test_an_allowlist_reaches_the_serializer_of_what_is_stored(tmp_path: Path) -> None:
    memory = open_memory(f"sqlite:///{tmp_path}/memory.db")
    wider = memory.with_allowlist([("tests.graph.assistants", "Reader")])
    stored, before = wider.saver.serde, memory.saver.serde
    assert isinstance(stored, JsonPlusSerializer)
    assert isinstance(before, JsonPlusSerializer)
    assert stored is wider.serde
    assert stored._allowed_msgpack_modules != before._allowed_msgpack_modules
    memory.saver.close()
