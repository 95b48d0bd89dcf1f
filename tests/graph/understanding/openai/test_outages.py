"""Whatever goes wrong with the model's server, the turn ends soon, as `ModelUnavailable`."""

import gc
import gzip
import json
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from email.utils import formatdate
from typing import Any

import pytest

from graph.errors import ModelUnavailable
from graph.understanding.intents import Talk
from graph.understanding.openai.bounded_client import MAX_BODY
from graph.understanding.openai.reader import OpenAIUnderstanding
from graph.understanding.situation import Situation
from tests.scripted_openai import (
    Reply,
    ScriptedOpenAI,
    answers,
    completion,
    free_port,
    late,
    reset,
    says,
    sends,
    serve,
    silence,
    slow_body,
    slow_headers,
    status,
)

KEY = "sk-secret-key"
TODAY = Situation(today=date(2026, 11, 19))
LOOP = "background-loop"


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedOpenAI]:
    with serve() as running:
        yield running


Build = Callable[..., OpenAIUnderstanding]


@pytest.fixture
def build(server: ScriptedOpenAI) -> Iterator[Build]:
    built: list[OpenAIUnderstanding] = []

    def building(**changes: Any) -> OpenAIUnderstanding:
        values: dict[str, Any] = {"base_url": server.base_url, "timeout": 10.0, "api_key": KEY}
        built.append(
            OpenAIUnderstanding(
                model="scripted", language_of=lambda _, last: last, **{**values, **changes}
            )
        )
        return built[-1]

    yield building
    for understanding in built:
        understanding.close()


def ask(understanding: OpenAIUnderstanding) -> tuple[Any, ...]:
    return understanding.understand("Crea a Ana", TODAY).intents


def loops() -> int:
    return sum(thread.name == LOOP for thread in threading.enumerate())


def soon(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 3
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


@pytest.mark.parametrize(
    ("code", "retries"),
    [
        *((code, 2) for code in (301, 307, 400, 401, 403, 404, 408, 409, 413, 422)),
        *((code, 0) for code in (429, 500, 503)),
    ],
)
def test_a_status_that_does_not_pass_is_one_request_and_an_outage(
    server: ScriptedOpenAI, build: Build, code: int, retries: int
) -> None:
    before = len(server.requests)
    text = f"Incorrect API key provided: {KEY} for {server.base_url}"
    server.will(
        status(code, message=text, retry_after="7", location=f"{server.base_url}/chat/completions")
    )
    with pytest.raises(ModelUnavailable) as caught:
        ask(build(retries=retries))
    shown = str(caught.value)
    assert KEY not in shown
    assert "127.0.0.1" not in shown
    assert shown.endswith(f"status {code} Incorrect API key provided: … for …")
    assert len(server.requests) == before + 1


BODIES: dict[str, Reply] = {
    "nothing": sends(b""),
    "cut off": sends(b"{"),
    "null": sends(b"null"),
    "list": sends(b"[]"),
    "number": sends(b"7"),
    "string": sends(b'"ok"'),
    "no text": sends(b"\xff\xfe\x00"),
    "bottomless": sends(b"[" * 100_000),
    "page": sends(b"<html>Sign in</html>", content_type="text/html"),
    "page as json": sends(b"<html>Sign in</html>"),
    "empty text": sends(b"", content_type="text/plain"),
    "empty object": answers({}),
    "error": answers({"error": {"message": "overloaded"}}),
    "choices null": answers({"choices": None}),
    "choices empty": answers({"choices": []}),
    "choices number": answers({"choices": 7}),
    "choices string": answers({"choices": "none"}),
    "choices object": answers({"choices": {"message": {}}}),
    "choice null": answers({"choices": [None]}),
    "choice empty": answers({"choices": [{}]}),
    "message null": answers({"choices": [{"message": None}]}),
    "message string": answers({"choices": [{"message": "hola"}]}),
    "content number": answers(completion({"content": 7})),
    "content object": answers(completion({"content": {"text": "hola"}})),
    "content of numbers": answers(completion({"content": [7, None]})),
    "calls number": answers(completion({"content": None, "tool_calls": 7})),
    "calls object": answers(completion({"content": None, "tool_calls": {"0": {}}})),
}


@pytest.mark.parametrize("reply", BODIES.values(), ids=BODIES)
def test_a_body_that_is_no_chat_completion_is_an_outage(
    server: ScriptedOpenAI, build: Build, reply: Reply
) -> None:
    server.will(reply)
    with pytest.raises(ModelUnavailable):
        ask(build())


def compressed(length: int) -> Reply:
    content = gzip.compress(b'{"choices": [' + b" " * length)
    return lambda exchange: exchange.send(content, headers={"Content-Encoding": "gzip"})


@pytest.mark.parametrize(
    "reply",
    [compressed(100), compressed(200 * 1024 * 1024), sends(b" " * (MAX_BODY + 1))],
    ids=["compressed", "a bomb", "too large"],
)
def test_a_body_that_is_compressed_or_too_large_is_an_outage_and_takes_no_memory(
    server: ScriptedOpenAI, build: Build, reply: Reply
) -> None:
    understanding = build()
    server.will(says("Hola"), reply)
    ask(understanding)
    tracemalloc.start()
    with pytest.raises(ModelUnavailable, match="UnreadableBody"):
        ask(understanding)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * 1024 * 1024


def test_a_body_as_large_as_may_be_is_heard(server: ScriptedOpenAI, build: Build) -> None:
    body = json.dumps(completion({"content": "Hola"})).encode()
    server.will(sends(body.ljust(MAX_BODY)))
    assert ask(build()) == (Talk(words="Hola"),)


REFUSED = {
    "Error: 'crea a ana' of ana@x.es is no JSON": "Error: '…' of … is no JSON",
    f"Key {KEY} is wrong": "Key … is wrong",
    "Jos\\u00e9 is too long": "José is too long",
    "try https://help.example": "try …",
    "no such model, " + "x" * 500: "no such model, " + "x" * 155,
}
"""A server's reasons, and what of them is logged when the message was "Crea a Ana"."""


@pytest.mark.parametrize(("reason", "logged"), REFUSED.items(), ids=map(str, range(len(REFUSED))))
@pytest.mark.parametrize("code", [200, 400, 503])
def test_a_server_s_reason_is_told_without_the_user_s_words_and_without_the_key(
    server: ScriptedOpenAI, build: Build, reason: str, logged: str, code: int
) -> None:
    server.will(status(code, message=reason))
    with pytest.raises(ModelUnavailable) as caught:
        ask(build())
    assert logged in str(caught.value)


def test_a_broken_connection_is_an_outage(server: ScriptedOpenAI, build: Build) -> None:
    server.will(reset())
    with pytest.raises(ModelUnavailable):
        ask(build())


@pytest.mark.parametrize(
    "url",
    [
        f"http://127.0.0.1:{free_port()}/v1",
        "http://no-such-host.invalid/v1",
        "ftp://127.0.0.1/v1",
        "http://127.0.0.1:99999/v1",
        "no address at all",
    ],
    ids=["refused", "no host", "no http", "no port", "no address"],
)
def test_a_server_that_is_not_there_is_an_outage(build: Build, url: str) -> None:
    with pytest.raises(ModelUnavailable):
        ask(build(base_url=url))


@pytest.mark.parametrize("key", ["sk-señal", "sk\nX-Evil: 1"], ids=["not ascii", "two lines"])
def test_a_key_that_no_header_can_hold_is_an_outage(
    server: ScriptedOpenAI, build: Build, key: str
) -> None:
    before = len(server.requests)
    with pytest.raises(ModelUnavailable):
        ask(build(api_key=key))
    assert len(server.requests) == before


@pytest.mark.parametrize(
    "reply",
    [silence(), slow_body(0.1), slow_headers(0.1)],
    ids=["silence", "slow body", "slow headers"],
)
def test_the_timeout_bounds_the_whole_call_however_the_server_holds_it(
    server: ScriptedOpenAI, build: Build, reply: Reply
) -> None:
    server.will(reply)
    understanding = build(timeout=0.5)
    began = time.monotonic()
    with pytest.raises(ModelUnavailable):
        ask(understanding)
    assert 0.4 < time.monotonic() - began < 1.5
    assert soon(lambda: server.open_connections == 0)


def test_a_server_that_is_slow_but_in_time_is_heard(server: ScriptedOpenAI, build: Build) -> None:
    server.will(late(says("Hola"), 0.3))
    assert ask(build(timeout=5)) == (Talk(words="Hola"),)


PASSING: dict[str, Reply] = {
    "429": status(429),
    "429, retry after": status(429, retry_after="0.01"),
    "500": status(500),
    "502": status(502),
    "503, retry after nonsense": status(503, retry_after="soon"),
    "reset": reset(),
}


@pytest.mark.parametrize("reply", PASSING.values(), ids=PASSING)
def test_a_failure_that_may_pass_is_tried_again(
    server: ScriptedOpenAI, build: Build, reply: Reply
) -> None:
    before = len(server.requests)
    server.will(reply, reply, says("Hola"))
    assert ask(build(retries=2)) == (Talk(words="Hola"),)
    assert len(server.requests) == before + 3


def test_no_more_tries_are_made_than_were_asked_for(server: ScriptedOpenAI, build: Build) -> None:
    before = len(server.requests)
    with pytest.raises(ModelUnavailable, match="InternalServerError"):
        ask(build(retries=2))
    assert len(server.requests) == before + 3


def test_a_spent_quota_and_a_broken_answer_are_not_tried_again(
    server: ScriptedOpenAI, build: Build
) -> None:
    spent = {"error": {"message": "spent", "code": "insufficient_quota"}}
    for reply in (sends(json.dumps(spent).encode(), code=429), sends(b"{"), answers({})):
        before = len(server.requests)
        server.will(reply)
        with pytest.raises(ModelUnavailable):
            ask(build(retries=2))
        assert len(server.requests) == before + 1


@pytest.mark.parametrize(
    "reply",
    [silence(), slow_body(0.1), slow_headers(0.1)],
    ids=["silence", "slow body", "slow headers"],
)
def test_a_try_that_hangs_leaves_time_for_another(
    server: ScriptedOpenAI, build: Build, reply: Reply
) -> None:
    server.will(reply, says("Hola"))
    began = time.monotonic()
    assert ask(build(retries=2, timeout=3)) == (Talk(words="Hola"),)
    assert 1.4 < time.monotonic() - began < 3


def test_a_server_that_hangs_every_time_is_left_when_the_time_is_over(
    server: ScriptedOpenAI, build: Build
) -> None:
    server.will(*[silence()] * 3)
    began = time.monotonic()
    with pytest.raises(ModelUnavailable, match="TimeoutError"):
        ask(build(retries=2, timeout=1.5))
    assert 1.4 < time.monotonic() - began < 2.4


@pytest.mark.parametrize("dated", [False, True], ids=["seconds", "date"])
def test_the_pause_that_the_server_names_is_made(
    server: ScriptedOpenAI, build: Build, dated: bool
) -> None:
    named = formatdate(time.time() + 2, usegmt=True) if dated else "1"
    server.will(status(429, retry_after=named), says("Hola"))
    began = time.monotonic()
    assert ask(build(retries=1)) == (Talk(words="Hola"),)
    assert 0.9 < time.monotonic() - began < 3


@pytest.mark.parametrize("named", ["60", "inf", "Fri, 01 Jan 2999 00:00:00 GMT"])
def test_a_pause_longer_than_the_time_left_is_not_waited_for(
    server: ScriptedOpenAI, build: Build, named: str
) -> None:
    server.will(status(429, retry_after=named))
    began = time.monotonic()
    with pytest.raises(ModelUnavailable, match="RateLimitError"):
        ask(build(retries=1, timeout=5))
    assert time.monotonic() - began < 1


def test_after_an_outage_the_next_message_is_understood(
    server: ScriptedOpenAI, build: Build
) -> None:
    understanding = build(timeout=0.5)
    for broken in (status(500), reset(), slow_body(0.1), sends(b"{")):
        server.will(broken)
        with pytest.raises(ModelUnavailable):
            ask(understanding)
    server.will(says("Hola"))
    assert ask(understanding) == (Talk(words="Hola"),)


def test_many_threads_share_one_loop_and_their_answers_are_not_mixed_up(
    server: ScriptedOpenAI, build: Build
) -> None:
    understanding = build()
    server.always(late(says("Hola"), 0.2))
    before = len(server.requests)
    began = time.monotonic()
    with ThreadPoolExecutor(20) as pool:
        replies = list(pool.map(lambda _: ask(understanding), range(40)))
    server.always(status(500))
    assert replies == [(Talk(words="Hola"),)] * 40
    assert len(server.requests) == before + 40
    assert time.monotonic() - began < 5
    assert loops() == 1


def test_calls_in_a_row_share_a_connection_and_close_leaves_no_thread_and_no_connection(
    server: ScriptedOpenAI, build: Build
) -> None:
    assert soon(lambda: server.open_connections == 0)
    understanding = build()
    server.will(*[says("Hola")] * 5)
    for _ in range(5):
        ask(understanding)
    assert (loops(), server.open_connections) == (1, 1)
    understanding.close()
    assert loops() == 0
    assert soon(lambda: server.open_connections == 0)
    understanding.close()
    with pytest.raises(ModelUnavailable):
        ask(understanding)
    assert loops() == 0


def test_close_gives_up_a_call_under_way(server: ScriptedOpenAI, build: Build) -> None:
    understanding = build(timeout=30)
    server.will(silence())
    with ThreadPoolExecutor(1) as pool:
        before = len(server.requests)
        asked = pool.submit(ask, understanding)
        assert soon(lambda: len(server.requests) > before)
        understanding.close()
        with pytest.raises(ModelUnavailable):
            asked.result(5)


def test_what_nobody_uses_any_more_ends_its_thread(server: ScriptedOpenAI) -> None:
    understanding = OpenAIUnderstanding(
        model="scripted",
        api_key=KEY,
        base_url=server.base_url,
        timeout=10,
        language_of=lambda _, last: last,
    )
    server.will(says("Hola"))
    ask(understanding)
    assert loops() == 1
    del understanding
    gc.collect()
    assert soon(lambda: loops() == 0)
    assert soon(lambda: server.open_connections == 0)
