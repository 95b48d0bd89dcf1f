"""A turn is one transaction, happens once, and memory follows the transcript."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from langchain_core.messages import HumanMessage

from graph.conversation import converse, delete_session
from graph.conversation import thread as config
from graph.errors import (
    KeyReused,
    MemoryUnavailable,
    ModelUnavailable,
    SessionBusy,
    SessionFull,
)
from graph.state import WINDOW_TURNS
from graph.understanding.intents import CreateClient, QueryClients
from graph.understanding.situation import Memory, Situation, Understood
from tests.graph.assistants import Office, Reader, open_office
from tools.errors import (
    ConstraintViolated,
    DatabaseUnavailable,
    InvalidMessage,
    InvalidSession,
    SessionDeleted,
    SessionExists,
)
from tools.sessions.threads import thread_of

pytestmark = pytest.mark.both

NAMED = (
    *(DatabaseUnavailable, InvalidMessage, InvalidSession, KeyReused, MemoryUnavailable),
    *(ModelUnavailable, SessionBusy, SessionDeleted, SessionExists, SessionFull),
)
JUAN = CreateClient(name="Juan", email="juan@x.es")
EVA = CreateClient(name="Eva", email="eva@x.es")


def contents(state: dict[str, object]) -> list[str]:
    messages = state["messages"]
    assert isinstance(messages, list)
    return [message.content for message in messages]


def test_a_turn_leaves_client_transcript_and_memory_that_agree(office: Office) -> None:
    answer = office.say("crea a Juan juan@x.es", JUAN)
    assert answer.reply == "✅ Cliente creado: Juan (juan@x.es)"
    assert (answer.decision, answer.replayed) == ("crear", False)
    assert office.clients() == {"juan@x.es": "Juan"}
    assert office.history() == [("user", "crea a Juan juan@x.es"), ("assistant", answer.reply)]
    assert contents(office.state()) == ["crea a Juan juan@x.es", answer.reply]
    assert office.state()["memory"]["turn"] == 1


def test_a_known_key_gets_the_stored_reply_after_other_turns_and_a_restart(
    tmp_path: Path,
) -> None:
    first = open_office(tmp_path)
    before = first.say("crea a Juan juan@x.es", JUAN, key="k1")
    first.say("hola")
    first.assistant.close()
    second = open_office(tmp_path)
    again = second.say("crea a Juan juan@x.es", JUAN, key="k1")
    assert (again.reply, again.decision, again.replayed) == (before.reply, "crear", True)
    assert len(second.history()) == 4
    assert contents(second.state())[-1] == before.reply
    second.say("adiós")
    window = [message.content for message in second.scripted.heard[-1].window]
    assert window[0::2] == ["crea a Juan juan@x.es", "hola"]
    second.assistant.close()


@pytest.mark.parametrize("error", NAMED)
def test_langgraph_s_server_does_not_hide_the_text_of_an_error(error: type[Exception]) -> None:
    """It passes on those of the built-in kinds, of any other only that there was an error."""
    assert issubclass(error, (ValueError, RuntimeError))


def test_refusals_are_in_words(office: Office) -> None:
    office.say("hola", key="k")
    with pytest.raises(KeyReused, match="another message"):
        office.say("adiós", key="k")
    delete_session(office.assistant, "s")
    with pytest.raises(SessionDeleted, match="begin another"):
        office.say("hola")


def test_a_key_belongs_to_one_message(office: Office) -> None:
    office.say("crea a Juan juan@x.es", JUAN, key="k1")
    with pytest.raises(KeyReused):
        office.say("hola", key="k1")
    assert len(office.history()) == 2
    assert not office.say("hola", key="k1", session="another").replayed


def test_the_same_key_at_the_same_time_is_one_turn(office: Office) -> None:
    office.scripted.meanings["crea a Juan juan@x.es"] = (JUAN,)
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(
                lambda _: converse(
                    office.assistant, session_id="s", message="crea a Juan juan@x.es", key="k"
                ),
                range(8),
            )
        )
    assert len({answer.reply for answer in answers}) == 1
    assert sum(not answer.replayed for answer in answers) == 1
    assert len(office.history()) == 2


@pytest.mark.parametrize("queued", [True, False])
def test_parallel_messages_on_one_session_are_all_kept_in_one_order(
    office: Office, queued: bool
) -> None:
    messages = [f"crea a P{i} p{i}@x.es" for i in range(20)]
    for i, message in enumerate(messages):
        office.scripted.meanings[message] = (CreateClient(name=f"P{i}", email=f"p{i}@x.es"),)

    def send(message: str) -> None:
        if queued:
            converse(office.assistant, session_id="s", message=message)
        else:
            office.assistant.graph.invoke({"messages": [HumanMessage(message)]}, config("s"))

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(send, messages))
    said = [content for role, content in office.history() if role == "user"]
    assert sorted(said) == sorted(messages)
    assert len(office.clients()) == 20
    office.say("hola")
    assert contents(office.state())[:-2:2] == said[-WINDOW_TURNS + 1 :]


@pytest.mark.sqlite
@pytest.mark.parametrize("damage", ["deleted", "older", "stray"])
def test_memory_heals_from_the_transcript(tmp_path: Path, damage: str) -> None:
    office = open_office(tmp_path)
    for number in range(WINDOW_TURNS):
        office.say(f"hola {number}")
    older = sqlite3.connect(":memory:")
    office.memory.conn.backup(older)
    office.say("crea a Nora", CreateClient(name="Nora"))
    office.say("lista", QueryClients())
    whole = office.state()
    if damage == "deleted":
        office.assistant.checkpointer.delete_thread("s")
    elif damage == "older":
        older.backup(office.memory.conn)
    else:
        stray = {"messages": [HumanMessage("lost in a crash")]}
        office.assistant.graph.update_state(config("s"), stray)
    answer = office.say("nora@x.es", CreateClient(email="nora@x.es", fresh=False))
    assert answer.reply == "✅ Cliente creado: Nora (nora@x.es)"
    expected = [*contents(whole), "nora@x.es", answer.reply]
    assert contents(office.state()) == expected[-2 * WINDOW_TURNS :]
    heard = office.scripted.heard[-1]
    kept = {name: whole["memory"][name] for name in Memory.model_fields}
    assert heard.memory.model_dump(mode="json") == kept
    assert [m.id for m in heard.window] == [m.id for m in whole["messages"]]
    office.assistant.close()
    older.close()


def test_a_message_sent_again_with_its_id_is_the_same_turn(office: Office) -> None:
    office.scripted.meanings["crea a Juan juan@x.es"] = (JUAN,)
    message = HumanMessage("crea a Juan juan@x.es", id="m1")
    first = office.assistant.graph.invoke({"messages": [message]}, config("s"))
    office.assistant.graph.invoke({"messages": [HumanMessage("hola", id="m2")]}, config("s"))
    again = office.assistant.graph.invoke({"messages": [message]}, config("s"))
    replayed = office.state()["turn"]["replayed"]
    assert (again["messages"][-1], replayed) == (first["messages"][-1], True)
    assert len(office.history()) == 4


def test_another_message_under_an_old_id_is_a_turn_of_its_own(office: Office) -> None:
    for text in ("hola", "adiós"):
        office.assistant.graph.invoke({"messages": [HumanMessage(text, id="m1")]}, config("s"))
    assert [content for role, content in office.history() if role == "user"] == ["hola", "adiós"]


def test_the_graph_runs_in_an_event_loop_too(office: Office) -> None:
    office.scripted.meanings["crea a Juan juan@x.es"] = (JUAN,)

    async def both() -> str:
        graph = office.assistant.graph
        await graph.ainvoke({"messages": [HumanMessage("crea a Juan juan@x.es")]}, config("s"))
        await graph.ainvoke({"messages": [HumanMessage("hola")]}, config("s"))
        history = [snapshot async for snapshot in graph.aget_state_history(config("s"))]
        assert history
        return str(graph.get_state(config("s")).values["memory"]["turn"])

    assert asyncio.run(both()) == "2"


def test_a_forgotten_session_is_gone_for_good(office: Office) -> None:
    office.say("crea a Nora", CreateClient(name="Nora"))
    delete_session(office.assistant, "s")
    with pytest.raises(SessionDeleted):
        office.say("crea a Juan juan@x.es", JUAN)
    with pytest.raises(SessionDeleted):
        office.assistant.graph.invoke({"messages": [HumanMessage("hola")]}, config("s"))
    assert (office.history(), office.state(), office.clients()) == ([], {}, {})
    delete_session(office.assistant, "s")
    assert office.say("hola", session="t").reply


@pytest.mark.sqlite
def test_nothing_of_a_forgotten_session_is_left_in_any_file(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    for number in range(300):
        session = f"s{number % 20}"
        office.say(f"palabra-{session}-{number} " * (1 + number % 40), session=session)
    for number in range(20):
        delete_session(office.assistant, f"s{number}")
        office.assistant.storage.rewrite_files()
        files = [path.read_bytes() for path in tmp_path.iterdir()]
        assert len(files) >= 4
        assert not any(f"palabra-s{number}-".encode() in content for content in files)
    office.assistant.close()


def test_a_turn_that_another_process_deletes_the_session_under_writes_nothing(
    tmp_path: Path,
) -> None:
    office, other = open_office(tmp_path), open_office(tmp_path)
    office.say("hola")
    late = Meanwhile(lambda: delete_session(other.assistant, "s"))
    slow = open_office(tmp_path, understanding=late)
    with pytest.raises(SessionDeleted):
        slow.say("crea a Juan juan@x.es")
    assert (office.history(), office.clients(), office.state()) == ([], {}, {})
    for each in (office, other, slow):
        each.assistant.close()


def test_memory_that_is_written_after_the_deletion_is_dropped(office: Office) -> None:
    office.say("hola")
    saver = office.assistant.checkpointer
    kept = saver.get_tuple(config("s"))
    assert kept is not None
    delete_session(office.assistant, "s")
    saver.put(
        {"configurable": {"thread_id": "s", "checkpoint_ns": ""}},
        kept.checkpoint,
        kept.metadata,
        {},
    )
    assert saver.get_tuple(config("s")) is None


@dataclass
class Meanwhile(Reader):
    """Understanding during which something else happens; every message creates Juan."""

    what: Callable[[], object]
    name: str = "meanwhile"

    def understand(self, message: str, situation: Situation) -> Understood:  # noqa: ARG002
        self.what()
        return Understood((JUAN,), "es")


class Down(Reader):
    """Understanding whose model does not answer."""

    name = "down"

    def understand(self, message: str, situation: Situation) -> Understood:
        raise ModelUnavailable(f"{len(message)} {situation.today}")


def test_an_outage_of_the_model_leaves_nothing_half_done(tmp_path: Path) -> None:
    down = open_office(tmp_path, understanding=Down())
    with pytest.raises(ModelUnavailable):
        down.say("crea a Juan juan@x.es")
    assert down.history() == []
    down.assistant.close()
    up = open_office(tmp_path)
    assert "✅" in up.say("crea a Juan juan@x.es", JUAN).reply
    assert len(up.state()["messages"]) == 2
    up.assistant.close()


@pytest.mark.sqlite
def test_an_outage_of_memory_after_the_commit_still_answers(office: Office) -> None:
    office.say("hola")
    office.memory.conn.executescript(
        "CREATE TRIGGER full BEFORE INSERT ON checkpoints BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    assert office.say("crea a Juan juan@x.es", JUAN).reply == "✅ Cliente creado: Juan (juan@x.es)"
    office.memory.conn.executescript("DROP TRIGGER full")
    office.say("hola")
    assert len(office.state()["messages"]) == 6


def refuse(office: Office, table: str, when: str) -> str:
    """The path of the office's database, which from now on refuses such rows."""
    path = office.assistant.database._engine.url.database
    assert path is not None
    with closing(sqlite3.connect(path)) as other, other:
        other.execute(
            f"CREATE TRIGGER full BEFORE INSERT ON {table} WHEN {when} "
            "BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    return path


@pytest.mark.sqlite
def test_a_write_that_the_database_refuses_leaves_nothing_half_done(office: Office) -> None:
    path = refuse(office, "mensajes", "NEW.role = 'assistant'")
    with pytest.raises(ConstraintViolated):
        office.say("crea a Juan juan@x.es", JUAN)
    assert (office.clients(), office.history()) == ({}, [])
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("DROP TRIGGER full")
    assert "✅" in office.say("crea a Juan juan@x.es", JUAN).reply


@pytest.mark.sqlite
def test_several_writes_of_which_one_is_refused_leave_nothing_done(office: Office) -> None:
    refuse(office, "cambios", "NEW.cliente = 2")
    with pytest.raises(ConstraintViolated):
        office.say("crea a Juan juan@x.es y a Eva eva@x.es", JUAN, EVA)
    assert (office.clients(), office.history()) == ({}, [])


@pytest.mark.parametrize("message", ["", "  \n ", "a" * 4_001, "a\0b", "\ud800"])
def test_what_is_no_message_is_refused(office: Office, message: str) -> None:
    with pytest.raises(InvalidMessage):
        office.say(message)
    with pytest.raises(InvalidMessage):
        office.assistant.graph.invoke({"messages": [HumanMessage(message)]}, config("s"))
    assert office.history() == []


@pytest.mark.parametrize("session", ["", "a b", "a/b", "a\0", "ñ", "🙂", "a" * 129, "a\n"])
def test_what_is_no_session_is_refused(office: Office, session: str) -> None:
    for owner in ("", "ana"):
        with pytest.raises(InvalidSession):
            office.say("hola", session=session, owner=owner)


@pytest.mark.parametrize(
    "name", ["", "a b", "a/b/c", "/b", "a/", "a//b", "ñ/b", "a" * 129, "a/b\n"]
)
def test_what_names_no_thread_is_refused(office: Office, name: str) -> None:
    with pytest.raises(InvalidSession):
        office.assistant.graph.invoke({"messages": [HumanMessage("hola")]}, config(name))


def test_two_owners_sessions_of_one_name_are_two(office: Office) -> None:
    owners = ["", "ana", "ana/eva", "ñ~ %"]
    for owner in owners:
        assert office.say("hola", owner=owner, key="k").session_id == "s"
    threads = [thread_of(owner, "s") for owner in owners]
    assert [len(office.history(thread)) for thread in threads] == [2] * len(owners)
    assert [office.state(thread)["memory"]["turn"] for thread in threads] == [1] * len(owners)
    delete_session(office.assistant, "s", owner="ana")
    assert [len(office.history(thread)) for thread in threads] == [2, 0, 2, 2]
    with pytest.raises(SessionDeleted):
        office.say("hola", owner="ana")
    assert not office.say("hola", owner="").replayed


@pytest.mark.parametrize("key", ["k" * 256, "a\0"])
def test_what_is_no_key_is_refused(office: Office, key: str) -> None:
    with pytest.raises(InvalidMessage):
        office.say("hola", key=key)


class Overtaken(Reader):
    """Understanding during which another turn of the session always comes first."""

    name = "overtaken"

    def __init__(self, folder: Path) -> None:
        self.rival = open_office(folder)

    def understand(self, message: str, situation: Situation) -> Understood:
        self.rival.say(f"{message} {len(self.rival.scripted.heard)}")
        return Understood((JUAN,), situation.memory.language)

    def close(self) -> None:
        self.rival.assistant.close()


def test_a_turn_that_never_gets_its_place_gives_up_and_leaves_nothing(tmp_path: Path) -> None:
    office = open_office(tmp_path, understanding=Overtaken(tmp_path))
    with pytest.raises(SessionBusy):
        office.say("crea a Juan juan@x.es")
    assert office.clients() == {}
    assert "crea a Juan juan@x.es" not in [content for _, content in office.history()]
    office.assistant.close()


@pytest.mark.parametrize("messages", [[], [("assistant", "hola")]])
def test_a_turn_opens_with_a_message_of_the_user(
    office: Office, messages: list[tuple[str, str]]
) -> None:
    with pytest.raises(InvalidMessage, match="user"):
        office.assistant.graph.invoke({"messages": messages}, config("s"))
    assert office.history() == []


def test_a_message_in_blocks_is_read_as_its_text(office: Office) -> None:
    office.scripted.meanings["crea a Juan juan@x.es"] = (JUAN,)
    blocks = [{"type": "text", "text": "crea a Juan "}, {"type": "text", "text": "juan@x.es"}]
    office.assistant.graph.invoke({"messages": [{"role": "user", "content": blocks}]}, config("s"))
    assert office.clients() == {"juan@x.es": "Juan"}
