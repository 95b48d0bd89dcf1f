import csv
import sqlite3
from contextlib import closing
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest

from tests.api.routes.test_clients import PEOPLE, add
from tests.api.service import Files, Service, app_on, assert_problem, serving
from tools.directory import walk as directory_walk


def table(service: Service, **query: str) -> list[dict[str, str]]:
    response = service.http.get("/clientes.csv", params=query)
    assert response.status_code == 200, response.text
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline=""), delimiter=";", strict=True))


def test_the_file_is_what_excel_in_spain_opens(service: Service) -> None:
    add(service, "José Pérez", "jose@gmail.com")
    response = service.http.get("/clientes.csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="clientes.csv"'
    lines = response.content.split(b"\r\n")
    assert lines[0] == b"\xef\xbb\xbfid;nombre;email;creado"
    assert lines[1].startswith("1;José Pérez;jose@gmail.com;".encode())
    assert lines[2:] == [b""]


@pytest.mark.parametrize(
    "query",
    [
        {},
        *({"orden": order} for order in ("-creado", "nombre", "-nombre")),
        {"orden": "-nombre", "texto": "jose", "desde": "2026-01-01"},
        {"texto": "jose"},
        {"dominio": "acme"},
        {"email": "ANA@acme.es"},
        {"texto": "nadie"},
    ],
)
def test_the_file_has_all_that_the_search_finds(
    service: Service, query: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory_walk, "BATCH", 2)
    for name, email in PEOPLE:
        add(service, name, email)
    found = service.http.get("/clientes", params=query).json()["clientes"]
    assert table(service, **query) == [client | {"id": str(client["id"])} for client in found]


def test_instants_are_in_the_service_s_time_zone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIMEZONE", "America/Mexico_City")
    files = Files(tmp_path)
    with serving(app_on(files), files) as service:
        created = add(service, "Ana", "ana@x.es")["creado"]
        in_file = table(service)[0]["creado"]
        page = service.http.get("/", headers={"Accept": "text/html"})
    assert in_file.endswith("-06:00")
    assert datetime.fromisoformat(in_file) == datetime.fromisoformat(created)
    assert '<html data-zone="America/Mexico_City" lang="es">' in page.text


@pytest.mark.sqlite
def test_an_outage_is_a_problem_and_no_empty_file(service: Service) -> None:
    with closing(sqlite3.connect(service.files.database)) as other:
        other.execute("ALTER TABLE clientes RENAME TO perdida")
    assert_problem(service.http.get("/clientes.csv"), 503, "database_unavailable")


def test_filters_that_make_no_sense_are_refused(shared: Service) -> None:
    response = shared.http.get("/clientes.csv?texto=a%00b")
    body = assert_problem(response, 422, "validation_error")
    assert [error["campo"] for error in body["errors"]] == ["texto"]


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1 Ana", "'+1 Ana"),
        ("-1 Ana", "'-1 Ana"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ('=HYPERLINK("http://x.es";"y")', '\'=HYPERLINK("http://x.es";"y")'),
        ("Ana,=1+1", "Ana,'=1+1"),
        ("Ana;=1+1", "Ana;'=1+1"),
        ("\uff1d1", "'\uff1d1"),
        ("Ana =1", "Ana =1"),
        ("Ana-María", "Ana-María"),
        ('O\'Neil "Al"', 'O\'Neil "Al"'),
    ],
)
def test_no_cell_is_a_formula(service: Service, name: str, cell: str) -> None:
    add(service, name, "+x@example.com")
    (row,) = table(service)
    assert (row["nombre"], row["email"]) == (cell, "'+x@example.com")
    assert service.http.get("/clientes/1").json()["nombre"] == name
