"""Spans of a turn: what they are called, how they hang together, and what they never tell."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import SpanKind, StatusCode

from api.edge.telemetry.telemetry import wants_traces
from tests import scripted_openai
from tests.api.service import Files, Service, app_on, serving, wait_until
from tests.databases import default_kind
from tests.scripted_openai import calls, says, status
from tests.servers import run, serve
from tests.spans import KeptSpans, outline, trace_of

CREATE = "Crea un cliente llamado Juan con email juan@example.com"
SESSION = "sesion-que-nadie-ve"
CALLED = calls(("crear_cliente", {"nombre": "Juan", "email": "juan@example.com"}))
ASKED = {"traceparent": f"00-{'ab' * 16}-{'cd' * 8}-01"}


@dataclass
class Traced:
    """A service with a model, and the spans of both."""

    service: Service
    spans: KeptSpans
    model: scripted_openai.ScriptedOpenAI


@pytest.fixture
def traced(files: Files, request: pytest.FixtureRequest) -> Iterator[Traced]:
    spans = KeptSpans(contents=getattr(request, "param", False))
    with scripted_openai.serve() as model:
        app = app_on(files, model_url=model.base_url, telemetry=spans.telemetry)
        with serving(app, files) as service:
            yield Traced(service, spans, model)


def named(spans: list[ReadableSpan], name: str) -> dict[str, Any]:
    [found] = [each for each in spans if each.name == name]
    return dict(found.attributes or {})


def test_a_turn_is_a_tree_of_spans(traced: Traced) -> None:
    traced.model.will(CALLED)
    traced.service.reply(SESSION, CREATE)
    spans = traced.spans.trace("POST /chat")
    lines = outline(spans)
    skeleton = [line for line in lines if line.strip() == line.strip().lower() or "chat" in line]
    assert skeleton[:3] == ["POST /chat", "  wait", "  invoke_agent recepcionista"]
    for line in (
        "    memory",
        "    receptionist",
        "      understand",
        "        chat gpt-4o-mini",
        "    create",
        "      commit",
        "        INSERT",
    ):
        assert line in lines, lines
    assert {each.kind for each in spans if each.name in ("INSERT", "chat gpt-4o-mini")} == {
        SpanKind.CLIENT
    }


def test_attributes_follow_the_conventions_and_tell_no_id_and_no_word(traced: Traced) -> None:
    traced.model.will(CALLED)
    answer = traced.service.say(SESSION, CREATE)
    spans = traced.spans.trace("POST /chat")
    assert named(spans, "POST /chat") == {
        "http.request.method": "POST",
        "http.route": "/chat",
        "http.response.status_code": 200,
        "recepcionista.request_id": answer.headers["x-request-id"],
    }
    turn = named(spans, "invoke_agent recepcionista")
    assert len(turn.pop("gen_ai.conversation.id")) == 16
    assert turn == {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": "recepcionista",
        "recepcionista.decision": "crear",
        "recepcionista.replayed": False,
    }
    assert named(spans, "chat gpt-4o-mini") == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o-mini",
        "gen_ai.usage.input_tokens": 1,
        "gen_ai.usage.output_tokens": 1,
        "recepcionista.purpose": "understand",
        "server.address": "127.0.0.1",
        "server.port": int(traced.model.base_url.split(":")[2].split("/")[0]),
    }
    statements = [dict(each.attributes or {}) for each in spans if each.name == "INSERT"]
    assert {each["db.system.name"] for each in statements} == {default_kind()}
    assert any("INSERT INTO clientes" in str(each["db.query.text"]) for each in statements)
    traced.service.http.get(f"/history/{SESSION}")
    traced.spans.trace("GET /history/{session_id}")
    told = "\n".join(each.to_json() for each in traced.spans.all())
    for never in (SESSION, "Juan", "juan@", "llamado", "127.0.0.1:"):
        assert never not in told


@pytest.mark.parametrize("traced", [True], indirect=True)
def test_messages_are_told_when_they_are_asked_for(traced: Traced) -> None:
    traced.model.will(CALLED)
    traced.service.reply(SESSION, CREATE)
    call = named(traced.spans.trace("POST /chat"), "chat gpt-4o-mini")
    *_, asked = json.loads(call["gen_ai.input.messages"])
    assert asked["role"] == "user"
    assert CREATE in asked["parts"][0]["content"]
    [answered] = json.loads(call["gen_ai.output.messages"])
    assert answered["role"] == "assistant"
    assert answered["parts"][0]["name"] == "crear_cliente"


def test_what_fails_is_an_error_without_its_text(traced: Traced) -> None:
    traced.model.always(status(401, message="a reason"))
    traced.service.say(SESSION, CREATE)
    spans = traced.spans.trace("POST /chat")
    failed = {each.name for each in spans if each.status.status_code is StatusCode.ERROR}
    assert {"POST /chat", "invoke_agent recepcionista", "chat gpt-4o-mini"} <= failed
    assert named(spans, "POST /chat")["error.type"] == "503"
    assert named(spans, "chat gpt-4o-mini")["error.type"] == "ModelUnavailable"
    assert not any(each.events for each in spans)
    assert "a reason" not in "\n".join(each.to_json() for each in spans)


def test_a_session_s_turns_have_one_mark_and_a_caller_s_trace_goes_on(traced: Traced) -> None:
    traced.model.always(says("[greeting] Hola"))
    marks: list[str] = []
    for session in ("a", "a", "b"):
        traced.service.say(session, "Hola", **ASKED)
        wait_until(lambda: len(turns(traced.spans)) == len(marks) + 1)
        marks.append(turns(traced.spans)[-1]["gen_ai.conversation.id"])
    assert marks[0] == marks[1] != marks[2]
    assert {trace_of(each) for each in traced.spans.all()} == {int("ab" * 16, 16)}


def turns(spans: KeptSpans) -> list[dict[str, Any]]:
    return [dict(e.attributes or {}) for e in spans.all() if e.name.startswith("invoke_agent")]


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, False),
        ({"OTEL_SERVICE_NAME": "x"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces"}, True),
        ({"OTEL_TRACES_EXPORTER": "console"}, True),
        ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://x"}, False),
        ({"OTEL_TRACES_EXPORTER": "otlp", "OTEL_SDK_DISABLED": "true"}, False),
    ],
)
def test_traces_are_made_when_the_variables_say_where_to(
    environment: dict[str, str], wanted: bool
) -> None:
    assert wants_traces(environment) is wanted


@dataclass
class Collector:
    """Takes traces by OTLP over HTTP, as bytes."""

    url: str
    received: list[tuple[str, bytes]]


@pytest.fixture
def collector() -> Iterator[Collector]:
    received: list[tuple[str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Keep the output of the tests clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield Collector(f"http://127.0.0.1:{server.server_port}", received)
        server.shutdown()
        thread.join()


WITH_PACKAGES = str(Path(__file__).parents[3] / ".venv-dev" / "bin" / "python")


def test_a_real_server_sends_its_spans_before_it_ends(tmp_path: Path, collector: Collector) -> None:
    endpoint = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url}
    with serve(tmp_path, python=WITH_PACKAGES, **endpoint) as server:
        httpx.post(f"{server.url}/chat", json={"mensaje": CREATE}, trust_env=False)
    assert {path for path, _ in collector.received} == {"/v1/traces"}
    told = b"".join(body for _, body in collector.received)
    for name in (b"POST /chat", b"invoke_agent recepcionista", b"service.name", b"create"):
        assert name in told
    assert b"juan@" not in told


@pytest.mark.sqlite  # PostgreSQL's driver is where these packages are, too
def test_without_the_packages_it_says_what_to_do(tmp_path: Path) -> None:
    missing = run("api.__main__", tmp_path, OTEL_TRACES_EXPORTER="otlp", PORT="0")
    assert missing.returncode == 2
    assert "recepcionista[otel]" in missing.stderr


def test_with_another_protocol_it_says_what_to_do(tmp_path: Path) -> None:
    other = run(
        "api.__main__", tmp_path, python=WITH_PACKAGES, OTEL_TRACES_EXPORTER="zipkin", PORT="0"
    )
    assert other.returncode == 2
    assert "otlp, console or none" in other.stderr
