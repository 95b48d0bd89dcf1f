"""POST /chat/stream: the turn of POST /chat in events."""

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.schemas.stream import pieces
from tests.api.routes.events import reply_in, streaming, whole
from tests.api.service import Files, Service, app_on, serving, wait_until
from tests.scripted_openai import calls, held, late, says, serve, status
from tests.servers import serve as serve_process

CREATE = "Crea un cliente llamado Juan con email juan@example.com"
CREATED = "✅ Cliente creado: Juan (juan@example.com)"
UNDERSTOOD = calls(("crear_cliente", {"nombre": "Juan", "email": "juan@example.com"}))


def told(service: Service, session_id: str) -> list[tuple[str, str]]:
    body = service.http.get(f"/history/{session_id}").json()
    return [(message["role"], message["content"]) for message in body["historial"]]


@pytest.mark.parametrize("message", [CREATE, "Hola", "Lista todos los clientes"])
def test_a_stream_ends_with_the_very_bytes_of_the_answer(service: Service, message: str) -> None:
    service.reply("antes", "Crea un cliente llamado Ana con email ana@example.com")
    events = whole(service.http, "s", message, **{"Idempotency-Key": "k"})
    answer = service.say("s", message, **{"Idempotency-Key": "k"})
    assert answer.headers["idempotent-replayed"] == "true"
    names = [event.name for event in events]
    assert names[:2] == ["inicio", "decision"]
    assert set(names[2:-1]) == {"respuesta"}
    assert names[-1] == "fin"
    assert events[0].json == {"session_id": "s", "clave": "k"}
    assert events[1].json == {"decision": answer.json()["decision"]}
    assert reply_in(events) == answer.json()["respuesta"]
    assert events[-1].data.encode() == answer.content
    assert {event.id for event in events} == {"s/k"}


def test_a_repeated_key_streams_the_stored_reply_and_does_nothing_twice(service: Service) -> None:
    first = service.say("s", CREATE, **{"Idempotency-Key": "k"})
    before = service.files.contents()
    events = whole(service.http, "s", CREATE, **{"Idempotency-Key": "k"})
    assert events[-1].data.encode() == first.content
    assert service.files.contents() == before


def test_no_proxy_keeps_a_stream_back(service: Service) -> None:
    with streaming(service.http, "s", "Hola") as stream:
        headers = stream.response.headers
    assert headers["content-type"].startswith("text/event-stream")
    assert headers["cache-control"] == "no-cache"
    assert headers["x-accel-buffering"] == "no"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_the_pieces_of_a_reply_are_the_reply(reply: str) -> None:
    cut = pieces(reply)
    assert "".join(cut) == reply
    assert all(cut)
    assert [word for piece in cut for word in piece.split()] == reply.split()


def test_what_a_message_comes_to_is_told_as_a_request_would_be(files: Files) -> None:
    with serving(app_on(files, max_messages=4), files) as service:
        service.say("llena", "Hola")
        service.say("llena", "Hola")
        service.say("borrada", "Hola")
        service.http.delete("/history/borrada")
        service.say("usada", "Hola", **{"Idempotency-Key": "k"})
        before = service.files.contents()
        for session, code in (("llena", 409), ("borrada", 409), ("usada", 422)):
            same = {"Idempotency-Key": "k", "X-Request-Id": "r"}
            start, error = whole(service.http, session, CREATE, **same)
            answer = service.say(session, CREATE, **same)
            assert (start.name, error.name, error.retry) == ("inicio", "error", "")
            assert error.data.encode() == answer.content
            assert error.json["status"] == answer.status_code == code
        assert service.files.contents() == before


def test_an_outage_is_told_with_the_pause_before_another_try(files: Files) -> None:
    with serve() as model:
        model.always(status(401))
        with serving(app_on(files, model_url=model.base_url), files) as service:
            _, error = whole(service.http, "s", CREATE, **{"X-Request-Id": "r"})
            answer = service.say("s", CREATE, **{"X-Request-Id": "r"})
            assert error.data.encode() == answer.content
            assert (error.json["code"], error.retry) == ("model_unavailable", "5000")


def test_an_unexpected_error_says_nothing_of_itself_and_is_logged_once(
    files: Files, caplog: pytest.LogCaptureFixture
) -> None:
    app = app_on(files)
    with serving(app, files) as service:
        app.state.assistant = None
        _, error = whole(service.http, "s", "Hola")
    assert (error.name, error.json["code"]) == ("error", "internal_error")
    assert "NoneType" not in error.data
    logged = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert [bool(record.exc_info) for record in logged] == [True]


def test_a_stream_that_is_dropped_loses_nothing(files: Files) -> None:
    with serve() as model:
        model.will(late(UNDERSTOOD, 0.5))
        with serving(app_on(files, model_url=model.base_url), files) as service:
            with streaming(service.http, "s", CREATE, **{"Idempotency-Key": "k"}) as stream:
                assert next(stream.read()).name == "inicio"
                wait_until(lambda: model.requests)
            assert service.http.get("/clientes").json()["total"] == 0
            events = whole(service.http, "s", CREATE, **{"Idempotency-Key": "k"})
            assert reply_in(events) == CREATED
            assert told(service, "s") == [("user", CREATE), ("assistant", CREATED)]
            assert service.names() == ["Juan"]
        assert len(model.requests) == 1


def test_a_stream_that_is_dropped_while_its_turn_waits_for_a_thread_loses_nothing(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.edge.session_queue.most_turns", lambda: 1)
    with serve() as model, serving(app_on(files, model_url=model.base_url), files) as service:
        model.will(late(says("Hola"), 1), UNDERSTOOD)
        with streaming(service.http, "lenta", "Hola") as busy:
            wait_until(lambda: model.requests)
            with streaming(service.http, "s", CREATE) as stream:
                assert next(stream.read()).name == "inicio"
            assert [event.name for event in busy.read()][-1] == "fin"
        wait_until(lambda: len(told(service, "s")) == 2)
        assert told(service, "s")[1] == ("assistant", CREATED)


def test_the_last_event_s_id_alone_finds_session_and_turn_again(files: Files) -> None:
    with serve() as model:
        model.will(late(UNDERSTOOD, 0.5))
        with serving(app_on(files, model_url=model.base_url), files) as service:
            with streaming(service.http, None, CREATE) as stream:
                start = next(stream.read())
            events = whole(service.http, None, CREATE, **{"Last-Event-ID": start.id})
            assert events[0] == start
            assert events[-1].json["session_id"] == start.json["session_id"]
            assert reply_in(events) == CREATED
            assert service.names() == ["Juan"]
            assert service.http.get("/sesiones").json()["sesiones"][0]["total_mensajes"] == 2


@pytest.mark.parametrize(
    ("headers", "session", "key"),
    [
        ({"session-id": "otra"}, "otra", None),
        ({"Idempotency-Key": "k2"}, "s", "k2"),
        ({"session-id": "s"}, "s", "k"),
        ({"session-id": "s", "Idempotency-Key": "k2"}, "s", "k2"),
    ],
)
def test_headers_that_name_session_or_key_count_for_more_than_the_last_event(
    service: Service, headers: dict[str, str], session: str, key: str | None
) -> None:
    start, *_ = whole(service.http, None, "Hola", **headers, **{"Last-Event-ID": "s/k"})
    assert start.json["session_id"] == session
    assert start.json["clave"] == key or key is None
    assert (start.json["clave"] == "k") == (key == "k")


def test_a_key_with_slashes_is_found_again(service: Service) -> None:
    first = whole(service.http, "s", CREATE, **{"Idempotency-Key": "a/b/c"})
    assert whole(service.http, None, CREATE, **{"Last-Event-ID": first[-1].id}) == first


def test_two_tabs_that_stream_in_one_session_are_both_answered_in_turn(service: Service) -> None:
    messages = [f"Crea un cliente llamado N{i} con email n{i}@example.com" for i in range(10)]
    with ThreadPoolExecutor(10) as pool:
        streams = list(pool.map(lambda said: whole(service.http, "s", said), messages))
    replies = [f"✅ Cliente creado: N{i} (n{i}@example.com)" for i in range(10)]
    assert [reply_in(events) for events in streams] == replies
    said = told(service, "s")
    pairs = {
        (asked, answered) for (_, asked), (_, answered) in zip(said[::2], said[1::2], strict=True)
    }
    assert pairs == set(zip(messages, replies, strict=True))


def test_comments_come_while_a_slow_model_is_waited_for(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fastapi.routing._PING_INTERVAL", 0.1)
    with serve() as model, serving(app_on(files, model_url=model.base_url), files) as service:
        model.will(late(UNDERSTOOD, 1))
        with streaming(service.http, "s", CREATE) as stream:
            names = [event.name for event in stream.read()]
    assert names[0] == "inicio"
    assert names[1:4] == ["", "", ""]
    assert names[-1] == "fin"


def test_a_hundred_streams_that_wait_for_a_model_keep_no_other_route_waiting(files: Files) -> None:
    many, answered = 100, Event()
    with serve() as model, ThreadPoolExecutor(many) as pool:
        model.always(held(says("Hola"), answered))
        with serving(app_on(files, model_url=model.base_url), files) as service:
            asked = [pool.submit(whole, service.http, f"s{i}", "Hola") for i in range(many)]
            wait_until(lambda: len(model.requests) == many)
            for path in ("/clientes", "/sesiones", "/healthz"):
                assert httpx.get(service.http.base_url.join(path)).status_code == 200
            answered.set()
            assert {events.result()[-1].name for events in asked} == {"fin"}


def test_a_service_that_stops_answers_open_streams(files: Files) -> None:
    with serve() as model, ThreadPoolExecutor() as pool, httpx.Client(timeout=30) as client:
        model.always(late(UNDERSTOOD, 0.4))
        with serving(app_on(files, model_url=model.base_url), files) as service:
            client.base_url = service.http.base_url
            asked = pool.submit(whole, client, "s", CREATE)
            wait_until(lambda: model.requests)
        assert reply_in(asked.result()) == CREATED


def test_a_service_that_stops_finishes_turns_that_nobody_listens_to(files: Files) -> None:
    with serve() as model:
        model.always(late(UNDERSTOOD, 0.4))
        with (
            serving(app_on(files, model_url=model.base_url), files) as service,
            streaming(service.http, "s", CREATE),
        ):
            wait_until(lambda: model.requests)
        clients, _, messages = files.contents()
        assert (len(clients), len(messages)) == (1, 2)


def test_a_server_killed_in_the_middle_of_a_stream_does_the_turn_once(files: Files) -> None:
    named = {"Idempotency-Key": "k"}
    with serve() as model, httpx.Client(timeout=30) as http:
        model.will(late(UNDERSTOOD, 30), UNDERSTOOD)
        env = {"OPENAI_BASE_URL": model.base_url, "UNDERSTANDING": "openai"}
        with serve_process(files.folder, **env) as server, pytest.raises(httpx.TransportError):
            http.base_url = httpx.URL(server.url)
            with streaming(http, "s", CREATE, **named) as stream:
                wait_until(lambda: model.requests)
                server.kill()
                list(stream.read())
        with serve_process(files.folder, **env) as server:
            http.base_url = httpx.URL(server.url)
            for _ in range(2):
                assert reply_in(whole(http, "s", CREATE, **named)) == CREATED
            assert http.get("/history/s").json()["total_mensajes"] == 2
            assert http.get("/clientes").json()["total"] == 1


def test_a_last_event_that_is_none_of_ours_is_refused_before_the_stream(service: Service) -> None:
    for value in ("s", "s/", "/k", "a b/k", "s/k k", "x" * 129 + "/k"):
        response = service.http.post(
            "/chat/stream", json={"mensaje": "Hola"}, headers={"Last-Event-ID": value}
        )
        assert response.status_code == 422
        assert response.headers["content-type"] == "application/problem+json"
        assert json.loads(response.content)["errors"][0]["campo"] == "Last-Event-ID"
    assert service.files.contents() == [[], [], []]
