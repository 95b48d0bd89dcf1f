"""What an observer is told of turns, whichever door they come through."""

from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread

import pytest
from langchain_core.messages import HumanMessage

from graph.conversation import thread
from graph.errors import ModelUnavailable, SessionFull
from graph.understanding.fallback import FallbackUnderstanding
from graph.understanding.intents import CancelDraft, ConfirmDraft, CreateClient, QueryClients
from graph.understanding.offline.reader import OfflineUnderstanding
from graph.understanding.openai.reader import OpenAIUnderstanding
from graph.understanding.situation import Situation, Understood
from tests import scripted_openai
from tests.graph.assistants import Office, Reader, open_office
from tests.graph.watcher import Watcher
from tests.scripted_openai import calls, says, status

ANA = CreateClient(name="Ana", email="ana@x.es")
PERHAPS = CreateClient(name="Ana", email="ana@x.es", doubt="revoked")
ASKED = "¿cómo creo a Ana ana@x.es?"


@pytest.fixture
def watcher() -> Watcher:
    return Watcher()


@pytest.fixture
def office(tmp_path: Path, watcher: Watcher) -> Iterator[Office]:
    office = open_office(tmp_path, observer=watcher)
    yield office
    office.assistant.close()


def test_turns_and_actions_are_told_by_decision_and_outcome(
    office: Office, watcher: Watcher
) -> None:
    office.say("Crea a Ana, ana@x.es", ANA)
    office.say("Crea a Ana, ana@x.es, otra vez", ANA)
    office.say("¿Quién hay?", QueryClients())
    office.say("Hola", key="k")
    office.say("Hola", key="k")
    assert watcher.happenings == {
        "turn crear committed": 2,
        "turn consultar committed": 1,
        "turn otro committed": 1,
        "turn otro replayed": 1,
        "action create done": 1,
        "action create refused": 1,
        "action query answered": 1,
    }


def test_the_stages_of_a_turn_are_told_from_inside_to_outside(
    office: Office, watcher: Watcher
) -> None:
    office.say("Crea a Ana, ana@x.es y dime quién hay", ANA, QueryClients())
    works = [each.facts.get("name", each.work) for each in watcher.ended]
    inside = ["lock", "memory", "memory", "understand", "receptionist", "create", "commit", "query"]
    assert works[: len(inside)] == inside  # the checkpoint, the transcript, and so on
    assert sorted(works[len(inside) :]) == ["memory", "turn"]  # a checkpoint is put in a thread
    [turn] = watcher.of("turn")
    assert turn.facts == {"thread": "s", "decision": "crear", "replayed": False}


def test_a_turn_that_fails_ends_with_its_error(tmp_path: Path, watcher: Watcher) -> None:
    office = open_office(tmp_path, observer=watcher, max_messages=2)
    office.say("Hola")
    with pytest.raises(SessionFull):
        office.say("¿Sigues?")
    assert [type(each.error) for each in watcher.of("turn")] == [type(None), SessionFull]
    assert watcher.happenings == {"turn otro committed": 1}
    office.assistant.close()


@pytest.mark.parametrize(
    ("answer", "intents", "told"),
    [
        ("sí", (ConfirmDraft(),), "taken"),
        ("no", (CancelDraft(),), "refused"),
        ("¿Quién hay?", (QueryClients(),), "lapsed"),
        ("Crea a Ana, ana@x.es", (ANA,), "taken"),
    ],
)
def test_a_proposal_is_made_and_answered(
    office: Office, watcher: Watcher, answer: str, intents: tuple[ConfirmDraft, ...], told: str
) -> None:
    office.say(ASKED, PERHAPS)
    assert watcher.happenings["proposal made"] == 1
    office.say(answer, *intents)
    proposals = {name for name in watcher.happenings if name.startswith("proposal")}
    assert proposals == {"proposal made", f"proposal {told}"}
    assert watcher.happenings[f"proposal {told}"] == 1


def test_memory_that_is_rebuilt_is_told_and_a_new_session_s_is_not(
    office: Office, watcher: Watcher
) -> None:
    office.say("Hola")
    office.say("¿Qué tal?")
    assert watcher.happenings["rebuild"] == 0
    office.assistant.checkpointer.saver.erase()
    office.say("¿Sigues ahí?")
    assert watcher.happenings["rebuild"] == 1


class Together(Reader):
    """Keeps the first messages until as many are there."""

    def __init__(self, together: int) -> None:
        self._barrier, self._left = Barrier(together), together

    def understand(self, message: str, situation: Situation) -> Understood:
        if self._left > 0:
            self._left -= 1
            self._barrier.wait(30)
        return OfflineUnderstanding().understand(message, situation)


def test_a_turn_that_another_one_came_before_is_told_as_a_conflict(
    tmp_path: Path, watcher: Watcher
) -> None:
    office = open_office(tmp_path, understanding=Together(2), observer=watcher)

    def say(message: str) -> None:  # past the lock, as two processes do
        office.assistant.graph.invoke({"messages": [HumanMessage(message)]}, thread("s"))

    threads = [Thread(target=say, args=[message]) for message in ("Hola", "Buenos días")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert watcher.happenings["turn otro committed"] == 2
    assert watcher.happenings["conflict"] == watcher.happenings["rebuild"] == 1
    office.assistant.close()


def test_calls_to_a_model_are_told_with_what_was_asked_and_answered(
    tmp_path: Path, watcher: Watcher
) -> None:
    with scripted_openai.serve() as server:
        server.will(calls(("consultar_clientes", {})), status(500), says("<think>"))
        model = OpenAIUnderstanding(
            model="m",
            api_key=None,
            base_url=server.base_url,
            timeout=20,
            language_of=lambda _message, last: last,
            observer=watcher,
        )
        both = FallbackUnderstanding(model, OfflineUnderstanding(), watcher)
        office = open_office(tmp_path, understanding=both, observer=watcher)
        for message in ("Lista los clientes", "Cuenta los clientes", "¿Cuántos hay?"):
            office.say(message)
        office.assistant.close()
    good, *bad = watcher.of("model")
    assert {name: good.facts[name] for name in ("operation", "model", "server")} == {
        "operation": "understand",
        "model": "m",
        "server": server.base_url,
    }
    assert good.facts["prompt"][-1].text.endswith("Lista los clientes")
    assert good.facts["answer"].usage_metadata["total_tokens"] == 2
    assert [type(each.error) for each in bad] == [ModelUnavailable, ModelUnavailable]
    assert watcher.happenings["fallback understand"] == 2
