"""What a turn costs: its tokens are reported, and do not grow with the session."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.intents import CreateClient, Situation, Talk
from graph.understanding.openai import OpenAIUnderstanding
from tests.graph.assistants import open_office
from tests.scripted_openai import ScriptedOpenAI, answers, calls, completion, serve

TURNS = 60
WINDOW_IS_FULL = 15


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


def test_a_request_is_no_longer_at_turn_60_than_at_turn_15(
    tmp_path: Path, server: ScriptedOpenAI, understanding: OpenAIUnderstanding
) -> None:
    office = open_office(tmp_path, understanding=understanding)
    for number in range(10, 10 + TURNS):
        name, email = f"Persona{number}", f"persona{number}@example.com"
        server.will(calls(("crear_cliente", {"nombre": name, "email": email})))
        office.say(f"Crea un cliente llamado {name} con email {email}")
    assert len(office.clients()) == TURNS
    office.assistant.close()
    sizes = [len(json.dumps(request.body)) for request in server.requests]
    assert len(sizes) == TURNS
    assert sizes[0] < sizes[WINDOW_IS_FULL - 1]
    assert sizes[-1] <= 1.1 * sizes[WINDOW_IS_FULL - 1]
