"""Older turns fold into a summary that a rebuild restores; sessions and memory are bounded."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from langchain_core.messages import HumanMessage

from graph.conversation import delete_session
from graph.conversation import thread as config
from graph.errors import ModelUnavailable, SessionFull
from graph.memory.summaries import FOLD_AFTER, FOLD_KEEPS
from graph.state import WINDOW_TURNS
from graph.understanding.intents import CreateClient, QueryClients
from graph.understanding.offline.digest import digest
from graph.understanding.situation import MAX_SUMMARY, SummaryTurn
from tests.graph.assistants import Office, Scripted, open_office
from tools.sessions.progress import progress_of

JUAN = CreateClient(name="Juan", email="juan@x.es")
FULL = "ha llegado a su límite"


def talk(office: Office, turns: int, **more: str) -> None:
    """Turns whose summaries are written before the next one begins."""
    for number in range(turns):
        office.say(f"hola {number}", **more)
        office.assistant.dependencies.summaries.finish()


def test_every_turn_is_in_the_window_or_in_the_summary(office: Office) -> None:
    office.say("crea a Juan juan@x.es", JUAN)
    for number in range(3 * WINDOW_TURNS):
        office.say(f"¿hay alguien {number}?", QueryClients())
        office.assistant.dependencies.summaries.finish()
        known = office.scripted.heard[-1]
        told = known.summary + "".join(message.text for message in known.window)
        assert "juan@x.es" in told
        assert all(f"alguien {earlier}?" in told for earlier in range(number))


def test_a_summary_is_stored_by_the_next_turn_or_at_the_end(tmp_path: Path) -> None:
    def folded() -> int:
        with office.assistant.database.read() as transaction:
            return progress_of(transaction, "s").folded

    office = open_office(tmp_path)
    for number in range(FOLD_AFTER + 1):
        office.say(f"hola {number}")
        office.assistant.dependencies.summaries.wait()
    office.say("hola")
    first = folded()
    assert first >= FOLD_AFTER - FOLD_KEEPS
    for number in range(first - 1):
        office.say(f"adiós {number}")
        office.assistant.dependencies.summaries.wait()
    office.assistant.close()
    office = open_office(tmp_path)
    assert folded() > first
    office.assistant.close()


def test_a_rebuilt_memory_has_the_summary_too(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    office.say("crea a Juan juan@x.es", JUAN)
    talk(office, 2 * WINDOW_TURNS)
    before = office.scripted.heard[-1].summary
    office.assistant.checkpointer.delete_thread("s")
    office.assistant.close()
    office = open_office(tmp_path)
    office.say("hola")
    assert office.scripted.heard[-1].summary == before == "+ Juan (juan@x.es)"
    office.assistant.close()


@pytest.mark.sqlite
def test_a_summary_goes_with_its_session(office: Office) -> None:
    office.say("crea a Juan juan@x.es", JUAN)
    talk(office, 2 * WINDOW_TURNS)
    path = office.memory.path.with_name("business.db")
    delete_session(office.assistant, "s")
    assert path.read_bytes().count(b"+ Juan (juan@x.es)") == 0


class Wordless(Scripted):
    """Cannot summarise until it is told to."""

    up = False

    def summarise(self, summary: str, episodes: Sequence[SummaryTurn]) -> str:
        if not self.up:
            raise ModelUnavailable
        return digest(summary, episodes)


def test_a_summary_that_fails_is_caught_up_on(tmp_path: Path) -> None:
    wordless = Wordless()
    office = open_office(tmp_path, understanding=wordless)
    wordless.meanings["crea a Juan juan@x.es"] = (JUAN,)
    office.say("crea a Juan juan@x.es", JUAN)
    wordless.meanings["crea a Juan juan@x.es"] = (JUAN,)
    talk(office, 2 * WINDOW_TURNS)
    assert wordless.heard[-1].summary == ""
    wordless.up = True
    talk(office, 2)
    with office.assistant.database.read() as transaction:
        assert progress_of(transaction, "s").folded > WINDOW_TURNS
    office.assistant.close()


def test_a_digest_is_bounded_and_keeps_the_newest() -> None:
    text = ""
    for number in range(200):
        made = SummaryTurn("crea", "hecho", "crear", (f"Ana {number} (ana{number}@x.es)",))
        text = digest(text, [made])
        assert len(text) <= MAX_SUMMARY
    assert text.endswith("+ Ana 199 (ana199@x.es)")
    assert len(text) > MAX_SUMMARY / 2


@pytest.mark.sqlite
def test_old_checkpoints_go_and_the_last_ones_stay(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    talk(office, 25)
    office.say("hola", session="another")
    history = list(office.assistant.graph.get_state_history(config("s")))
    assert [state.values["memory"]["turn"] for state in history] == [25, 24, 23]
    rows = office.memory.conn.execute("SELECT count(*) FROM checkpoints")
    assert rows.fetchone() == (4,)
    office.assistant.close()


def test_an_older_checkpoint_can_be_gone_back_to(office: Office) -> None:
    """As in LangGraph Studio: the turn is a new one of the session, on the session's memory."""
    talk(office, 5)
    graph = office.assistant.graph
    old = list(graph.get_state_history(config("s")))[2]
    graph.invoke({"messages": [HumanMessage("otra vez")]}, old.config)
    assert [content for role, content in office.history() if role == "user"][-1] == "otra vez"
    assert office.scripted.heard[-1].window[-2].text == "hola 4"
    assert len(office.history()) == 12


@pytest.mark.parametrize("limit", [2, 5, 6])
def test_a_full_session_warns_then_refuses_and_loses_nothing(tmp_path: Path, limit: int) -> None:
    office = open_office(tmp_path, max_messages=limit)
    replies = [office.say(f"hola {number}", key=str(number)).reply for number in range(limit // 2)]
    assert [FULL in reply for reply in replies] == [False] * (limit // 2 - 1) + [True]
    with pytest.raises(SessionFull):
        office.say("crea a Juan juan@x.es", JUAN)
    with pytest.raises(SessionFull):
        office.assistant.graph.invoke({"messages": [HumanMessage("hola")]}, config("s"))
    assert len(office.history()) == 2 * (limit // 2)
    assert office.clients() == {}
    assert office.say("hola 0", key="0").replayed
    office.assistant.close()
