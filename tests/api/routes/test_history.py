import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.service import Service, assert_problem

ADDRESSES = [("/history/s", {}), ("/history", {"session-id": "s"})]


@pytest.mark.parametrize(("path", "headers"), ADDRESSES)
def test_the_history_has_every_message_in_order_with_its_instant(
    service: Service, path: str, headers: dict[str, str]
) -> None:
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    replies = [service.reply("s", said) for said in ("Hola", "Lista todos los clientes")]
    body = service.http.get(path, headers=headers).json()
    assert set(body) == {"session_id", "total_mensajes", "historial"}
    assert (body["session_id"], body["total_mensajes"]) == ("s", 4)
    assert [(m["role"], m["content"]) for m in body["historial"]] == [
        ("user", "Hola"),
        ("assistant", replies[0]),
        ("user", "Lista todos los clientes"),
        ("assistant", replies[1]),
    ]
    for message in body["historial"]:
        assert set(message) == {"role", "content", "timestamp"}
        assert message["timestamp"].endswith("+00:00")
        assert before <= datetime.fromisoformat(message["timestamp"]) <= datetime.now(UTC)


@pytest.mark.parametrize(("path", "headers"), ADDRESSES)
def test_a_deleted_history_is_forgotten_with_its_draft_and_its_clients_stay(
    service: Service, path: str, headers: dict[str, str]
) -> None:
    service.reply("s", "Crea un cliente llamado Juan con email juan@example.com")
    service.reply("s", "Crea un cliente llamado Ana")
    service.reply("otra", "Hola")
    deleted = service.http.delete(path, headers=headers)
    assert deleted.status_code == 200
    assert deleted.json() == {"message": "Historial de sesión s eliminado"}
    empty = {"session_id": "s", "total_mensajes": 0, "historial": []}
    assert service.http.get(path, headers=headers).json() == empty
    assert_problem(service.say("s", "ana@example.com"), 409, "session_deleted")
    assert service.http.get(path, headers=headers).json() == empty
    assert service.http.delete(path, headers=headers).json() == deleted.json()
    assert service.names() == ["Juan"]
    assert service.http.get("/history/otra").json()["total_mensajes"] == 2


@pytest.mark.parametrize(("path", "headers"), ADDRESSES)
def test_an_unknown_session_has_an_empty_history_and_can_be_deleted(
    service: Service, path: str, headers: dict[str, str]
) -> None:
    before = service.files.contents()
    read = service.http.get(path, headers=headers)
    deleted = service.http.delete(path, headers=headers)
    assert read.json() == {"session_id": "s", "total_mensajes": 0, "historial": []}
    assert deleted.json() == {"message": "Historial de sesión s eliminado"}
    assert (read.status_code, deleted.status_code) == (200, 200)
    assert service.files.contents() == before


@pytest.mark.parametrize(("path", "headers"), ADDRESSES)
@pytest.mark.parametrize("query", ["", "?limite=&antes=", "?limite=%20", "?otra=1"])
def test_a_history_that_nobody_asks_a_part_of_is_whole_to_the_byte(
    service: Service, path: str, headers: dict[str, str], query: str
) -> None:
    for _ in range(60):
        service.reply("s", "¡Hola!")
    response = service.http.get(path + query, headers=headers)
    body = response.json()
    assert list(body) == ["session_id", "total_mensajes", "historial"]
    assert [list(message) for message in body["historial"]] == [
        ["role", "content", "timestamp"]
    ] * 120
    plain = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    assert response.content == plain.encode()


def part(service: Service, path: str, headers: dict[str, str], query: str) -> dict[str, Any]:
    response = service.http.get(path + query, headers=headers)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    assert set(body) == {"session_id", "total_mensajes", "historial", "anterior"}
    return body


@pytest.mark.parametrize(("path", "headers"), ADDRESSES)
@pytest.mark.parametrize("limit", [1, 2, 3, 5, 200])
def test_parts_show_every_message_once_while_new_turns_come_in(
    service: Service, path: str, headers: dict[str, str], limit: int
) -> None:
    for number in range(4):
        service.reply("s", f"Hola {number}")
    whole = service.http.get(path, headers=headers).json()["historial"]
    seen: list[dict[str, str]] = []
    before: int | None = None
    while True:
        query = f"?limite={limit}" + ("" if before is None else f"&antes={before}")
        body = part(service, path, headers, query)
        assert body["total_mensajes"] == len(whole) or seen
        assert len(body["historial"]) <= limit
        seen = body["historial"] + seen
        before = body["anterior"]
        if before is None:
            break
        service.reply("s", "Otra cosa")
    assert seen == whole


def test_a_part_has_50_messages_unless_asked_for_and_may_be_empty(service: Service) -> None:
    for _ in range(30):
        service.reply("s", "Hola")
    path, headers = ADDRESSES[0]
    assert part(service, path, headers, "?antes=58")["anterior"] == 8
    assert len(part(service, path, headers, "?antes=58")["historial"]) == 50
    for query in ("?antes=0", "?antes=0&limite=5"):
        assert part(service, path, headers, query) == {
            "session_id": "s",
            "total_mensajes": 60,
            "historial": [],
            "anterior": None,
        }
    assert len(part(service, path, headers, "?antes=2147483647&limite=200")["historial"]) == 60
    assert part(service, "/history/nadie", {}, "?limite=5")["historial"] == []


@pytest.mark.parametrize(("path", "headers"), ADDRESSES)
@pytest.mark.parametrize(
    ("query", "field"),
    [
        *[(f"limite={value}", "limite") for value in ("0", "201", "-1", "x", "1.5")],
        *[(f"antes={value}", "antes") for value in ("-1", "x", "9" * 30, "2147483648")],
    ],
)
def test_a_part_that_makes_no_sense_is_refused(
    shared: Service, path: str, headers: dict[str, str], query: str, field: str
) -> None:
    response = shared.http.get(f"{path}?{query}", headers=headers)
    body = assert_problem(response, 422, "validation_error")
    assert [error["campo"] for error in body["errors"]] == [field]
