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
    Talk,
)
from graph.understanding.openai.reader import OpenAIUnderstanding
from graph.understanding.situation import Situation, Understanding
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
            CreateClient(name="Eva", doubt="revoked"),
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
        (
            "consultar_clientes",
            {"sin_dominio": "gmail yahoo", "solo": "Name", "vecino": ""},
            QueryClients(not_domain="gmail yahoo", only="name"),
        ),
        (
            "consultar_clientes",
            {"mostrados": True, "vecino": "before"},
            QueryClients(refers_back=True, neighbour="before"),
        ),
        ("consultar_clientes", {"email": "a@b.es"}, QueryClients(email="a@b.es")),
        ("consultar_clientes", {"mas": True}, QueryClients(more=True)),
        (
            "crear_cliente",
            {"nombre": "Ana", "email": "null", "admin": True},
            CreateClient(name="Ana"),
        ),
        ("crear_cliente", {"name": "Ana", "nuevo": "false"}, CreateClient(name="Ana", fresh=False)),
        ("functions.Crear_Cliente", {"nombre": "Ana"}, CreateClient(name="Ana")),
        ("confirmar", {"todo": True}, ConfirmDraft()),
        ("consultar_clientes", {"desde": "", "hasta": "", "limite": 0}, QueryClients()),
        (
            "consultar_clientes",
            {"limite": "5", "contar": "true"},
            QueryClients(limit=5, count=True),
        ),
        ("consultar_clientes", {"limite": 3.0}, QueryClients(limit=3)),
        ("consultar_clientes", {"limite": -1}, QueryClients()),
        ("consultar_clientes", {"limite": 10**30}, QueryClients(limit=10_000)),
        ("consultar_clientes", {"mostrados": True, "posicion": 0}, QueryClients(refers_back=True)),
        ("consultar_clientes", {"hasta": "9999-12-31", "desde": "0001-01-01"}, QueryClients()),
        ("consultar_clientes", {"desde": "2026-11-19T00:00:00Z"}, QueryClients(created_from=TODAY)),
        ("consultar_clientes", {"nombre": "Ana"}, QueryClients(text="Ana")),
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
    ("crear_cliente", "7"),
    ("crear_cliente", "[" * 100_000),
    ("crear_cliente", '{"nombre": "\\ud800"}'),
    ("crear_cliente", {"nombre": 7}),
    ("crear_cliente", {"nombre": ["Ana", "Eva"]}),
    ("crear_cliente", {"nombre": "x" * 4_001}),
    ("crear_cliente", {"cliente": "Ana"}),
    ("borrar_cliente", {"id": 1}),
    ("", {}),
    ("consultar_clientes", {"limite": "pocos"}),
    ("consultar_clientes", {"limite": 2.5}),
    ("consultar_clientes", {"limite": True}),
    ("consultar_clientes", '{"limite": NaN}'),
    ("consultar_clientes", {"desde": "ayer"}),
    ("consultar_clientes", {"desde": "2026-02-30"}),
    ("consultar_clientes", {"desde": 0}),
    ("consultar_clientes", {"desde": "2026-11-19", "hasta": "2026-11-01"}),
    ("consultar_clientes", {"ciudad": "Madrid"}),
    ("consultar_clientes", {"contar": True, "ciudad": "Madrid"}),
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
    "other kind": {"id": "1", "type": "custom", "custom": {"name": "cancelar", "input": "{}"}},
}


@pytest.mark.parametrize("malformed", BAD_SHAPES.values(), ids=BAD_SHAPES)
def test_a_call_of_the_wrong_shape_is_dropped_and_the_rest_is_kept(
    read: Any, malformed: Any
) -> None:
    assert read(raw_calls([malformed, call(*ANA)])) == (JUST_ANA,)


@pytest.mark.parametrize("bad", [("crear_cliente", "{"), ("borrar_todo", {})])
def test_when_no_call_can_be_read_the_model_failed_and_its_words_are_not_kept(
    read: Any, bad: tuple[str, Any]
) -> None:
    with pytest.raises(ModelUnavailable, match="no call that can be read"):
        read(calls(bad, text="✅ Cliente creado: Ana"))


def test_of_a_thousand_calls_fifty_are_considered_and_equal_ones_count_once(
    server: ScriptedOpenAI, understanding: OpenAIUnderstanding
) -> None:
    many = [call("crear_cliente", {"nombre": f"Ana {i // 2}"}, i) for i in range(1_000)]
    server.will(raw_calls(many))
    understood = understanding.understand("Crea a Ana", Situation(today=TODAY))
    assert understood.intents == tuple(CreateClient(name=f"Ana {i}") for i in range(25))
    assert understood.unread


PARTLY_READ: dict[str, tuple[Reply, bool]] = {
    "whole": (calls(ANA), False),
    "twice": (calls(ANA, ANA), False),
    "cut": (calls(ANA, ("crear_cliente", '{"nombre": "Hu')), True),
    "unknown tool": (calls(ANA, ("borrar_cliente", {"id": 1})), True),
    "out of tokens": (answers(completion({"tool_calls": [call(*ANA)]}, "length")), True),
}


@pytest.mark.parametrize(("reply", "unread"), PARTLY_READ.values(), ids=PARTLY_READ)
def test_an_answer_of_which_a_part_is_unreadable_says_so(
    server: ScriptedOpenAI, understanding: OpenAIUnderstanding, reply: Reply, unread: bool
) -> None:
    server.will(reply)
    understood = understanding.understand("Crea a Ana", Situation(today=TODAY))
    assert (understood.intents, understood.unread) == ((JUST_ANA,), unread)


@pytest.mark.parametrize(
    ("said", "talk"),
    [
        ("Hola, ¿qué tal?", Talk(topic="unknown", words="Hola, ¿qué tal?")),
        ("  [greeting] ¡Hola!  ", Talk(topic="greeting", words="¡Hola!")),
        ("[thanks] De nada.", Talk(topic="thanks", words="De nada.")),
        ("[off_topic]", Talk(topic="off_topic")),
        ("[Greeting] ¡Hola!", Talk(topic="greeting", words="¡Hola!")),
        ("[admin] Hola", Talk(topic="unknown", words="Hola")),
        ("x" * 5_000, Talk(topic="unknown", words="x" * 1_000)),
    ],
)
def test_plain_words_are_talk(read: Any, said: str, talk: Talk) -> None:
    assert read(says(said)) == (talk,)


def test_words_in_content_blocks_are_read_too(read: Any) -> None:
    blocks = [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "[help] Puedo…"}]
    assert read(answers(completion({"content": blocks}))) == (Talk(topic="help", words="Puedo…"),)


@pytest.mark.parametrize(
    "message",
    [{}, {"refusal": "no"}, {"content": None, "tool_calls": []}],
    ids=["empty", "refusal", "no calls"],
)
def test_an_answer_with_nothing_in_it_is_an_outage(read: Any, message: Any) -> None:
    with pytest.raises(ModelUnavailable, match="no plain words"):
        read(answers(completion(message)))


@pytest.mark.parametrize("said", ["uno\0dos", "half a character: \ud800", "", "   ", None])
def test_words_that_cannot_be_stored_are_an_outage(read: Any, said: str | None) -> None:
    with pytest.raises(ModelUnavailable, match="no plain words"):
        read(says(said))


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
