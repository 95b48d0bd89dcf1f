import json
import re
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from threading import Event

import pytest

from api.edge.session_queue import MAX_WAITING
from tests.api.service import Files, Service, app_on, assert_problem, serving, wait_until
from tests.scripted_openai import held, says, serve


def test_a_message_gets_a_reply_and_starts_a_session(service: Service) -> None:
    response = service.http.post(
        "/chat", json={"mensaje": "Crea un cliente llamado Juan con email juan@example.com"}
    )
    assert response.status_code == 200
    body = response.json()
    assert body == {
        "respuesta": "✅ Cliente creado: Juan (juan@example.com)",
        "session_id": body["session_id"],
        "decision": "crear",
        "acciones": [{"etiqueta": "Deshacer", "texto": "Deshaz"}],
    }
    assert uuid.UUID(body["session_id"]).version == 4
    assert "idempotent-replayed" not in response.headers


def test_the_conversation_goes_on_under_the_session_id_of_the_reply(service: Service) -> None:
    first = service.http.post("/chat", json={"mensaje": "Crea un cliente llamado María"}).json()
    assert "email" in first["respuesta"]
    second = service.say(first["session_id"], "maria@example.com").json()
    assert second["session_id"] == first["session_id"]
    assert second["respuesta"] == "✅ Cliente creado: María (maria@example.com)"


def test_two_sessions_are_apart(service: Service) -> None:
    service.reply("una", "Crea un cliente llamado Ana")
    service.reply("otra", "Crea un cliente llamado Luis")
    assert "Ana" in service.reply("una", "ana@example.com")
    assert "Luis" in service.reply("otra", "luis@example.com")
    for session, name in (("una", "Ana"), ("otra", "Luis")):
        said = service.http.get(f"/history/{session}").text
        assert name in said
        assert {"Ana": "Luis", "Luis": "Ana"}[name] not in said


def test_what_one_session_creates_another_lists(service: Service) -> None:
    service.reply("una", "Crea un cliente llamado Juan con email juan@example.com")
    answer = service.say("otra", "Lista todos los clientes").json()
    assert answer["decision"] == "consultar"
    assert "- Juan | juan@example.com" in answer["respuesta"]


def test_a_repeated_key_gets_the_stored_reply_and_does_nothing_twice(service: Service) -> None:
    headers = {"Idempotency-Key": "k-1"}
    message = "Crea un cliente llamado Juan con email juan@example.com"
    first = service.say("s", message, **headers)
    before = service.files.contents()
    second = service.say("s", message, **headers)
    assert second.json() == first.json()
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"
    assert service.files.contents() == before


def test_a_key_used_with_another_message_is_refused(service: Service) -> None:
    service.say("s", "Hola", **{"Idempotency-Key": "k-1"})
    before = service.files.contents()
    response = service.say("s", "Lista todos los clientes", **{"Idempotency-Key": "k-1"})
    assert_problem(response, 422, "idempotency_key_reused")
    assert service.files.contents() == before


def test_a_key_belongs_to_its_session(service: Service) -> None:
    service.say("una", "Hola", **{"Idempotency-Key": "k-1"})
    other = service.say("otra", "Lista todos los clientes", **{"Idempotency-Key": "k-1"})
    assert other.json()["decision"] == "consultar"


def test_the_longest_message_is_taken_also_when_every_character_is_escaped(
    service: Service,
) -> None:
    for message in ("a" * 4000, "  " + "😀" * 4000 + "\n"):
        assert service.say("s", message).status_code == 200
    said = service.http.get("/history/s").json()["historial"]
    assert [m["content"] for m in said if m["role"] == "user"] == ["a" * 4000, "😀" * 4000]


def test_every_character_of_a_session_id_is_taken_in_header_and_path(service: Service) -> None:
    for session in ("azAZ09._:@-", "x" * 128):
        assert service.say(session, "Hola").json()["session_id"] == session
        assert service.http.get(f"/history/{session}").json()["total_mensajes"] == 2


def test_parallel_messages_of_one_session_are_all_answered_and_kept(service: Service) -> None:
    messages = [f"Crea un cliente llamado N{i} con email n{i}@example.com" for i in range(10)]
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda message: service.say("s", message), messages))
    assert {answer.status_code for answer in answers} == {200}
    assert sorted(service.names()) == sorted(f"N{i}" for i in range(10))
    said = service.http.get("/history/s").json()["historial"]
    assert [m["role"] for m in said] == ["user", "assistant"] * 10
    for asked, answered in zip(said[::2], said[1::2], strict=True):
        number = re.search(r"n\d@", asked["content"])
        assert number
        assert number[0] in answered["content"]


def test_turns_that_wait_for_a_slow_model_in_one_session_keep_nobody_else_waiting(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.edge.session_queue.most_turns", lambda: 1)
    monkeypatch.setattr("api.edge.session_queue.ROOM_WITHIN", 0.05)
    answered, many = Event(), 1 + MAX_WAITING + 7
    with serve() as model, ThreadPoolExecutor(many) as pool:
        model.always(held(says("Hola"), answered))
        with serving(app_on(files, model_url=model.base_url), files) as service:
            asked = [pool.submit(service.say, "s", "Hola") for _ in range(many)]
            refused = [answer.result() for answer in islice(as_completed(asked), 7)]
            for answer in refused:
                assert_problem(answer, 429, "session_crowded")
                assert int(answer.headers["retry-after"]) > 0
            for path in ("/clientes", "/sesiones", "/history/s"):
                assert service.http.get(path).status_code == 200
            answered.set()
            statuses = Counter(answer.result().status_code for answer in asked)
            assert statuses == {200: 1 + MAX_WAITING, 429: 7}
            assert service.http.get("/history/s").json()["total_mensajes"] == 2 * (1 + MAX_WAITING)
            assert service.say("s", "Hola").status_code == 200


def test_a_deletion_waits_for_the_session_s_turns_and_keeps_nobody_else_waiting(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.edge.session_queue.most_turns", lambda: 2)
    answered = Event()
    with serve() as model, ThreadPoolExecutor(4) as pool:
        model.will(held(says("Hola"), answered))
        model.always(says("Hola"))
        with serving(app_on(files, model_url=model.base_url), files) as service:
            first = pool.submit(service.say, "s", "Hola")
            wait_until(lambda: model.requests)
            deletions = [pool.submit(service.http.delete, "/history/s") for _ in range(3)]
            assert service.reply("otra", "Hola")
            assert not [deletion for deletion in deletions if deletion.done()]
            answered.set()
            assert first.result().status_code == 200
            assert {deletion.result().status_code for deletion in deletions} == {200}
            assert_problem(service.say("s", "Hola"), 409, "session_deleted")


def test_a_full_session_is_a_conflict_that_says_to_begin_another(files: Files) -> None:
    with serving(app_on(files, max_messages=2), files) as service:
        assert "límite" in service.reply("s", "Hola")
        assert_problem(service.say("s", "Hola"), 409, "session_full")
        assert service.http.get("/history/s").json()["total_mensajes"] == 2
        service.reply("otra", "Hola")


def test_quick_replies_are_the_same_in_answer_stream_replay_and_history(service: Service) -> None:
    said = {"mensaje": "Crea un cliente llamado Ana"}
    headers = {"session-id": "s", "Idempotency-Key": "k"}
    answer = service.http.post("/chat", json=said, headers=headers).json()
    assert answer["acciones"] == [{"etiqueta": "Cancelar alta", "texto": "Cancela"}]
    again = service.http.post("/chat", json=said, headers=headers)
    assert (again.headers["idempotent-replayed"], again.json()) == ("true", answer)
    stream = service.http.post("/chat/stream", json=said, headers=headers).text
    fin = stream.rpartition("data: ")[2].partition("\n")[0]
    assert json.loads(fin) == answer
    asked, replied = service.http.get("/history/s").json()["historial"]
    assert replied["acciones"] == answer["acciones"]
    assert "acciones" not in asked
    cancelled = service.say("s", answer["acciones"][0]["texto"]).json()
    assert "acciones" not in cancelled
