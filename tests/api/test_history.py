from datetime import UTC, datetime, timedelta

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
