from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.api.service import Files, Service, app_on, assert_problem, serving
from tools.directory.clients import create_client

PEOPLE = [
    ("José Pérez", "jose@gmail.com"),
    ("Ana", "ana@acme.es"),
    ("JOSE luis", "jl@mail.acme.es"),
]

BAD_PLACES = ("x.YQ", "1.%FF", "1.Y", "1.AA")
CREATED = ("2026-03-01T05:59+00:00", "2026-03-01T06:00+00:00", "2026-03-03T05:59+00:00")
ORDERS = ("creado", "-creado", "nombre", "-nombre")
DAYS = {
    "hasta=2026-02-28": ["N0"],
    "desde=2026-03-01": ["N1", "N2"],
    "desde=2026-03-01&hasta=2026-03-01": ["N1"],
    "desde=2026-03-01&hasta=2026-03-02&orden=-creado": ["N2", "N1"],
    "desde=&hasta=": ["N0", "N1", "N2"],
    "desde=0001-01-01&hasta=9999-12-31": ["N0", "N1", "N2"],
    "desde=9999-12-31": [],
    "hasta=0001-01-01": [],
}
"""Of clients created on the last of February, and on the first and second of March, in Mexico."""


def add(service: Service, name: str, email: str) -> dict[str, Any]:
    response = service.http.post("/clientes", json={"nombre": name, "email": email})
    assert response.status_code == 201, response.text
    body: dict[str, Any] = response.json()
    return body


@pytest.fixture
def people(service: Service) -> list[dict[str, Any]]:
    return [add(service, name, email) for name, email in PEOPLE]


def test_a_new_client_has_an_address_where_it_is_read(service: Service) -> None:
    response = service.http.post(
        "/clientes", json={"nombre": "  Juan   Pérez ", "email": " juan@example.com "}
    )
    assert response.status_code == 201
    body = response.json()
    assert set(body) == {"id", "nombre", "email", "creado"}
    assert (body["nombre"], body["email"]) == ("Juan Pérez", "juan@example.com")
    created = datetime.fromisoformat(body["creado"])
    assert body["creado"].endswith("+00:00")
    assert abs(datetime.now(UTC) - created) < timedelta(minutes=1)
    assert response.headers["location"] == f"/clientes/{body['id']}"
    assert service.http.get(response.headers["location"]).json() == body


def test_a_client_of_the_directory_is_known_in_the_conversation(service: Service) -> None:
    add(service, "Juan", "juan@example.com")
    assert "- Juan | juan@example.com" in service.reply("s", "Lista todos los clientes")


def test_an_email_is_taken_once_whatever_its_case(service: Service) -> None:
    first = add(service, "Juan", "juan@example.com")
    before = service.files.contents()
    response = service.http.post("/clientes", json={"nombre": "Otro", "email": "JUAN@Example.com"})
    body = assert_problem(response, 409, "email_taken")
    assert "Juan" in body["detail"]
    assert str(first["id"]) in body["detail"]
    assert service.files.contents() == before


def test_answers_tell_what_the_caller_may_do(service: Service) -> None:
    client = add(service, "Ana", "ana@x.es")
    assert service.http.get("/clientes").headers["allow"] == "GET, HEAD, POST"
    one = service.http.get(f"/clientes/{client['id']}")
    assert one.headers["allow"] == "GET, HEAD, PATCH, DELETE"


def test_only_the_clients_that_are_named_by_their_ids_are_found(service: Service) -> None:
    ids = [add(service, f"N{number}", f"n{number}@x.es")["id"] for number in range(3)]
    asked = {"id": [ids[2], ids[0]], "orden": "-creado"}
    assert [c["id"] for c in service.http.get("/clientes", params=asked).json()["clientes"]] == [
        ids[2],
        ids[0],
    ]
    table = service.http.get("/clientes.csv", params=asked).text.splitlines()[1:]
    assert [line.split(";")[0] for line in table] == [str(ids[2]), str(ids[0])]
    body = assert_problem(service.http.get("/clientes?id=x"), 422, "validation_error")
    assert [error["campo"] for error in body["errors"]] == ["id.0"]


def test_what_looks_like_a_duplicate_is_named_beside_the_new_client(service: Service) -> None:
    first = add(service, "Ana Gil", "ana@gmail.com")
    new = {"nombre": "Ana Gil", "email": "ana@gmial.com"}
    response = service.http.post("/clientes", json=new)
    assert response.status_code == 201
    assert set(response.json()) == {"id", "nombre", "email", "creado"}
    assert response.headers["posibles-duplicados"] == str(first["id"])
    assert response.headers["dominio-probable"] == "gmail.com"
    other = service.http.post("/clientes", json={"nombre": "Eva", "email": "eva@example.com"})
    assert not {"posibles-duplicados", "dominio-probable"} & set(other.headers)


def test_a_deleted_client_is_gone_and_its_email_free(service: Service) -> None:
    client = add(service, "Juan", "juan@example.com")
    deleted = service.http.delete(f"/clientes/{client['id']}")
    assert (deleted.status_code, deleted.content) == (204, b"")
    for again in (service.http.get, service.http.delete):
        body = assert_problem(again(f"/clientes/{client['id']}"), 404, "not_found")
        assert body["detail"] == f"No hay ningún cliente con id {client['id']}."
    assert add(service, "Juan", "juan@example.com")["id"] > client["id"]


def test_unseen_characters_round_what_was_pasted_are_left_out(service: Service) -> None:
    client = add(service, "\u200eJuan\u200f", "\u200bjuan＠example.com")
    assert (client["nombre"], client["email"]) == ("Juan", "juan@example.com")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["José Pérez", "Ana", "JOSE luis"]),
        ("?texto=jose", ["José Pérez", "JOSE luis"]),
        ("?texto=PÉREZ%20jo", ["José Pérez"]),
        ("?email=ANA@acme.es", ["Ana"]),
        ("?dominio=acme.es", ["Ana", "JOSE luis"]),
        ("?dominio=gmail", ["José Pérez"]),
        ("?texto=jose&dominio=acme", ["JOSE luis"]),
        ("?texto=gmail", ["José Pérez"]),
        ("?texto=ana@ac", ["Ana"]),
        ("?texto=jose@", ["José Pérez"]),
        ("?texto=nadie", []),
        ("?texto=&email=&dominio=&limite=&cursor=", ["José Pérez", "Ana", "JOSE luis"]),
        ("?texto=%20%20", ["José Pérez", "Ana", "JOSE luis"]),
        ("?texto=%25", []),
    ],
)
@pytest.mark.usefixtures("people")
def test_filters_combine_and_empty_ones_count_as_absent(
    service: Service, query: str, found: list[str]
) -> None:
    body = service.http.get(f"/clientes{query}").json()
    assert set(body) == {"clientes", "total", "siguiente"}
    assert [client["nombre"] for client in body["clientes"]] == found
    assert (body["total"], body["siguiente"]) == (len(found), None)


@pytest.mark.parametrize(
    ("order", "places"),
    [
        ("", (0, 1, 2)),
        ("creado", (0, 1, 2)),
        ("-creado", (2, 1, 0)),
        ("nombre", (1, 2, 0)),
        ("-nombre", (0, 2, 1)),
    ],
)
def test_pages_follow_each_other_until_the_end(
    service: Service, people: list[dict[str, Any]], order: str, places: tuple[int, ...]
) -> None:
    seen, cursor = [], ""
    for left in (2, 1, 0):
        asked = {"limite": "1", "cursor": cursor, "orden": order}
        page = service.http.get("/clientes", params=asked).json()
        seen += page["clientes"]
        assert page["total"] == 3
        assert (page["siguiente"] is None) == (left == 0)
        cursor = page["siguiente"]
    assert seen == [people[place] for place in places]


@pytest.mark.usefixtures("people")
def test_pages_by_name_have_each_client_once_although_others_come_before_them(
    service: Service,
) -> None:
    asked = {"orden": "nombre", "limite": "2"}
    first = service.http.get("/clientes", params=asked).json()
    add(service, "Abel", "abel@x.es")
    service.http.delete(f"/clientes/{first['clientes'][1]['id']}")
    asked["cursor"] = first["siguiente"]
    rest = service.http.get("/clientes", params=asked).json()
    names = [client["nombre"] for page in (first, rest) for client in page["clientes"]]
    assert names == ["Ana", "JOSE luis", "José Pérez"]


@pytest.mark.parametrize("issued", ORDERS)
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.usefixtures("people")
def test_a_cursor_is_one_of_its_own_order_only(service: Service, issued: str, order: str) -> None:
    page = service.http.get("/clientes", params={"orden": issued, "limite": 1}).json()
    asked = {"orden": order, "cursor": page["siguiente"]}
    answer = service.http.get("/clientes", params=asked)
    if order == issued:
        assert len(answer.json()["clientes"]) == 2
    else:
        body = assert_problem(answer, 422, "validation_error")
        assert [error["campo"] for error in body["errors"]] == ["cursor"]


def test_days_are_those_of_the_service_s_zone_and_count_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIMEZONE", "America/Mexico_City")
    files = Files(tmp_path)
    app = app_on(files)
    with serving(app, files) as service:
        with app.state.assistant.database.write() as transaction:
            for number, created in enumerate(CREATED):
                at, email = datetime.fromisoformat(created), f"n{number}@x.es"
                create_client(transaction, name=f"N{number}", email=email, created=at)
        for days, found in DAYS.items():
            page = service.http.get(f"/clientes?{days}").json()
            assert [client["nombre"] for client in page["clientes"]] == found
            lines = service.http.get(f"/clientes.csv?{days}").text.splitlines()[1:]
            assert [line.split(";")[1] for line in lines] == found


def test_a_page_has_20_clients_unless_asked_for_up_to_100(service: Service) -> None:
    for number in range(101):
        add(service, f"N{number}", f"n{number}@example.com")
    for query, size in (("", 20), ("?limite=100", 100)):
        page = service.http.get(f"/clientes{query}").json()
        assert len(page["clientes"]) == size
        assert page["total"] == 101


@pytest.mark.parametrize("email", ["juan", "juan@", "@example.com", "a b@example.com", ""])
def test_an_invalid_email_is_named(shared: Service, email: str) -> None:
    before = shared.files.contents()
    response = shared.http.post("/clientes", json={"nombre": "Juan", "email": email})
    body = assert_problem(response, 422, "validation_error")
    assert [error["campo"] for error in body["errors"]] == ["email"]
    assert shared.files.contents() == before


@pytest.mark.parametrize("name", ["", "   ", "?!", "x" * 201, "a\0b", "Ju\u202ean"])
def test_an_invalid_name_is_named(shared: Service, name: str) -> None:
    before = shared.files.contents()
    response = shared.http.post("/clientes", json={"nombre": name, "email": "j@example.com"})
    body = assert_problem(response, 422, "validation_error")
    assert [error["campo"] for error in body["errors"]] == ["nombre"]
    assert shared.files.contents() == before


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize(
    ("client_id", "status"),
    [
        *[(str(number), 404) for number in (999, 2**63 - 1)],
        *[(value, 422) for value in (str(2**63), "9" * 5000, "0", "-1", "uno", "1.5", "%00")],
    ],
)
def test_an_id_that_no_client_can_have_is_no_error_of_ours(
    shared: Service, method: str, client_id: str, status: int
) -> None:
    before = shared.files.contents()
    response = shared.http.request(method, f"/clientes/{client_id}")
    assert_problem(response, status, {404: "not_found", 422: "validation_error"}[status])
    assert shared.files.contents() == before


@pytest.mark.parametrize(
    ("query", "field"),
    [
        *[(f"limite={value}", "limite") for value in ("0", "101", "-1", "x", "1.5")],
        *[(f"cursor={value}", "cursor") for value in ("x", "-1", "%00", "9" * 30, "%D9%A1")],
        *[(f"cursor={value}", "cursor") for value in ("1.", "nombre.1.YQ", "1.YQ")],
        *[
            (f"orden=nombre&cursor=nombre.{value}", "cursor")
            for value in ("x.YQ", "1.%FF", "1.Y", "1.AA")
        ],
        *[
            (f"desde={value}", "desde")
            for value in ("ayer", "2026-02-30", "20260101", "1767225600")
        ],
        *[(f"hasta={value}", "hasta") for value in ("2026-1-1", "2026-01-01T00:00", "%00")],
        ("desde=2026-01-02&hasta=2026-01-01", "hasta"),
        *[(f"orden={value}", "orden") for value in ("email", "--nombre", "NOMBRE", "+creado")],
        ("texto=a%00b", "texto"),
        ("texto=" + "a" * 201, "texto"),
        ("email=a%00b", "email"),
        ("dominio=a%00b", "dominio"),
    ],
)
def test_a_search_that_makes_no_sense_names_the_field(
    shared: Service, query: str, field: str
) -> None:
    body = assert_problem(shared.http.get(f"/clientes?{query}"), 422, "validation_error")
    assert [error["campo"] for error in body["errors"]] == [field]


def test_those_who_share_their_whole_name_are_listed_and_downloaded(service: Service) -> None:
    for name, email in (("Ana Gil", "a@x.es"), ("Eva", "e@x.es"), ("ANA GIL", "b@x.es")):
        add(service, name, email)
    listed = service.http.get("/clientes", params={"duplicados": "true"}).json()
    assert ([c["email"] for c in listed["clientes"]], listed["total"]) == (["a@x.es", "b@x.es"], 2)
    table = service.http.get("/clientes.csv", params={"duplicados": "true"}).text
    assert ("b@x.es" in table, "e@x.es" in table) == (True, False)
    assert service.http.get("/clientes", params={"duplicados": "false"}).json()["total"] == 3
