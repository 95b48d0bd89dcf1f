"""Sealed checkpoints: nothing in them can be read, and none is believed that is not as it was."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import ormsgpack
import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import empty_checkpoint
from langgraph.checkpoint.serde.jsonplus import EXT_CONSTRUCTOR_POS_ARGS
from langgraph.checkpoint.sqlite import SqliteSaver

from graph.assembly import Assistant, open_assistant
from graph.conversation import converse, thread
from graph.memory.checkpointer import Checkpointer, open_memory
from graph.memory.sealing import CHANNEL
from graph.memory.summaries import FOLD_AFTER
from graph.settings import GraphSettings
from tools.encryption.keyring import Keyring, keyring, new_key
from tools.sessions.progress import progress_of
from tools.settings import DatabaseSettings

KEY = new_key()
KEYS = keyring(KEY)


def open_with(folder: Path, key: str | None) -> Assistant:
    return open_assistant(
        GraphSettings(memory_url=f"sqlite:///{folder}/m.db", understanding="offline"),
        DatabaseSettings.model_validate(
            {"database_url": f"sqlite:///{folder}/b.db", "encryption_keys": key}
        ),
    )


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    opened = open_with(tmp_path, KEY)
    yield opened
    opened.close()


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Checkpointer]:
    opened = open_memory(f"sqlite:///{tmp_path}/m.db", keys=KEYS)
    yield opened
    opened.saver.close()


def tamper(folder: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(folder / "m.db")) as connection, connection:
        assert connection.execute(statement, values).rowcount > 0


def rows(folder: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "m.db")) as connection:
        return connection.execute(query).fetchall()


def put(memory: Checkpointer, named: str, word: str) -> RunnableConfig:
    """A checkpoint that holds a word, with two writes of one task; where it was put."""
    at: RunnableConfig = {"configurable": {"thread_id": named, "checkpoint_ns": ""}}
    checkpoint = empty_checkpoint()
    checkpoint["channel_values"]["word"] = word
    put_at = memory.put(at, checkpoint, {"source": "loop", "step": 1}, {})
    memory.put_writes(put_at, [("words", f"{word} uno"), ("words", f"{word} dos")], "task")
    return put_at


def words(memory: Checkpointer, named: str = "s") -> list[str]:
    """What is believed of the thread's newest checkpoint."""
    found = memory.get_tuple({"configurable": {"thread_id": named}})
    if found is None:
        return []
    writes = [value for _, _, value in found.pending_writes or []]
    return [found.checkpoint["channel_values"]["word"], *writes]


def test_a_conversation_stands_nowhere_in_the_files(assistant: Assistant, tmp_path: Path) -> None:
    for message in ("Crea un cliente llamado Canario", "olvídalo, canario", "¿hay algún canario?"):
        converse(assistant, session_id="s", message=message)
    state = assistant.graph.get_state(thread("s")).values
    assert "canario" in state["messages"][-2].content
    for path in tmp_path.iterdir():
        assert b"canario" not in path.read_bytes().lower()
    with closing(sqlite3.connect(tmp_path / "m.db")) as connection:
        stored = [each.checkpoint["channel_values"] for each in SqliteSaver(connection).list(None)]
    assert [set(values) for values in stored] == [{CHANNEL}] * 3


def test_what_langgraph_says_beside_a_checkpoint_holds_no_text(
    assistant: Assistant, tmp_path: Path
) -> None:
    converse(assistant, session_id="s", message="Crea un cliente llamado Canario")
    keys = {
        row[0]
        for row in rows(
            tmp_path,
            "SELECT DISTINCT key FROM checkpoints, json_each(CAST(metadata AS TEXT))",
        )
    }
    assert keys == {"source", "step", "parents", "revision"}


def test_a_session_goes_on_after_a_restart(tmp_path: Path) -> None:
    for message, said in (
        ("Crea un cliente llamado Ana", "email"),
        ("ana@example.com", "✅ Cliente creado: Ana"),
    ):
        assistant = open_with(tmp_path, KEY)
        assert said in converse(assistant, session_id="s", message=message).reply
        assistant.close()


def test_checkpoints_and_writes_come_back_by_every_way(memory: Checkpointer) -> None:
    first, second = put(memory, "s", "alfa"), put(memory, "s", "beta")
    assert words(memory) == ["beta", "beta uno", "beta dos"]
    found = memory.get_tuple(first)
    assert found is not None
    assert found.checkpoint["channel_values"]["word"] == "alfa"
    listed = list(memory.list({"configurable": {"thread_id": "s"}}))
    assert [each.config for each in listed] == [second, first]
    assert [len(each.pending_writes or []) for each in listed] == [2, 2]
    memory.put_writes(second, [("__error__", "roto")], "task")
    assert words(memory) == ["beta", "roto", "beta uno", "beta dos"]


def test_every_changed_byte_makes_a_checkpoint_as_good_as_none(
    memory: Checkpointer, tmp_path: Path
) -> None:
    put(memory, "s", "alfa")
    ((sealed,),) = rows(tmp_path, "SELECT checkpoint FROM checkpoints")
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        tamper(tmp_path, "UPDATE checkpoints SET checkpoint = ?", bytes(changed))
        assert words(memory) == []
        assert list(memory.list({"configurable": {"thread_id": "s"}})) == []
    tamper(tmp_path, "UPDATE checkpoints SET checkpoint = ?", sealed)
    assert words(memory)


TAMPERINGS = {
    "moved to another thread": "UPDATE checkpoints SET thread_id = 's' WHERE thread_id = 'other'",
    "another type": "UPDATE checkpoints SET type = 'json'",
    "said to be bytes": "UPDATE checkpoints SET type = 'bytes'",
    "of the type of earlier versions": "UPDATE checkpoints SET type = type || '+sealed'",
    "of a type that is bytes": "UPDATE checkpoints SET type = CAST(type AS BLOB)",
    "of an unknown type": "UPDATE checkpoints SET type = NULL",
    "text": "UPDATE checkpoints SET checkpoint = 'alfa'",
    "gone": "UPDATE checkpoints SET checkpoint = NULL",
    "without readable metadata": "UPDATE checkpoints SET metadata = '{'",
    "under another id": "UPDATE checkpoints SET checkpoint_id = 'ff' || checkpoint_id",
    "under another parent": "UPDATE checkpoints SET parent_checkpoint_id = checkpoint_id",
    "in another namespace": "UPDATE checkpoints SET checkpoint_ns = 'child'",
    "a write in the place of another channel's": "UPDATE writes SET channel = 'other'",
    "a write of another task": "UPDATE writes SET task_id = 'other'",
    "a plain write": "UPDATE writes SET type = 'null', value = x'' WHERE idx = 0",
    "writes that changed places": (
        "UPDATE writes SET value = (SELECT value FROM writes AS w "
        "WHERE w.thread_id = writes.thread_id AND w.idx = 1 - writes.idx)"
    ),
}


@pytest.mark.parametrize("change", TAMPERINGS.values(), ids=TAMPERINGS)
def test_what_was_forged_is_as_good_as_none(
    change: str, memory: Checkpointer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put(memory, "other" if "'s'" in change else "s", "alfa")
    if "'child'" in change:
        at: RunnableConfig = {"configurable": {"thread_id": "s", "checkpoint_ns": "child"}}
    else:
        at = {"configurable": {"thread_id": "s"}}
    tamper(tmp_path, change)
    with caplog.at_level(logging.WARNING):
        assert memory.get_tuple(at) is None
    assert "its session rebuilds its memory" in caplog.text


@pytest.mark.parametrize("keys", [KEYS, None])
def test_a_forged_checkpoint_calls_no_function(keys: Keyring | None, tmp_path: Path) -> None:
    memory = open_memory(f"sqlite:///{tmp_path}/m.db", keys=keys)
    put(memory, "s", "alfa")
    call = ormsgpack.packb(("os", "mkdir", [str(tmp_path / "made")]))
    forged = ormsgpack.packb({"channel_values": ormsgpack.Ext(EXT_CONSTRUCTOR_POS_ARGS, call)})
    tamper(tmp_path, "UPDATE checkpoints SET checkpoint = ?", forged)
    memory.get_tuple({"configurable": {"thread_id": "s"}})
    assert not (tmp_path / "made").exists()
    memory.saver.close()


def test_a_plain_checkpoint_is_not_believed_by_who_has_keys(tmp_path: Path) -> None:
    plain = open_memory(f"sqlite:///{tmp_path}/m.db")
    put(plain, "s", "alfa")
    assert words(plain) == ["alfa", "alfa uno", "alfa dos"]
    plain.saver.close()
    memory = open_memory(f"sqlite:///{tmp_path}/m.db", keys=KEYS)
    assert words(memory) == []
    memory.saver.close()


@pytest.mark.parametrize("key", [None, new_key()], ids=["none", "another"])
def test_a_sealed_checkpoint_is_none_to_who_has_not_its_key(
    key: str | None, tmp_path: Path
) -> None:
    sealed = open_memory(f"sqlite:///{tmp_path}/m.db", keys=KEYS)
    put(sealed, "s", "alfa")
    sealed.saver.close()
    memory = open_memory(f"sqlite:///{tmp_path}/m.db", keys=keyring(key) if key else None)
    assert words(memory) == []
    assert list(memory.list({"configurable": {"thread_id": "s"}})) == []
    memory.saver.close()


def test_a_session_whose_checkpoints_were_forged_remembers_by_its_transcript(
    assistant: Assistant, tmp_path: Path
) -> None:
    converse(assistant, session_id="s", message="Crea un cliente llamado Ana")
    converse(assistant, session_id="t", message="Crea un cliente llamado Eva")
    tamper(
        tmp_path,
        "UPDATE checkpoints SET checkpoint = "
        "(SELECT checkpoint FROM checkpoints WHERE thread_id = 't' ORDER BY checkpoint_id DESC)",
    )
    done = converse(assistant, session_id="s", message="ana@example.com")
    assert done.reply == "✅ Cliente creado: Ana (ana@example.com)"


def test_an_emptied_file_holds_nothing_and_takes_more(memory: Checkpointer, tmp_path: Path) -> None:
    named = rows(tmp_path, "SELECT count(*) FROM checkpoints")
    put(memory, "inconfundible", "alfa")
    (tmp_path / "m.db.damaged").write_bytes(b"inconfundible")
    memory.saver.erase()
    memory.saver.vacuum()
    assert named == rows(tmp_path, "SELECT count(*) FROM checkpoints") == [(0,)]
    assert not any(b"inconfundible" in path.read_bytes() for path in tmp_path.iterdir())
    put(memory, "s", "beta")
    assert words(memory) == ["beta", "beta uno", "beta dos"]


def test_turns_that_cannot_be_read_are_not_summarised_and_others_are(
    assistant: Assistant, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for session in "st":
        for number in range(FOLD_AFTER):
            converse(assistant, session_id=session, message=f"hola {number}")
    with closing(sqlite3.connect(tmp_path / "b.db")) as connection, connection:
        connection.execute("UPDATE mensajes SET content = 'Crea a Eva' WHERE id = 1")
    for session in "st":
        converse(assistant, session_id=session, message="hola")
        assistant.dependencies.summaries.finish()
    with assistant.database.read() as transaction:
        folded = [progress_of(transaction, session).folded for session in "st"]
    assert folded[0] == 0 < folded[1]
    assert "cannot be summarised: mensajes 1: content is not sealed" in caplog.text
    assert "Eva" not in caplog.text
