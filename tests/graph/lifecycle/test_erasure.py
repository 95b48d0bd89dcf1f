"""One person's data go from everywhere, whatever else is going on, and others' stay."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from langchain_core.messages import HumanMessage

from graph.conversation import converse, delete_session, thread
from graph.errors import KeyReused
from graph.lifecycle.erasure import erase_person
from graph.lifecycle.storage import Storage
from graph.memory.checkpointer import open_memory
from graph.understanding.intents import CreateClient, QueryClients, Talk
from graph.understanding.situation import Situation, Understood
from tests.databases import fresh_database, memory_url, stored
from tests.graph.assistants import NOON, Office, Scripted, open_office
from tests.servers import run
from tools.api_keys import create_key, list_keys
from tools.database.engine import Database, Transaction, open_database
from tools.directory.changes import changes_of, merge_clients
from tools.directory.clients import create_client
from tools.directory.log import Origin
from tools.encryption.keyring import keyring, new_key
from tools.errors import InvalidEmail
from tools.sessions.listing import list_sessions, rename_session
from tools.sessions.progress import keep_summary, progress_of, take_turn
from tools.sessions.threads import thread_of
from tools.sessions.transcript import Turn, append_turn, recent_turns

pytestmark = pytest.mark.both

ANA = CreateClient(name="Ana Ruiz", email="ana.ruiz@x.es")
EVA = CreateClient(name="Eva", email="eva@x.es")
ALL = QueryClients()


def storage(office: Office) -> Storage:
    return Storage(office.assistant.database, office.assistant.checkpointer)


def traces(folder: Path, *words: bytes) -> list[str]:
    found = stored(folder).items()
    return [f"{name}: {w!r}" for name, content in found for w in words if w in content.lower()]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = open_office(tmp_path)
    opened.say("Crea a Ana Ruiz con Ana.Ruiz@x.es y a Eva con eva@x.es", ANA, EVA)
    opened.say("lista todos", ALL)
    opened.say("lista todos, por favor", ALL, session="otra")
    opened.say("¿Conoces a Ana Ruiz?", Talk(topic="greeting"), session="tercera")
    yield opened
    opened.assistant.close()


def test_no_byte_of_the_email_stays_and_others_do(office: Office, tmp_path: Path) -> None:
    assert traces(tmp_path, b"ana.ruiz@x.es") != []
    done = erase_person(storage(office), "ANA.RUIZ@x.es")
    assert done.found
    assert done.client is not None
    assert done.client.name == "Ana Ruiz"
    assert {(each.thread, each.turn) for each in done.erased} == {("s", 1), ("s", 2), ("otra", 1)}
    assert [(each.thread, each.what) for each in done.kept] == [("tercera", "name")]
    assert traces(tmp_path, b"ana.ruiz@x.es") == []
    assert office.clients() == {"eva@x.es": "Eva"}
    assert [text for _, text in office.history("otra")][-1].splitlines()[-2:] == [
        "- [borrado] | [borrado]",
        "- Eva | eva@x.es",
    ]
    assert office.history()[0][1] == "Crea a [borrado] con [borrado] y a Eva con eva@x.es"
    assert office.history("tercera")[0][1] == "¿Conoces a Ana Ruiz?"


@pytest.mark.parametrize("who", ["kept", "merged"])
@pytest.mark.parametrize("key", [None, new_key()], ids=["plain", "encrypted"])
def test_who_was_merged_goes_with_either_of_both(tmp_path: Path, key: str | None, who: str) -> None:
    keys = key and keyring(key)
    database = open_database(fresh_database(tmp_path / "business.db"), keys=keys or None)
    memory = open_memory(memory_url(tmp_path / "memory.db"), keys=keys or None)
    with database.write() as transaction:
        kept, merged = (
            create_client(transaction, name=name, email=f"{name}@x.es", created=NOON).id
            for name in ("kept", "merged")
        )
        origin = Origin()
        merge_clients(transaction, kept, merged, version=1, at=NOON, origin=origin)
        (merge, _) = changes_of(transaction, kept)
    assert merge.other == ("merged", "merged@x.es")
    assert (traces(tmp_path, b"merged@x.es") == []) == bool(key)
    erase_person(Storage(database, memory), f"{who}@x.es")
    with database.read() as transaction:
        logs = [changes_of(transaction, each) for each in (kept, merged)]
    assert [change.other for log in logs for change in log] == [None, None]
    assert logs[who == "merged"] == []
    assert traces(tmp_path, f"{who}@x.es".encode()) == []
    memory.saver.close()
    database.close()


def test_with_names_the_name_goes_everywhere(office: Office, tmp_path: Path) -> None:
    done = erase_person(storage(office), "ana.ruiz@x.es", names=True)
    assert done.kept == ()
    assert traces(tmp_path, b"ana.ruiz@x.es", b"ana ruiz") == []
    assert office.history("tercera")[0][1] == "¿Conoces a [borrado]?"


def test_a_dry_run_says_the_same_and_changes_nothing(office: Office) -> None:
    before = [office.history(session) for session in ("s", "otra", "tercera")]
    dry = erase_person(storage(office), "ana.ruiz@x.es", dry_run=True)
    assert [office.history(session) for session in ("s", "otra", "tercera")] == before
    assert "ana.ruiz@x.es" in {email.lower() for email in office.clients()}
    assert erase_person(storage(office), "ana.ruiz@x.es") == dry


def test_nothing_found_the_second_time_or_for_an_unknown_address(office: Office) -> None:
    assert not erase_person(storage(office), "nadie@x.es").found
    erase_person(storage(office), "ana.ruiz@x.es")
    assert not erase_person(storage(office), "ana.ruiz@x.es").found
    with pytest.raises(InvalidEmail):
        erase_person(storage(office), "ana.ruiz")


def test_the_session_goes_on_with_the_redacted_memory(office: Office) -> None:
    office.say("ahora Luis", CreateClient(name="Luis"))
    office.say("luis arroba, no: ana.ruiz@x.es", CreateClient(email="ana.ruiz@x.es", fresh=False))
    erase_person(storage(office), "ana.ruiz@x.es")
    office.say("hola")
    heard = office.scripted.heard[-1]
    assert not any("ruiz" in message.text.lower() for message in heard.window)
    assert office.state()["memory"]["turn"] == 5
    luis = CreateClient(email="luis@x.es", name="Luis")
    assert "✅" in office.say("crea a Luis con luis@x.es", luis).reply


def test_a_draft_with_the_email_asks_for_one_again(office: Office) -> None:
    office.say("para bea@x.es", CreateClient(email="bea@x.es"))
    erase_person(storage(office), "bea@x.es")
    reply = office.say("se llama Bea", CreateClient(name="Bea", fresh=False)).reply
    assert "bea@x.es" not in reply
    assert "bea@x.es" not in office.clients()


@pytest.mark.parametrize("key", ["k1", None])
def test_a_redacted_turn_that_is_sent_again_creates_nobody(office: Office, key: str | None) -> None:
    """None: a message that brings its own id, as Studio's do."""
    asked = "Crea a Bea con bea@x.es"
    bea = CreateClient(name="Bea", email="bea@x.es")
    office.say(asked, bea, session="b", key="k1")
    erase_person(storage(office), "bea@x.es")
    with pytest.raises(KeyReused):
        if key:
            office.say(asked, bea, session="b", key=key)
        else:
            office.assistant.graph.invoke({"messages": [HumanMessage(asked, id="k1")]}, thread("b"))
    assert "bea@x.es" not in office.clients()
    assert len(office.history("b")) == 2


class Slow(Scripted):
    """Reads one message only after it was let go."""

    def __init__(self) -> None:
        super().__init__()
        self.reading, self.go = Event(), Event()

    def understand(self, message: str, situation: Situation) -> Understood:
        if message == "espera":
            self.reading.set()
            assert self.go.wait(30)
        return super().understand(message, situation)


def test_a_turn_under_way_does_not_bring_the_person_back(tmp_path: Path) -> None:
    slow = Slow()
    office = open_office(tmp_path, understanding=slow)
    slow.meanings["Crea a Ana Ruiz con ana.ruiz@x.es"] = (ANA,)
    slow.meanings["ana.otra@x.es"] = (CreateClient(email="ana.otra@x.es"),)
    converse(office.assistant, session_id="s", message="Crea a Ana Ruiz con ana.ruiz@x.es")
    waiting = Thread(
        target=converse,
        args=(office.assistant,),
        kwargs={"session_id": "s", "message": "espera"},
    )
    waiting.start()
    assert slow.reading.wait(30)
    erase_person(storage(office), "ana.ruiz@x.es")
    slow.go.set()
    waiting.join()
    assert len(office.history()) == 4
    assert len(slow.heard) == 3
    assert not any("ruiz" in message.text.lower() for message in slow.heard[-1].window)
    assert traces(tmp_path, b"ruiz") == []
    office.assistant.close()


def test_a_turn_under_way_that_fails_writes_no_old_memory_back(tmp_path: Path) -> None:
    """The run began on a checkpoint that is gone; what it leaves behind it is not kept."""
    office = open_office(tmp_path)
    office.say("Crea a Ana Ruiz con ana.ruiz@x.es", ANA)
    memory = office.assistant.checkpointer
    old = memory.get_tuple(thread("s"))
    assert old is not None
    erase_person(storage(office), "ana.ruiz@x.es")
    late = old.checkpoint.copy()
    late["id"] = late["id"][:-1] + "f"
    memory.put(old.config, late, old.metadata, {})
    assert memory.get_tuple(thread("s")) is None
    assert traces(tmp_path, b"ruiz") == []
    office.assistant.close()


@pytest.mark.sqlite
def test_an_old_copy_of_the_memory_file_is_not_believed(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    office.say("Crea a Ana Ruiz con ana.ruiz@x.es", ANA)
    office.memory.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = (tmp_path / "memory.db").read_bytes()
    erase_person(storage(office), "ana.ruiz@x.es")
    office.assistant.close()
    (tmp_path / "memory.db").write_bytes(copy)
    office = open_office(tmp_path)
    office.say("hola")
    assert not any("ruiz" in message.text.lower() for message in office.scripted.heard[-1].window)
    office.assistant.close()


@pytest.mark.sqlite
def test_what_only_working_memory_has_goes_too(office: Office, tmp_path: Path) -> None:
    """A message that failed is in no transcript, and in the checkpoint."""
    message = {"messages": [HumanMessage("solo en memoria: sola@x.es", id="m")]}
    office.assistant.graph.update_state(thread("s"), message, as_node="create")
    assert traces(tmp_path, b"sola@x.es") != []
    assert not erase_person(storage(office), "sola@x.es").found
    assert traces(tmp_path, b"sola@x.es") == []


@pytest.mark.sqlite
def test_a_damaged_memory_file_that_was_put_aside_goes_too(office: Office, tmp_path: Path) -> None:
    (tmp_path / "memory.db.damaged").write_bytes(b"ana.ruiz@x.es")
    erase_person(storage(office), "ana.ruiz@x.es")
    assert traces(tmp_path, b"ana.ruiz@x.es") == []


def test_a_summary_is_redacted_and_a_late_one_is_refused(office: Office, tmp_path: Path) -> None:
    database = office.assistant.database
    with database.write() as transaction:
        before = progress_of(transaction, "s")
        kept = keep_summary(
            transaction, "s", before=before, folded=1, summary="+ Ana Ruiz (ana.ruiz@x.es)"
        )
        assert kept
    with database.read() as transaction:
        before = progress_of(transaction, "s")
    erase_person(storage(office), "ana.ruiz@x.es")
    with database.write() as transaction:
        late = keep_summary(transaction, "s", before=before, folded=2, summary="ana.ruiz@x.es")
        assert not late
        assert progress_of(transaction, "s").summary == "+ [borrado] ([borrado])"
    assert traces(tmp_path, b"ana.ruiz@x.es") == []


KILLED = """
import os, signal, sys
from contextlib import contextmanager
from graph.lifecycle.erasure import erase_person
from graph.memory.checkpointer import open_memory
from graph.memory.memory_file import MemoryFile
from graph.lifecycle.storage import Storage
from tools.api_keys import create_key, list_keys
from tools.database.engine import Database, open_database

left = int(sys.argv[2])

def step():
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1

class DeadlyDatabase(Database):
    @contextmanager
    def write(self, *, alone=False):
        step()
        with super().write(alone=alone) as transaction:
            yield transaction
            step()

    def vacuum(self):
        step()
        super().vacuum()

class DeadlyMemory(MemoryFile):
    def erase(self, threads):
        step()
        super().erase(threads)

    def vacuum(self):
        step()
        super().vacuum()

database = open_database(f"sqlite:///{sys.argv[1]}/business.db")
memory = open_memory(f"sqlite:///{sys.argv[1]}/memory.db")
database.__class__, memory.saver.__class__ = DeadlyDatabase, DeadlyMemory
erase_person(Storage(database, memory), "ana.ruiz@x.es")
"""
STEPS = 9
"""Three transactions, each before it begins and before it commits; then the two files."""


@pytest.mark.sqlite
@pytest.mark.parametrize("step", range(STEPS + 1))
def test_an_erasure_that_is_killed_is_finished_by_another(tmp_path: Path, step: int) -> None:
    office = open_office(tmp_path)
    office.say("Crea a Ana Ruiz con ana.ruiz@x.es", ANA)
    office.say("lista", ALL, session="otra")
    killed = run(KILLED, tmp_path, str(tmp_path), str(step))
    assert killed.returncode == (-signal.SIGKILL if step < STEPS else 0)
    erase_person(storage(office), "ana.ruiz@x.es")
    assert traces(tmp_path, b"ana.ruiz@x.es", b"ana ruiz") == []
    assert office.clients() == {}
    office.assistant.close()


def test_what_is_said_meanwhile_is_redacted_too(tmp_path: Path) -> None:
    """Between the search and the end, another session lists the client."""
    office = open_office(tmp_path)
    office.say("Crea a Ana Ruiz con ana.ruiz@x.es", ANA)
    said = iter([True])

    class Busy(Database):
        @contextmanager
        def write(self, *, alone: bool = False) -> Iterator[Transaction]:
            if next(said, False):
                office.say("lista", ALL, session="otra")
            with super().write(alone=alone) as transaction:
                yield transaction

    busy = open_database(fresh_database(tmp_path / "business.db"))
    busy.__class__ = Busy
    done = erase_person(Storage(busy, office.assistant.checkpointer), "ana.ruiz@x.es")
    busy.close()
    assert {each.thread for each in done.erased} == {"s", "otra"}
    assert traces(tmp_path, b"ana.ruiz@x.es") == []
    office.assistant.close()


def test_a_title_is_redacted_too(office: Office, tmp_path: Path) -> None:
    with office.assistant.database.write() as transaction:
        assert rename_session(transaction, "", "tercera", "Llamar a ANA.RUIZ@x.es (Ana Ruiz)")
    done = erase_person(storage(office), "ana.ruiz@x.es")
    assert ("tercera", "title") in {(each.thread, each.place) for each in done.erased}
    with office.assistant.database.read() as transaction:
        titles = {each.session_id: each.title for each in list_sessions(transaction, "").sessions}
    assert titles["tercera"] == "Llamar a [borrado] ([borrado])"
    assert traces(tmp_path, b"ana.ruiz@x.es") == []


def test_sealed_messages_summaries_and_titles_are_redacted_and_stay_sealed(tmp_path: Path) -> None:
    keys = keyring(new_key())
    database = open_database(fresh_database(tmp_path / "business.db"), keys=keys)
    memory = open_memory(memory_url(tmp_path / "memory.db"), keys=keys)
    said = Turn(1, "k", "es ana.ruiz@x.es", "apuntado ana.ruiz@x.es", "otro", {"draft": None})
    with database.write() as transaction:
        take_turn(transaction, "s", after=0, at=NOON)
        append_turn(transaction, "s", said, at=NOON)
        before = progress_of(transaction, "s")
        keep_summary(transaction, "s", before=before, folded=1, summary="+ ana.ruiz@x.es")
        assert rename_session(transaction, "", "s", "ana.ruiz@x.es")
    done = erase_person(Storage(database, memory), "ana.ruiz@x.es")
    assert {each.place for each in done.erased} == {"user", "assistant", "summary", "title"}
    with database.read() as transaction:
        (kept,) = recent_turns(transaction, "s", last=5)
        assert (kept.message, kept.reply) == ("es [borrado]", "apuntado [borrado]")
        assert progress_of(transaction, "s").summary == "+ [borrado]"
        assert list_sessions(transaction, "").sessions[0].title == "[borrado]"
    assert traces(tmp_path, b"borrado") == []
    memory.saver.close()
    database.close()


def keep_turn(database: Database, session: str, message: str, reply: str = "bien") -> None:
    with database.write() as transaction:
        take_turn(transaction, session, after=0, at=NOON)
        turn = Turn(1, "k", message, reply, "otro", {"draft": None})
        append_turn(transaction, session, turn, at=NOON)


def test_rows_that_cannot_be_read_are_reported_and_all_others_erased(tmp_path: Path) -> None:
    keys = keyring(new_key())
    database = open_database(fresh_database(tmp_path / "business.db"), keys=keys)
    memory = open_memory(memory_url(tmp_path / "memory.db"), keys=keys)
    for session in ("a", "b", "c", "d"):
        keep_turn(database, session, "es ana.ruiz@x.es", "apuntado ana.ruiz@x.es")
        with database.write() as transaction:
            assert rename_session(transaction, "", session, "ana.ruiz@x.es")
    with database.write() as transaction:
        create_client(transaction, name="Ana Ruiz", email="ana.ruiz@x.es", created=NOON)
        for damage in (
            "UPDATE mensajes SET content = 'sealed:AAAA' WHERE session_id = 'a' AND role = 'user'",
            "UPDATE mensajes SET datos = '{}' WHERE session_id = 'b' AND role = 'assistant'",
            "UPDATE sesiones SET titulo = 'sealed:' WHERE id = 'c'",
        ):
            transaction.exec_driver_sql(damage)
    done = erase_person(Storage(database, memory), "ana.ruiz@x.es")
    assert [" ".join(reason.split()[:2]) for reason in done.unreadable[:2]] == [
        "mensajes 1:",
        "mensajes 4:",
    ]
    assert [reason.split()[0] for reason in done.unreadable[2:]] == ["sesiones"]
    erased = {"a": "at", "b": "ut", "c": "ua", "d": "uat"}
    assert {(each.thread, each.place[0]) for each in done.erased} == {
        (thread, place) for thread, places in erased.items() for place in places
    }
    again = erase_person(Storage(database, memory), "ana.ruiz@x.es")
    assert (again.client, again.found) == (None, False)
    assert again.unreadable == done.unreadable
    with database.read() as transaction:
        (kept,) = recent_turns(transaction, "d", last=5)
        assert (kept.message, kept.reply) == ("es [borrado]", "apuntado [borrado]")
        query = "SELECT content FROM mensajes WHERE id = 1"
        assert transaction.exec_driver_sql(query).scalar_one() == "sealed:AAAA"
    memory.saver.close()
    database.close()


OWNERS = ("ana.ruiz@x.es", "auth0|Ana.Ruiz@x.es")


@pytest.mark.parametrize("erasing", [False, True])
def test_an_owner_whose_name_is_the_email_is_found_and_erased_on_request(
    tmp_path: Path, erasing: bool
) -> None:
    office = open_office(tmp_path)
    own = [thread_of(owner, "suya") for owner in OWNERS]
    for owner in (*OWNERS, "susana.ruiz@x.es"):
        office.say("hola", session="suya", owner=owner)
    delete_session(office.assistant, "suya", owner=OWNERS[0])
    with office.assistant.database.write() as transaction:
        for number, owner in enumerate((*OWNERS, "eva")):
            key: dict[str, Any] = {"key_id": str(number), "owner": owner, "roles": ["read"]}
            create_key(transaction, **key, digest=b"", created=NOON)
    done = erase_person(storage(office), "ana.ruiz@x.es", owner=erasing)
    assert [each.thread for each in (done.erased if erasing else done.kept)] == own
    assert done.found
    assert [key.id for key in done.keys] == ["0", "1"]
    with office.assistant.database.read() as transaction:
        keys = {key.owner: key.opens(NOON) for key in list_keys(transaction)}
    assert len(office.history(thread_of("susana.ruiz@x.es", "suya"))) == 2
    found = traces(tmp_path, b"auth0%7cana.ruiz%40x.es/", b"|ana.ruiz@x.es")
    if erasing:
        assert keys == {"[borrado]": False, "eva": True}
        assert found == []
        assert not erase_person(storage(office), "ana.ruiz@x.es", owner=True).found
    else:
        assert keys == dict.fromkeys((*OWNERS, "eva"), True)
        assert found != []
    office.assistant.close()
