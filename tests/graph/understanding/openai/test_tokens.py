"""What a turn costs: its tokens are reported, and do not grow with the session."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.errors import ModelUnavailable
from graph.understanding.intents import CreateClient, Talk
from graph.understanding.openai.reader import OpenAIUnderstanding
from graph.understanding.situation import MAX_SUMMARY, Situation, SummaryTurn, Understood
from tests.graph.assistants import Reader, open_office
from tests.scripted_openai import (
    Reply,
    ScriptedOpenAI,
    answers,
    calls,
    completion,
    says,
    serve,
    status,
)

TURNS = 80
ALL_IS_FULL = 40
"""By then the window has its ten turns, and the summary its 1,000 characters."""


@pytest.fixture
def server() -> Iterator[ScriptedOpenAI]:
    with serve() as running:
        yield running


@pytest.fixture
def understanding(server: ScriptedOpenAI) -> Iterator[OpenAIUnderstanding]:
    built = OpenAIUnderstanding(
        model="scripted",
        api_key=None,
        base_url=server.base_url,
        timeout=10,
        language_of=lambda _, last: last,
    )
    yield built
    built.close()


@pytest.mark.parametrize(
    ("usage", "tokens"),
    [
        ({"prompt_tokens": 700, "completion_tokens": 31, "total_tokens": 731}, 731),
        ({"prompt_tokens": 700, "completion_tokens": 31}, 731),
        ({"prompt_tokens": 700}, 700),
        ({"prompt_tokens": "700", "completion_tokens": 31}, 0),
        ({"prompt_tokens": -1, "completion_tokens": 31}, 0),
        ({"prompt_tokens": 1.5}, 0),
        ({}, 0),
        ("many", 0),
        (None, 0),
    ],
)
def test_the_tokens_that_the_server_counted_are_reported(
    server: ScriptedOpenAI, understanding: OpenAIUnderstanding, usage: Any, tokens: int
) -> None:
    server.will(answers(completion({"content": "Hola"}) | {"usage": usage}))
    understood = understanding.understand("Hola", Situation(today=date(2026, 11, 19)))
    assert (understood.intents, understood.tokens) == ((Talk(words="Hola"),), tokens)


def test_tokens_are_reported_beside_tool_calls_too(
    server: ScriptedOpenAI, understanding: OpenAIUnderstanding
) -> None:
    server.will(calls(("crear_cliente", {"nombre": "Ana"})))
    understood = understanding.understand("Crea a Ana", Situation(today=date(2026, 11, 19)))
    assert (understood.intents, understood.tokens) == ((CreateClient(name="Ana"),), 2)


@dataclass
class Digesting(Reader):
    """The model understands; the summaries, whose requests are not the subject, need none."""

    model: OpenAIUnderstanding

    def understand(self, message: str, situation: Situation) -> Understood:
        return self.model.understand(message, situation)


def test_a_request_does_not_grow_with_the_session(
    tmp_path: Path, server: ScriptedOpenAI, understanding: OpenAIUnderstanding
) -> None:
    office = open_office(tmp_path, understanding=Digesting(understanding))
    for number in range(10, 10 + TURNS):
        name, email = f"Persona{number}", f"persona{number}@example.com"
        server.will(calls(("crear_cliente", {"nombre": name, "email": email})))
        office.say(f"Crea un cliente llamado {name} con email {email}")
        office.assistant.dependencies.summaries.finish()
    assert len(office.clients()) == TURNS
    office.assistant.close()
    sizes = [len(json.dumps(request.body)) for request in server.requests]
    assert len(sizes) == TURNS
    assert sizes[0] < sizes[ALL_IS_FULL - 1]
    assert sizes[-1] <= 1.1 * sizes[ALL_IS_FULL - 1]


def test_the_model_writes_the_summary_from_the_turns_and_the_summary_so_far(
    server: ScriptedOpenAI, understanding: OpenAIUnderstanding
) -> None:
    server.will(says(" Se creó a Ana (ana@x.es). "))
    turn = SummaryTurn("crea a Ana " + "x" * 5_000, "hecho", "crear", ("Ana (ana@x.es)",))
    assert understanding.summarise("Antes: Juan.", [turn]) == "Se creó a Ana (ana@x.es)."
    body = server.requests[-1].body
    assert "tools" not in body
    said = json.dumps(body, ensure_ascii=False)
    assert "Antes: Juan." in said
    assert "crea a Ana" in said
    assert len(said) < 2_000


@pytest.mark.parametrize(
    "reply", [says(""), says("a\0b"), status(400)], ids=["empty", "unstorable", "refused"]
)
def test_a_model_that_writes_no_summary_is_said_to_be_unavailable(
    server: ScriptedOpenAI, understanding: OpenAIUnderstanding, reply: Reply
) -> None:
    server.always(reply)
    with pytest.raises(ModelUnavailable):
        understanding.summarise("", [SummaryTurn("hola", "hola", "otro", ())])


def test_a_model_s_summary_is_bounded(
    server: ScriptedOpenAI, understanding: OpenAIUnderstanding
) -> None:
    server.will(says("palabra " * 1_000))
    summary = understanding.summarise("", [SummaryTurn("hola", "hola", "otro", ())])
    assert len(summary) <= MAX_SUMMARY
