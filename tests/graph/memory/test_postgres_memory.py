"""Working memory in PostgreSQL: nothing in clear, nothing left over, nothing half set up."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any, cast

import pytest
from langgraph.checkpoint.conformance import checkpointer_test, validate
from langgraph.checkpoint.conformance.capabilities import Capability

from graph.assembly import Assistant, open_assistant
from graph.conversation import converse, delete_session
from graph.errors import MemoryMisconfigured, MemoryUnavailable
from graph.lifecycle.erasure import erase_person
from graph.memory.checkpointer import Checkpointer, open_memory
from graph.memory.memory_stores import open_memory_store
from graph.settings import GraphSettings
from tests.databases import POSTGRESQL, fresh_database, memory_url, of_kind, stored
from tests.postgres import shared_postgres
from tools.encryption.keyring import Keyring, keyring, new_key
from tools.settings import DatabaseSettings

TABLES = ("checkpoints", "checkpoint_writes", "checkpoint_blobs")
WORDS = (b"wxqwz", b"kjvkq")
SAID = ("Crea un cliente llamado Wxqwz Kjvkq", "wxqwz@kjvkq.es", "lista", "¿y su email?")


@pytest.fixture(autouse=True)
def kind() -> Iterator[None]:
    with of_kind(POSTGRESQL):
        yield


@pytest.fixture
def url(tmp_path: Path) -> str:
    return memory_url(tmp_path / "memory.db")


def assistant(folder: Path, keys: str | None) -> Assistant:
    return open_assistant(
        GraphSettings(memory_url=memory_url(folder / "memory.db"), understanding="offline"),
        DatabaseSettings.model_validate(
            {"database_url": fresh_database(folder / "b.db"), "encryption_keys": keys}
        ),
    )


def rows(url: str) -> list[object]:
    name = url.rpartition("/")[2]
    counted = [shared_postgres().run(f"SELECT count(*) FROM {t}", database=name) for t in TABLES]  # noqa: S608 - constants
    return [number for ((number,),) in counted]


def holding(folder: Path) -> set[str]:
    """Tables with a word of the client's."""
    tables = stored(folder).items()
    return {name for name, content in tables if any(word in content.lower() for word in WORDS)}


@pytest.mark.parametrize("keys", [None, new_key()], ids=["plain", "encrypted"])
def test_with_keys_only_the_directory_is_in_clear(tmp_path: Path, keys: str | None) -> None:
    opened = assistant(tmp_path, keys)
    for message in SAID:
        converse(opened, session_id="s", message=message)
    with_words = holding(tmp_path)
    opened.close()
    assert with_words == ({"clientes"} if keys else {"clientes", "mensajes", "checkpoint_blobs"})


@pytest.mark.parametrize("keys", [None, new_key()], ids=["plain", "encrypted"])
def test_old_checkpoints_go_with_their_blobs_and_a_session_with_all_of_it(
    tmp_path: Path, url: str, keys: str | None
) -> None:
    opened = assistant(tmp_path, keys)
    for number in range(8):
        converse(opened, session_id="s", message=f"hola {number}")
    kept = rows(url)
    for number in range(8):
        converse(opened, session_id="s", message=f"hola otra vez {number}")
    assert rows(url) == kept
    delete_session(opened, "s")
    assert rows(url) == [0, 0, 0]
    converse(opened, session_id="t", message="hola")
    erase_person(opened.storage, "nadie@x.es")
    assert rows(url) == [0, 0, 0]
    assert opened.storage.is_rewritten()
    opened.close()


def test_processes_that_start_together_on_an_empty_database_all_come_up() -> None:
    shared_postgres().run("DROP DATABASE IF EXISTS empty_memory")
    url = shared_postgres().database("empty_memory")
    with ThreadPoolExecutor(6) as pool:
        for opened in pool.map(lambda _: open_memory(url), range(6)):
            opened.saver.check()
            opened.saver.close()


@pytest.mark.parametrize("damage", ["lost", "stray"])
def test_memory_heals_from_the_transcript(tmp_path: Path, url: str, damage: str) -> None:
    opened = assistant(tmp_path, None)
    converse(opened, session_id="s", message="crea un cliente llamado Nora")
    name = url.rpartition("/")[2]
    lost = {"lost": "DELETE FROM checkpoints", "stray": "DELETE FROM checkpoint_blobs"}
    shared_postgres().run(lost[damage], database=name)
    assert "nora@x.es" in converse(opened, session_id="s", message="nora@x.es").reply
    opened.close()


def test_an_outage_of_memory_after_the_commit_still_answers(tmp_path: Path, url: str) -> None:
    opened = assistant(tmp_path, None)
    name = url.rpartition("/")[2]
    converse(opened, session_id="s", message="crea un cliente llamado Nora")
    shared_postgres().run("ALTER TABLE checkpoints RENAME TO away", database=name)
    assert "nora@x.es" in converse(opened, session_id="s", message="nora@x.es").reply
    with pytest.raises(MemoryUnavailable):
        delete_session(opened, "s")
    shared_postgres().run("ALTER TABLE away RENAME TO checkpoints", database=name)
    delete_session(opened, "s")
    assert rows(url) == [0, 0, 0]
    opened.close()


@pytest.mark.parametrize(
    "change",
    ["UPDATE checkpoint_rules SET version = 99", "INSERT INTO checkpoint_migrations VALUES (99)"],
)
def test_memory_of_a_newer_version_is_refused_in_words(url: str, change: str) -> None:
    open_memory(url).saver.close()
    shared_postgres().run(change, database=url.rpartition("/")[2])
    with pytest.raises(MemoryMisconfigured, match="a newer version of"):
        open_memory(url)


def test_the_number_of_checkpoints_kept_can_be_changed(url: str) -> None:
    for keep in (5, 5, 2):
        memory = open_memory(url, keep=keep)
        with cast(Any, memory.saver).pool.connection() as connection:
            kept = connection.execute("SELECT kept FROM checkpoint_rules").fetchone()
        assert kept == {"kept": keep}
        memory.saver.close()


@pytest.mark.parametrize("port", ["1", "no number"])
def test_why_it_cannot_be_opened_is_said_without_the_password(port: str) -> None:
    with pytest.raises((MemoryUnavailable, MemoryMisconfigured)) as refused:
        open_memory_store(f"postgresql://u:secreto@127.0.0.1:{port}/d", keep=3)
    assert "secreto" not in str(refused.value)


@pytest.mark.long
@pytest.mark.parametrize("keys", [None, keyring(new_key())], ids=["plain", "encrypted"])
def test_the_checkpointer_has_every_capability(keys: Keyring | None, tmp_path: Path) -> None:
    numbers = count()

    @checkpointer_test(name="Checkpointer")
    async def registered() -> AsyncIterator[Checkpointer]:
        memory = open_memory(memory_url(tmp_path / str(next(numbers)) / "m"), keep=1_000, keys=keys)
        yield memory
        memory.saver.close()

    report = asyncio.run(validate(registered))
    assert {name: found.failures for name, found in report.results.items() if found.failures} == {}
    assert {name for name, found in report.results.items() if found.passed} == set(Capability)
    assert report.conformance_level() == "FULL"
