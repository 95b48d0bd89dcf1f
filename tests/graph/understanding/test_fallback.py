"""A model that is down: the turn is understood offline, told of and counted."""

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from graph.errors import ModelUnavailable
from graph.understanding.fallback import FallbackUnderstanding
from graph.understanding.intents import QueryClients, Talk
from graph.understanding.offline.reader import OfflineUnderstanding
from graph.understanding.openai.reader import OpenAIUnderstanding
from graph.understanding.situation import Situation, SummaryTurn, Understood
from tests.graph.assistants import Reader, open_office
from tests.scripted_openai import ScriptedOpenAI, calls, says, serve, status

KEY = "sk-secret-key"
TODAY = Situation(today=date(2026, 11, 19))
CREATE = "Crea un cliente llamado Juan con email juan@example.com"


@pytest.fixture
def server() -> Iterator[ScriptedOpenAI]:
    with serve() as running:
        yield running


@pytest.fixture
def understanding(server: ScriptedOpenAI) -> Iterator[FallbackUnderstanding]:
    model = OpenAIUnderstanding(
        model="scripted",
        api_key=KEY,
        base_url=server.base_url,
        timeout=10,
        language_of=lambda _, last: last,
    )
    built = FallbackUnderstanding(model, OfflineUnderstanding())
    yield built
    built.close()


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING]


def test_a_model_that_answers_is_not_doubled(
    server: ScriptedOpenAI, understanding: FallbackUnderstanding, caplog: pytest.LogCaptureFixture
) -> None:
    server.will(says("[greeting] Buenas"))
    understood = understanding.understand("¿Cuántos clientes hay?", TODAY)
    assert understood.intents == (Talk(topic="greeting", words="Buenas"),)
    assert not understood.by_rules
    assert (understanding.fallbacks, warnings(caplog)) == (0, [])


def test_while_the_model_is_down_the_conversation_goes_on_and_each_turn_is_told_once(
    tmp_path: Path,
    server: ScriptedOpenAI,
    understanding: FallbackUnderstanding,
    caplog: pytest.LogCaptureFixture,
) -> None:
    office = open_office(tmp_path, understanding=understanding)
    server.will(calls(("crear_cliente", {"nombre": "Ana"})))
    assert office.say("Crea a Ana").reply == "¿Cuál es el email de Ana?"
    server.always(status(401, message=f"Incorrect key {KEY} at {server.base_url}"))
    assert office.say("ana@x.es").reply == "✅ Cliente creado: Ana (ana@x.es)"
    assert office.say(CREATE).reply == "✅ Cliente creado: Juan (juan@example.com)"
    server.will(calls(("consultar_clientes", {"contar": True})))
    assert office.say("¿cuántos hay?").reply == "Hay 2 clientes."
    office.assistant.close()
    assert understanding.fallbacks == 2
    told = (
        "understood offline, because the language model failed: AuthenticationError, "
        "status 401 Incorrect key … at …"
    )
    assert warnings(caplog) == [told, told]


def test_what_many_threads_fall_back_on_is_counted_exactly(
    understanding: FallbackUnderstanding,
) -> None:
    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(lambda _: understanding.understand("cuántos hay", TODAY), range(40)))
    assert [understood.intents for understood in read] == [(QueryClients(count=True),)] * 40
    assert {(understood.tokens, understood.by_rules) for understood in read} == {(0, True)}
    assert understanding.fallbacks == 40


@dataclass
class Down(Reader):
    """Never there."""

    name: str
    closed: bool = False

    def understand(self, _message: str, _situation: Situation) -> Understood:
        raise ModelUnavailable(f"{self.name} is down")

    def close(self) -> None:
        self.closed = True


def test_when_the_fallback_is_down_too_that_is_an_outage() -> None:
    with pytest.raises(ModelUnavailable, match="two is down"):
        FallbackUnderstanding(Down("one"), Down("two")).understand("Hola", TODAY)


def test_it_says_what_it_is_and_closes_both() -> None:
    one, two = Down("one"), Down("two")
    both = FallbackUnderstanding(one, two)
    both.close()
    assert both.name == "one, falling back to two"
    assert (one.closed, two.closed) == (True, True)


@dataclass
class Mute(Down):
    """Not even a summary."""

    def summarise(self, _summary: str, _episodes: Sequence[SummaryTurn]) -> str:
        raise ModelUnavailable(f"{self.name} is down")


def test_a_summary_that_the_model_does_not_write_is_written_without_it() -> None:
    made = [SummaryTurn("crea a Ana", "hecho", "crear", ("Ana (ana@x.es)",))]
    fallback = FallbackUnderstanding(Mute("one"), OfflineUnderstanding())
    assert fallback.summarise("", made) == "+ Ana (ana@x.es)"
    with pytest.raises(ModelUnavailable):
        FallbackUnderstanding(Mute("one"), Mute("two")).summarise("", made)
