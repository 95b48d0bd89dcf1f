"""A client is changed, merged and taken back by version, and its history says who did it."""

from typing import Any

import httpx
import pytest

from tests.api.access.keys import add_key, bearer
from tests.api.service import Files, Service, app_on, assert_problem, serving

JUAN = {"nombre": "Juan", "email": "juan@example.com"}


def add(service: Service, **fields: str) -> dict[str, Any]:
    response = service.http.post("/clientes", json=JUAN | fields)
    assert (response.status_code, response.headers["etag"]) == (201, '"1"')
    body: dict[str, Any] = response.json()
    return body


def change(service: Service, client_id: int, tag: str | None, **fields: Any) -> httpx.Response:
    headers = {} if tag is None else {"If-Match": tag}
    return service.http.patch(f"/clientes/{client_id}", json=fields, headers=headers)


def undo(service: Service, client_id: int, tag: str = "*") -> httpx.Response:
    return service.http.post(f"/clientes/{client_id}/deshacer", headers={"If-Match": tag})


def history(service: Service, client_id: int) -> list[dict[str, Any]]:
    found = service.http.get(f"/clientes/{client_id}/cambios").json()
    changes: list[dict[str, Any]] = found["cambios"]
    return changes


def test_a_client_is_corrected_by_who_saw_it_as_it_is(service: Service) -> None:
    client = add(service)
    first = service.http.get(f"/clientes/{client['id']}").headers["etag"]
    corrected = change(service, client["id"], first, nombre="Juana")
    assert corrected.status_code == 200
    assert corrected.json() == client | {"nombre": "Juana"}
    assert corrected.headers["etag"] == '"2"'
    assert service.http.get(f"/clientes/{client['id']}").json() == corrected.json()
    before = service.files.contents()
    late = change(service, client["id"], first, nombre="Otro")
    assert_problem(late, 412, "client_changed")
    assert late.headers["etag"] == '"2"'
    assert service.files.contents() == before


@pytest.mark.parametrize(
    ("fields", "tag", "status", "code"),
    [
        ({"nombre": "Juana"}, None, 428, "if_match_required"),
        ({"nombre": "Juana"}, "1", 422, "validation_error"),
        ({"nombre": "Juana"}, 'W/"1"', 422, "validation_error"),
        ({}, '"1"', 422, "validation_error"),
        ({"nombre": None, "email": None}, '"1"', 422, "validation_error"),
        ({"nombre": ""}, '"1"', 422, "validation_error"),
        ({"nombre": 7}, '"1"', 422, "validation_error"),
        ({"email": "juan"}, '"1"', 422, "validation_error"),
        ({"email": "EVA@example.com"}, '"1"', 409, "email_taken"),
        ({"nombre": "Juana"}, '"7"', 412, "client_changed"),
    ],
)
def test_a_change_that_cannot_be_leaves_the_client_as_it_is(
    service: Service, fields: dict[str, Any], tag: str | None, status: int, code: str
) -> None:
    client = add(service)
    add(service, nombre="Eva", email="eva@example.com")
    before = service.files.contents()
    assert_problem(change(service, client["id"], tag, **fields), status, code)
    assert service.files.contents() == before


def test_a_client_that_never_was_is_not_found(service: Service) -> None:
    for response in (
        change(service, 99, "*", nombre="Eva"),
        undo(service, 99),
        service.http.get("/clientes/99/cambios"),
        service.http.post("/clientes/99/unir", json={"con": 1}, headers={"If-Match": "*"}),
    ):
        assert_problem(response, 404, "not_found")


def test_a_deleted_client_is_brought_back_as_it_was(service: Service) -> None:
    client = add(service)
    path = f"/clientes/{client['id']}"
    assert_problem(service.http.delete(path, headers={"If-Match": '"2"'}), 412, "client_changed")
    deleted = service.http.delete(path, headers={"If-Match": '"1"'})
    assert (deleted.status_code, deleted.headers["etag"]) == (204, '"2"')
    assert service.http.get("/clientes").json()["total"] == 0
    assert_problem(change(service, client["id"], '"1"', nombre="Eva"), 412, "client_changed")
    back = undo(service, client["id"], '"2"')
    assert (back.status_code, back.headers["etag"]) == (200, '"3"')
    assert back.json() == {"accion": "borrar", "cliente": client}
    assert service.http.get(path).json() == client
    assert_problem(undo(service, client["id"]), 409, "nothing_to_undo")


def test_an_address_that_was_taken_meanwhile_cannot_come_back(service: Service) -> None:
    client = add(service)
    service.http.delete(f"/clientes/{client['id']}")
    add(service, nombre="Otro")
    assert_problem(undo(service, client["id"]), 409, "email_taken")


def test_the_history_tells_what_each_write_replaced(service: Service) -> None:
    client = add(service)
    change(service, client["id"], '"1"', email="j@example.com")
    undo(service, client["id"])
    last, changed, created = history(service, client["id"])
    assert [each["accion"] for each in (last, changed, created)] == ["deshacer", "cambiar", "crear"]
    assert [each["version"] for each in (last, changed, created)] == [3, 2, 1]
    assert (created["antes"], created["despues"]) == (None, JUAN)
    assert (changed["antes"], changed["despues"]) == (JUAN, JUAN | {"email": "j@example.com"})
    assert (last["antes"], last["despues"]) == (changed["despues"], JUAN)
    assert [each["deshecho"] for each in (last, changed, created)] == [False, True, False]
    assert created["momento"] == client["creado"]


def test_a_conversation_that_made_a_client_is_named(service: Service) -> None:
    service.reply("s", "Crea un cliente llamado Juan con email juan@example.com")
    (created,) = history(service, 1)
    assert (created["session_id"], created["turno"]) == ("s", 1)
    service.http.delete("/history/s")
    (created,) = history(service, 1)
    assert (created["session_id"], created["turno"]) == (None, None)


def test_two_clients_that_are_one_are_merged_and_parted(service: Service) -> None:
    kept, other = add(service), add(service, nombre="Juán", email="juan@exmaple.com")
    path = f"/clientes/{kept['id']}/unir"
    assert_problem(service.http.post(path, json={"con": other["id"]}), 428, "if_match_required")
    merged = service.http.post(path, json={"con": other["id"]}, headers={"If-Match": '"1"'})
    assert (merged.status_code, merged.json(), merged.headers["etag"]) == (200, kept, '"2"')
    assert service.names() == ["Juan"]
    both = [history(service, each["id"])[0]["con"] for each in (kept, other)]
    assert both == [{"nombre": "Juán", "email": "juan@exmaple.com"}, JUAN]
    assert history(service, kept["id"])[1]["con"] is None
    assert undo(service, kept["id"], '"2"').json() == {"accion": "unir", "cliente": kept}
    assert service.names() == ["Juan", "Juán"]
    assert service.http.get(f"/clientes/{other['id']}").json() == other


@pytest.fixture
def keys(files: Files) -> dict[str, dict[str, str]]:
    files.database.parent.mkdir()
    made = {"ana": "write", "eva": "write", "lee": "read", "jefa": "admin"}
    return {name: bearer(add_key(files.database, name, role).text) for name, role in made.items()}


def test_who_may_write_which_change(files: Files, keys: dict[str, dict[str, str]]) -> None:
    def call(who: str, method: str, path: str, **given: Any) -> int:
        headers = keys[who] | {"If-Match": "*"}
        return service.http.request(method, path, headers=headers, **given).status_code

    with serving(app_on(files), files) as service:
        assert call("ana", "POST", "/clientes", json=JUAN) == 201
        assert call("lee", "PATCH", "/clientes/1", json={"nombre": "X"}) == 403
        assert call("lee", "POST", "/clientes/1/deshacer") == 403
        assert call("lee", "GET", "/clientes/1/cambios") == 200
        assert call("ana", "DELETE", "/clientes/1") == 403
        assert call("ana", "POST", "/clientes/1/unir", json={"con": 2}) == 403
        assert call("eva", "POST", "/clientes/1/deshacer") == 403, "a creation of somebody else's"
        assert call("eva", "PATCH", "/clientes/1", json={"nombre": "Juana"}) == 200
        assert call("ana", "POST", "/clientes/1/deshacer") == 200
        assert call("jefa", "DELETE", "/clientes/1") == 204
        assert call("ana", "POST", "/clientes/1/deshacer") == 200, "a deletion"
        assert call("eva", "POST", "/clientes", json=JUAN | {"email": "e@x.es"}) == 201
        assert call("eva", "POST", "/clientes/2/deshacer") == 200, "a creation of one's own"
        assert service.http.get("/clientes", headers=keys["lee"]).json()["total"] == 1


def test_the_history_names_authors_and_only_one_s_own_conversations(
    files: Files, keys: dict[str, dict[str, str]]
) -> None:
    with serving(app_on(files), files) as service:
        service.say("s", "Crea un cliente llamado Juan con email juan@example.com", **keys["ana"])
        tag = {"If-Match": "*"}
        service.http.patch("/clientes/1", json={"nombre": "Juana"}, headers=keys["eva"] | tag)
        seen: dict[str, list[dict[str, Any]]] = {
            who: service.http.get("/clientes/1/cambios", headers=keys[who]).json()["cambios"]
            for who in ("ana", "eva")
        }
    for who, changes in seen.items():
        changed, created = changes
        assert (changed["titular"], changed["credencial"][:4]) == ("eva", "key:")
        assert created["session_id"] == ("s" if who == "ana" else None)
