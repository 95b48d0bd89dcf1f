"""Servers and models as they are: each quirk is read, or the rules answer; nothing raw is shown."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.understanding.fallback import FallbackUnderstanding
from graph.understanding.offline.reader import OfflineUnderstanding
from graph.understanding.openai.reader import OpenAIUnderstanding
from graph.understanding.situation import SummaryTurn
from tests.graph.assistants import open_office
from tests.scripted_openai import (
    Reply,
    ScriptedOpenAI,
    answers,
    call,
    calls,
    completion,
    raw_calls,
    says,
    sends,
    serve,
    slow_body,
    status,
)

MESSAGE = "Crea a Ana Gil, ana@x.es"
CREATED = "✅ Cliente creado: Ana Gil (ana@x.es)"
ARGUMENTS = {"nombre": "Ana Gil", "email": "ana@x.es"}
ENCODED = json.dumps(ARGUMENTS)
CALL = json.dumps({"name": "crear_cliente", "arguments": ARGUMENTS})
RAW = re.compile(r"[{}<>`|]|think|tool_call|crear_cliente|hidden", re.IGNORECASE)
MEGABYTE = 1024 * 1024


def function(arguments: Any) -> Reply:
    """A call whose arguments go out as they are."""
    return raw_calls([{"id": "1", "function": {"name": "crear_cliente", "arguments": arguments}}])


def choices(*messages: Any, finish_reason: Any = "stop") -> Reply:
    listed = [{"message": message, "finish_reason": finish_reason} for message in messages]
    return answers(completion({}) | {"choices": listed})


def events(*deltas: Any) -> Reply:
    """A stream that nobody asked for."""
    chunks = [json.dumps({"choices": [{"index": 0, "delta": delta}]}) for delta in deltas]
    body = "".join(f"data: {chunk}\n\n" for chunk in (*chunks, "[DONE]"))
    return sends(body.encode(), content_type="text/event-stream")


def piece(arguments: str, name: str | None = None) -> dict[str, Any]:
    return {"tool_calls": [{"index": 0, "function": {"name": name, "arguments": arguments}}]}


WHOLE = {"content": None, "tool_calls": [call("crear_cliente", ARGUMENTS)]}

READ: dict[str, Reply] = {
    "arguments as text": function(ENCODED),
    "arguments as object": function(ARGUMENTS),
    "arguments encoded twice": function(json.dumps(ENCODED)),
    "an extra field": function(ARGUMENTS | {"telefono": None, "prioridad": "alta"}),
    "empty strings": function(ARGUMENTS | {"nuevo": "", "tentativo": ""}),
    "booleans as text": function(ARGUMENTS | {"nuevo": "true", "tentativo": "False"}),
    "english names": function({"name": "Ana Gil", "email": "ana@x.es"}),
    "name with its address": function({"nombre": "Ana Gil <ana@x.es>", "email": "ana@x.es"}),
    "the same call twice": calls(("crear_cliente", ARGUMENTS), ("crear_cliente", ARGUMENTS)),
    "the old function_call": choices(
        {"function_call": {"name": "crear_cliente", "arguments": ENCODED}}
    ),
    "the call as text": says(CALL),
    "the call behind words": says(f"Voy a crear al cliente:\n{CALL}\nListo."),
    "the call in a fence": says(f"```json\n{CALL}\n```"),
    "the call in tool_call": says(f"<tool_call>\n{CALL}\n</tool_call>"),
    "the call in a list": says(f"[TOOL_CALLS][{CALL}]"),
    "the call behind a token": says(f"<|python_tag|>{CALL.replace('arguments', 'parameters')}"),
    "the call in function=": says(f"<function=crear_cliente>{ENCODED}</function>"),
    "the call in an object": says(json.dumps({"tool_calls": [call("crear_cliente", ARGUMENTS)]})),
    "the call by its name": says(json.dumps({"crear_cliente": ARGUMENTS})),
    "the call in Python": says("crear_cliente(nombre='Ana Gil', email=\"ana@x.es\", nuevo=true)"),
    "the call behind thoughts": says(f"<think>crear_cliente(hidden=1)? {{}}</think>\n{CALL}"),
    "thoughts without a start": says(f"hidden {CALL.replace('Ana', 'Eva')}</think>{CALL}"),
    "null content": choices(WHOLE),
    "content in a list": choices({"content": [{"type": "text", "text": CALL}]}),
    "several choices": choices({"content": None}, WHOLE),
    "a wrong reason to finish": choices(WHOLE, finish_reason="stop"),
    "an unknown reason to finish": choices(WHOLE, finish_reason={"odd": 1}),
    "a stream": events(
        {"role": "assistant"}, piece(ENCODED[:9], "crear_cliente"), piece(ENCODED[9:])
    ),
    "a stream of text": events({"content": CALL[:20]}, {"content": CALL[20:]}),
    "json of another type": sends(
        json.dumps(completion(WHOLE)).encode(), content_type="text/plain; charset=utf-8"
    ),
}
"""Answers of which the call is read."""

UNUSABLE: dict[str, Reply] = {
    "cut arguments": function(ENCODED[:-9]),
    "arguments in a list": function([ARGUMENTS]),
    "a tool that there is not": calls(("borrar_todo", ARGUMENTS)),
    "a cut call as text": says(CALL[:-12]),
    "an answer in JSON": says(json.dumps({"respuesta": "Hecho", "hidden": True})),
    "only thoughts": says("<think>hidden"),
    "only markers": says("<tool_call></tool_call>"),
    "a refusal": choices({"content": None, "refusal": "I can't hidden"}),
    "nothing": choices({"content": ""}),
    "an empty list of choices": choices(),
    "an error in 200": answers({"error": {"message": "hidden", "code": 503}}),
    "a page": sends(b"<html><body>hidden</body></html>", content_type="text/html"),
    "ten megabytes": sends(json.dumps(completion({"content": "a" * 10 * MEGABYTE})).encode()),
    "a stream of nonsense": sends(b"data: {nonsense\n\n", content_type="text/event-stream"),
    "a drip": slow_body(0.05),
    "a refused request": status(400, message="hidden"),
}
"""Answers that count as a failure of the model, so that the rules answer."""


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedOpenAI]:
    with serve() as running:
        yield running


@pytest.fixture
def understanding(server: ScriptedOpenAI) -> Iterator[FallbackUnderstanding]:
    model = OpenAIUnderstanding(
        model="scripted",
        api_key="k",
        base_url=server.base_url,
        timeout=2,
        language_of=lambda _, last: last,
    )
    built = FallbackUnderstanding(model, OfflineUnderstanding())
    yield built
    built.close()


@pytest.mark.parametrize(
    ("reply", "fallbacks"),
    [*((reply, 0) for reply in READ.values()), *((reply, 1) for reply in UNUSABLE.values())],
    ids=[*READ, *UNUSABLE],
)
def test_the_reply_is_right_whatever_the_quirk_and_nothing_raw_is_shown_or_stored(
    tmp_path: Path,
    server: ScriptedOpenAI,
    understanding: FallbackUnderstanding,
    reply: Reply,
    fallbacks: int,
) -> None:
    office = open_office(tmp_path, understanding=understanding)
    server.will(reply)
    assert office.say(MESSAGE).reply == CREATED
    assert office.clients() == {"ana@x.es": "Ana Gil"}
    assert understanding.fallbacks == fallbacks
    assert not RAW.search(" ".join(content for _, content in office.history()))
    stored = [message.content for message in office.state()["messages"]]
    assert stored == [MESSAGE, CREATED]
    office.assistant.close()


TALK = {
    "plain": ("[greeting] ¡Buenas!", "¡Buenas!"),
    "behind thoughts": ("<think>hidden</think>[greeting] ¡Buenas!", "¡Buenas!"),
    "behind other thoughts": ("[THINK]hidden[/THINK]\n¡Buenas!", "¡Buenas!"),
    "in a channel": (
        "<|channel|>analysis<|message|>hidden<|end|><|start|>assistant<|channel|>final<|message|>"
        "¡Buenas!<|return|>",
        "¡Buenas!",
    ),
    "between tokens": ("<|im_start|>¡Buenas!<|im_end|></s>", "¡Buenas!"),
    "with a link": ("[greeting] Mira https://evil.example", None),
    "with a bare link": ("[greeting] Mira www.evil.example", None),
    "with a domain": ("[greeting] Mira evil.example/hola", None),
    "with a direction mark": ("[greeting] Hola \u202eelpmaxe", None),
    "with an unseen character": ("[greeting] Ho\u200bla", None),
    "with a claim": ("[greeting] He creado a todos", None),
}
"""What a model says, and what of it is shown; None: our own words."""


@pytest.mark.parametrize(("said", "shown"), TALK.values(), ids=TALK)
def test_of_a_model_s_own_words_only_plain_ones_are_shown(
    tmp_path: Path,
    server: ScriptedOpenAI,
    understanding: FallbackUnderstanding,
    said: str,
    shown: str | None,
) -> None:
    office = open_office(tmp_path, understanding=understanding)
    server.will(says(said))
    reply = office.say("hola").reply
    office.assistant.close()
    assert understanding.fallbacks == 0
    assert reply == shown if shown else reply.startswith("¡Hola! Puedo crear clientes")


@pytest.mark.parametrize("reply", [*READ.values(), *UNUSABLE.values()], ids=[*READ, *UNUSABLE])
def test_no_quirk_becomes_a_summary(
    server: ScriptedOpenAI, understanding: FallbackUnderstanding, reply: Reply
) -> None:
    server.will(reply)
    turn = SummaryTurn(MESSAGE, CREATED, "crear", ("Ana Gil (ana@x.es)",))
    assert understanding.summarise("", [turn]) == "+ Ana Gil (ana@x.es)"


def test_a_summary_loses_the_thoughts_before_it(
    server: ScriptedOpenAI, understanding: FallbackUnderstanding
) -> None:
    server.will(says("<think>hidden</think>Se creó a Ana Gil (ana@x.es)."))
    turn = SummaryTurn(MESSAGE, CREATED, "crear", ())
    assert understanding.summarise("", [turn]) == "Se creó a Ana Gil (ana@x.es)."


UNKNOWN = [
    "Unrecognized request argument supplied: strict",
    "tools.0.function.strict: Extra inputs are not permitted",
    "'additionalProperties' is unknown",
    "Unsupported schema: anyOf",
]


@pytest.mark.parametrize("reason", UNKNOWN)
@pytest.mark.parametrize("code", [400, 422])
def test_a_server_that_does_not_know_strict_tools_gets_plain_ones_from_then_on(
    server: ScriptedOpenAI,
    understanding: FallbackUnderstanding,
    tmp_path: Path,
    code: int,
    reason: str,
) -> None:
    office = open_office(tmp_path, understanding=understanding)
    before = len(server.requests)
    server.will(status(code, message=reason), function(ENCODED), says("[greeting] ¡Buenas!"))
    assert office.say(MESSAGE).reply == CREATED
    assert office.say("hola").reply == "¡Buenas!"
    office.assistant.close()
    sent = [json.dumps(request.body["tools"]) for request in server.requests[before:]]
    assert [("strict" in tools, "anyOf" in tools) for tools in sent] == [
        (True, True),
        *[(False, False)] * 2,
    ]
    assert understanding.fallbacks == 0


GEMA_AND_HUGO = "Crea a Gema Gil, gema@x.es y a Hugo Paz, hugo@x.es"
GEMA = ("crear_cliente", {"nombre": "Gema Gil", "email": "gema@x.es"})


GEMA_IN_TEXT = json.dumps({"name": GEMA[0], "arguments": GEMA[1]})
PARTLY_BROKEN: dict[str, Reply] = {
    "cut": calls(GEMA, ("crear_cliente", '{"nombre": "Hugo Paz", "em')),
    "list": calls(GEMA, ("crear_cliente", '["Hugo Paz"]')),
    "number": calls(GEMA, ("crear_cliente", {"nombre": 7})),
    "out of tokens": choices({"tool_calls": [call(*GEMA)]}, finish_reason="length"),
    "cut in the text": says(f'{GEMA_IN_TEXT}\n{{"name": "crear_cliente", "arguments": {{"nom'),
}


@pytest.mark.parametrize("reply", PARTLY_BROKEN.values(), ids=PARTLY_BROKEN)
def test_of_two_calls_one_is_broken_and_the_reply_says_what_was_not_done(
    tmp_path: Path, server: ScriptedOpenAI, understanding: FallbackUnderstanding, reply: Reply
) -> None:
    office = open_office(tmp_path, understanding=understanding)
    server.will(reply)
    lines = office.say(GEMA_AND_HUGO).reply.splitlines()
    assert office.clients() == {"gema@x.es": "Gema Gil"}
    office.assistant.close()
    assert lines == [
        "✅ Cliente creado: Gema Gil (gema@x.es)",
        "⚠️ No he podido leer todo lo que pedías. Repite lo que falte, por favor.",
        "No he creado a Hugo Paz.",
    ]
