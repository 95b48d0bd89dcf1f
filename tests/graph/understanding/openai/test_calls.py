"""Tool calls, plain words and malformed calls of a model, read as intents."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings, strategies

from graph.errors import ModelUnavailable
from graph.understanding.intents import (
    CancelDraft,
    ConfirmDraft,
    CreateClient,
    Intent,
    Language,
    QueryClients,
    Situation,
    Talk,
    Understanding,
)
from graph.understanding.openai.reader import OpenAIUnderstanding
from tests.scripted_openai import (
    Reply,
    ScriptedOpenAI,
    answers,
    call,
    calls,
    completion,
    raw_calls,
    says,
    serve,
)

ANA = ("crear_cliente", {"nombre": "Ana", "email": "ana@acme.es"})
JUST_ANA = CreateClient(name="Ana", email="ana@acme.es")
TODAY = date(2026, 11, 19)


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedOpenAI]:
    with serve() as running:
        yield running


@pytest.fixture(scope="module")
def understanding(server: ScriptedOpenAI) -> Iterator[OpenAIUnderstanding]:
    def language_of(message: str, last: Language) -> Language:
        return "en" if "please" in message else last

    built = OpenAIUnderstanding(
        model="scripted",
        api_key="sk-test",
        base_url=server.base_url,
        timeout=10,
        language_of=language_of,
    )
    yield built
    built.close()


@pytest.fixture
def read(server: ScriptedOpenAI, understanding: OpenAIUnderstanding) -> Any:
    def reading(reply: Reply) -> tuple[Intent, ...]:
        server.will(reply)
        return understanding.understand("Crea a Ana", Situation(today=TODAY)).intents

    return reading


def test_it_is_an_understanding(understanding: OpenAIUnderstanding) -> None:
    as_protocol: Understanding = understanding
    assert as_protocol.name == "openai"


@pytest.mark.parametrize(
    ("name", "arguments", "intent"),
    [
        (*ANA, JUST_ANA),
        ("crear_cliente", {}, CreateClient()),
        ("crear_cliente", {"nombre": None, "email": "  "}, CreateClient()),
        (
            "crear_cliente",
            {"email": "a@@b", "nuevo": False},
            CreateClient(email="a@@b", fresh=False),
        ),
        (
            "crear_cliente",
            {"nombre": " Eva ", "tentativo": True},
            CreateClient(name="Eva", tentative=True),
        ),
        ("crear_cliente", {"nuevo": None, "tentativo": None}, CreateClient()),
        ("crear_cliente", "", CreateClient()),
        ("confirmar", {}, ConfirmDraft()),
        ("cancelar", {}, CancelDraft()),
        ("consultar_clientes", {}, QueryClients()),
        (
            "consultar_clientes",
            {"texto": "ana", "contar": True},
            QueryClients(text="ana", count=True),
        ),
        (
            "consultar_clientes",
            {"dominio": "gmail", "email": None, "mas_recientes_primero": True, "limite": 3},
            QueryClients(domain="gmail", newest_first=True, limit=3),
        ),
        (
            "consultar_clientes",
            {"desde": "2026-11-16", "hasta": "2026-11-19", "en_esta_sesion": True},
            QueryClients(created_from=date(2026, 11, 16), created_to=TODAY, this_session=True),
        ),
        (
            "consultar_clientes",
            {"mostrados": True, "posicion": -1, "detalles": True},
            QueryClients(refers_back=True, position=-1, details=True),
        ),
        ("consultar_clientes", {"email": "a@b.es"}, QueryClients(email="a@b.es")),
        ("consultar_clientes", {"mas": True}, QueryClients(more=True)),
    ],
)
def test_each_tool_call_becomes_its_intent(
    read: Any, name: str, arguments: Any, intent: Intent
) -> None:
    assert read(calls((name, arguments))) == (intent,)


def test_several_calls_keep_their_order_and_lose_the_words_beside_them(read: Any) -> None:
    reply = calls(ANA, ("consultar_clientes", {}), ("cancelar", {}), text="Hecho, Ana creada")
    assert read(reply) == (JUST_ANA, QueryClients(), CancelDraft())


BAD_ARGUMENTS = [
    ("crear_cliente", '{"nombre": "Ana"'),
    ("crear_cliente", "not json"),
    ("crear_cliente", "[1]"),
    ("crear_cliente", '"{}"'),
    ("crear_cliente", "7"),
    ("crear_cliente", "[" * 100_000),
    ("crear_cliente", '{"nombre": "\\ud800"}'),
    ("crear_cliente", {"nombre": 7}),
    ("crear_cliente", {"nombre": ["Ana", "Eva"]}),
    ("crear_cliente", {"nombre": "x" * 4_001}),
    ("crear_cliente", {"nuevo": "false"}),
    ("crear_cliente", {"nombre": "Ana", "admin": True}),
    ("confirmar", {"todo": True}),
    ("borrar_cliente", {"id": 1}),
    ("", {}),
    ("CREAR_CLIENTE", {"nombre": "Ana"}),
    ("consultar_clientes", {"limite": -1}),
    ("consultar_clientes", {"limite": 0}),
    ("consultar_clientes", {"limite": 10**30}),
    ("consultar_clientes", {"limite": 2.5}),
    ("consultar_clientes", {"limite": True}),
    ("consultar_clientes", '{"limite": NaN}'),
    ("consultar_clientes", {"posicion": 0}),
    ("consultar_clientes", {"posicion": -(10**30)}),
    ("consultar_clientes", {"desde": "ayer"}),
    ("consultar_clientes", {"desde": "2026-02-30"}),
    ("consultar_clientes", {"desde": 0}),
    ("consultar_clientes", {"hasta": "9999-12-31"}),
    ("consultar_clientes", {"desde": "0001-01-01"}),
    ("consultar_clientes", {"desde": "2026-11-19", "hasta": "2026-11-01"}),
    ("consultar_clientes", {"nombre": "Ana"}),
]


@pytest.mark.parametrize(
    ("name", "arguments"), BAD_ARGUMENTS, ids=[f"bad-{n}" for n in range(len(BAD_ARGUMENTS))]
)
def test_a_call_with_bad_arguments_is_dropped_and_the_rest_is_kept(
    read: Any, name: str, arguments: Any
) -> None:
    assert read(calls((name, arguments), ANA)) == (JUST_ANA,)


BAD_SHAPES = {
    "null": None,
    "number": 7,
    "string": "crear_cliente",
    "empty": {},
    "no function": {"id": "1", "type": "function", "function": None},
    "no name": {"id": "1", "type": "function", "function": {"name": None, "arguments": "{}"}},
    "name in a list": {"id": "1", "function": {"name": ["cancelar"], "arguments": "{}"}},
    "arguments in a list": {"id": "1", "function": {"name": "cancelar", "arguments": [1]}},
    "arguments not in a string": {
        "id": "1",
        "function": {"name": "cancelar", "arguments": {"a": 1}},
    },
    "other kind": {"id": "1", "type": "custom", "custom": {"name": "cancelar", "input": "{}"}},
}


@pytest.mark.parametrize("malformed", BAD_SHAPES.values(), ids=BAD_SHAPES)
def test_a_call_of_the_wrong_shape_is_dropped_and_the_rest_is_kept(
    read: Any, malformed: Any
) -> None:
    assert read(raw_calls([malformed, call(*ANA)])) == (JUST_ANA,)


@pytest.mark.parametrize("bad", [("crear_cliente", "{"), ("borrar_todo", {})])
def test_when_no_call_is_left_nothing_was_understood_and_the_words_are_not_kept(
    read: Any, bad: tuple[str, Any]
) -> None:
    assert read(calls(bad, text="✅ Cliente creado: Ana")) == (Talk(topic="unknown"),)


def test_of_ten_thousand_calls_fifty_are_considered(read: Any) -> None:
    many = [call("crear_cliente", {"nombre": f"Ana {i}"}, i) for i in range(10_000)]
    intents = read(raw_calls(many))
    assert [intent.name for intent in intents] == [f"Ana {i}" for i in range(50)]


@pytest.mark.parametrize(
    ("said", "talk"),
    [
        ("Hola, ¿qué tal?", Talk(topic="unknown", words="Hola, ¿qué tal?")),
        ("  [greeting] ¡Hola!  ", Talk(topic="greeting", words="¡Hola!")),
        ("[thanks] De nada.", Talk(topic="thanks", words="De nada.")),
        ("[off_topic]", Talk(topic="off_topic")),
        ("[admin] Hola", Talk(topic="unknown", words="[admin] Hola")),
        ("x" * 5_000, Talk(topic="unknown", words="x" * 1_000)),
        ("uno\0dos", Talk(topic="unknown")),
        ("half a character: \ud800", Talk(topic="unknown")),
        ("", Talk(topic="unknown")),
        ("   ", Talk(topic="unknown")),
        (None, Talk(topic="unknown")),
    ],
)
def test_plain_words_are_talk(read: Any, said: str | None, talk: Talk) -> None:
    assert read(says(said)) == (talk,)


def test_words_in_content_blocks_are_read_too(read: Any) -> None:
    blocks = [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "[help] Puedo…"}]
    assert read(answers(completion({"content": blocks}))) == (Talk(topic="help", words="Puedo…"),)


@pytest.mark.parametrize(
    "message",
    [{}, {"refusal": "no"}, {"content": None, "tool_calls": []}],
    ids=["empty", "refusal", "no calls"],
)
def test_an_answer_with_nothing_in_it_is_not_understood(read: Any, message: Any) -> None:
    assert read(answers(completion(message))) == (Talk(topic="unknown"),)


def test_odd_fields_around_the_message_do_not_lose_it(read: Any) -> None:
    body = completion({"content": None, "tool_calls": [call(*ANA)]})
    body |= {"usage": {"prompt_tokens": "many"}, "service_tier": 3, "object": None, "model": None}
    assert read(answers(body)) == (JUST_ANA,)


JSON = strategies.recursive(
    strategies.none() | strategies.integers() | strategies.floats() | strategies.text(max_size=3),
    lambda inner: (
        strategies.lists(inner, max_size=2)
        | strategies.dictionaries(
            strategies.sampled_from(
                [
                    "id",
                    "choices",
                    "message",
                    "content",
                    "tool_calls",
                    "function",
                    "name",
                    "arguments",
                ]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=40, deadline=None)
@given(body=JSON, call=JSON)
def test_whatever_the_body_it_is_understood_or_an_outage(
    server: ScriptedOpenAI, understanding: OpenAIUnderstanding, body: Any, call: Any
) -> None:
    message = completion({"content": body, "tool_calls": [call]})
    for reply in (answers(body), answers({"choices": body}), answers(message)):
        server.will(reply)
        with suppress(ModelUnavailable):
            assert understanding.understand("Hola", Situation(today=TODAY)).intents


def test_the_language_is_decided_by_the_rule_it_was_given(
    server: ScriptedOpenAI, understanding: OpenAIUnderstanding
) -> None:
    server.will(says("Hi"), says("Hola"))
    situation = Situation(today=TODAY)
    assert understanding.understand("add Ana please", situation).language == "en"
    assert understanding.understand("hola", situation).language == "es"
