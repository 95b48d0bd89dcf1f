"""POST /clientes/import, and files that come out and go in again."""

import csv
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.edge import imports as running_imports
from api.routes.directory.imports import ImportRoute
from tests.api.access.keys import add_key, bearer
from tests.api.routes.test_clients import add
from tests.api.service import Files, Service, app_on, assert_problem, serving

FILE = "Nombre;Apellidos;Email\nAna;Gil;ana@x.es\nLuis;;luis@\nEva;;ANA@x.es\nRoy;;roy@x.es\n"
CSV = {"content-type": "text/csv"}
MEBIBYTE = 1024 * 1024


def send(service: Service, content: str | bytes, **query: str) -> httpx.Response:
    data = content.encode() if isinstance(content, str) else content
    return service.http.post("/clientes/import", content=data, params=query, headers=CSV)


def report(service: Service, content: str | bytes, **query: str) -> dict[str, Any]:
    response = send(service, content, **query)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def table(response: httpx.Response) -> list[dict[str, str]]:
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline=""), delimiter=";", strict=True))


def everybody(service: Service) -> list[tuple[str, str]]:
    rows = table(service.http.get("/clientes.csv"))
    return [(row["nombre"], row["email"]) for row in rows]


@pytest.mark.both
def test_a_trial_writes_nothing_and_its_token_imports_what_it_told(service: Service) -> None:
    roy = add(service, "Roy M", "ROY@x.es")
    before = service.files.contents()
    tried = report(service, FILE)
    assert service.files.contents() == before
    assert tried["columnas"] == [
        {"titulo": "Nombre", "campo": "nombre", "ejemplos": ["Ana", "Luis", "Eva"]},
        {"titulo": "Apellidos", "campo": "apellidos", "ejemplos": ["Gil"]},
        {
            "titulo": "Email",
            "campo": "email",
            "ejemplos": ["ana@x.es", "luis@", "ANA@x.es"],
        },
    ]
    holder = f"Ya existe un cliente con ese email: Roy M (id {roy['id']})."
    assert [[*row.values()] for row in tried["filas"]] == [
        [2, "nueva", "Ana Gil", "ana@x.es", None, None],
        [3, "no_valida", "Luis", "luis@", "email", "No es una dirección de email válida."],
        [4, "repetida", "Eva", "ANA@x.es", None, "El mismo email que la fila 2."],
        [5, "ya_esta", "Roy", "roy@x.es", None, holder],
    ]
    done = report(service, FILE, token=tried["token"])
    assert done == tried | {"prueba": False, "token": None}
    assert [done[n] for n in ("total", "nuevas", "ya_estaban", "no_validas", "repetidas")] == [
        *(4, 1, 1, 1, 1),
    ]
    assert everybody(service) == [("Roy M", "ROY@x.es"), ("Ana Gil", "ana@x.es")]
    kept = service.files.contents()
    again = report(service, FILE, token=tried["token"])
    assert (again["nuevas"], again["ya_estaban"]) == (0, 2)
    assert service.files.contents() == kept


def test_rows_that_are_not_imported_are_a_table_which_can_be_corrected_and_imported(
    service: Service,
) -> None:
    token = report(service, FILE)["token"]
    done = send(service, FILE, token=token, informe="csv")
    assert done.headers["content-disposition"] == 'attachment; filename="no-importadas.csv"'
    assert [(row["fila"], row["nombre"]) for row in table(done)] == [("3", "Luis"), ("4", "Eva")]
    corrected = done.content.replace(b"luis@", b"luis@x.es")
    assert report(service, corrected)["nuevas"] == 1


def test_another_file_and_other_columns_are_refused(service: Service) -> None:
    token = report(service, FILE)["token"]
    for content, query in ((FILE + "\n", {}), (FILE, {"columnas": "apellidos,nombre,email"})):
        refused = send(service, content, token=token, **query)
        assert_problem(refused, 409, "other_file")
    assert everybody(service) == []
    assert report(service, FILE, token=token, columnas="nombre,apellidos,email")["nuevas"] == 2


def test_columns_are_what_they_are_said_to_be(service: Service) -> None:
    content = "ana@x.es;Gil;Ana;Madrid\n"
    said = report(service, content, columnas="email,apellidos,nombre")
    assert [row["nombre"] for row in said["filas"]] == ["Ana Gil"]
    assert [column["campo"] for column in said["columnas"]] == [
        "email",
        "apellidos",
        "nombre",
        None,
    ]
    refused = assert_problem(send(service, content, columnas="edad"), 422, "validation_error")
    assert refused["errors"][0]["campo"] == "columnas"


@pytest.mark.parametrize("content", ["", "PK\x03\x04", "\n\n"])
def test_a_file_that_is_no_list_is_told(service: Service, content: str) -> None:
    assert_problem(send(service, content), 422, "not_a_list")


def test_rows_without_end_and_nul_bytes_are_problems_of_their_rows(service: Service) -> None:
    rows = ["Nombre;Email", "Ana;ana@x.es", "E" * 1_000_000, "N\0;n@x.es", '"Sin fin;s@x.es']
    tried = report(service, "\n".join([*rows, "Roy;roy@x.es"]))
    assert [row["estado"] for row in tried["filas"]] == ["nueva", *["no_valida"] * 3, "nueva"]
    assert max(len(row["nombre"]) for row in tried["filas"]) < 300


@pytest.mark.parametrize(
    "media_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", None],
)
def test_a_page_of_another_site_cannot_send_a_file_without_asking(
    service: Service, media_type: str | None
) -> None:
    """Browsers ask first for types that no form has; those of forms are refused, as is none."""
    token = report(service, FILE)["token"]
    headers = {} if media_type is None else {"content-type": media_type}
    url = f"/clientes/import?token={token}"
    refused = service.http.post(url, content=FILE.encode(), headers=headers)
    body = assert_problem(refused, 422, "validation_error")
    assert [error["campo"] for error in body["errors"]] == ["Content-Type"]
    assert everybody(service) == []


def test_many_problems_are_counted_and_the_first_ones_shown(service: Service) -> None:
    tried = report(service, "Nombre;Email\n" + "Ana;ana@\n" * 1_500)
    assert (tried["no_validas"], len(tried["filas"])) == (1_500, 20)
    assert (
        len(table(send(service, "Nombre;Email\n" + "Ana;ana@\n" * 1_500, informe="csv"))) == 1_500
    )


def test_sixteen_mebibytes_are_taken_and_not_one_byte_more(service: Service) -> None:
    row = b"Nombre;Email\nAna;ana@x.es;"
    most = row + b"x" * (16 * MEBIBYTE - len(row))
    assert report(service, most)["total"] == 1
    for body in (most + b"x", iter([most, b"x"])):
        refused = service.http.post("/clientes/import", content=body, headers=CSV)
        assert "16 MiB" in assert_problem(refused, 413, "body_too_large")["detail"]
    other = service.http.post("/clientes", content=b"x" * (64 * 1024 + 1))
    assert "64 KiB" in assert_problem(other, 413, "body_too_large")["detail"]


def slowly() -> Iterator[bytes]:
    for _ in range(100):
        yield b"Ana;"
        time.sleep(0.02)


def test_a_slow_file_is_given_up(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImportRoute, "body_within", 0.2)
    refused = service.http.post("/clientes/import", content=slowly(), headers=CSV)
    assert_problem(refused, 408, "body_too_slow")


def test_only_a_few_imports_run_at_once(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running_imports, "MOST", 0)
    refused = send(service, FILE)
    assert_problem(refused, 503, "imports_busy")
    assert refused.headers["retry-after"] == "5"


@pytest.mark.sqlite
def test_an_outage_is_told_with_what_stays(service: Service) -> None:
    token = report(service, FILE)["token"]
    with closing(sqlite3.connect(service.files.database)) as other:
        other.execute("ALTER TABLE clientes RENAME TO perdida")
    assert_problem(send(service, FILE), 503, "database_unavailable")
    for informe in ("json", "csv"):
        cut_off = send(service, FILE, token=token, informe=informe)
        assert (
            "Lo creado hasta ahora queda"
            in assert_problem(cut_off, 503, "import_cut_off")["detail"]
        )


def test_the_author_of_an_import_stands_in_each_client_s_history(tmp_path: Path) -> None:
    files = Files(tmp_path)
    files.database.parent.mkdir()
    key = add_key(files.database, "ana", "write")
    with serving(app_on(files), files) as service:
        service.http.headers.update(bearer(key.text))
        report(service, FILE, token=report(service, FILE)["token"])
        (change,) = service.http.get("/clientes/1/cambios").json()["cambios"]
    assert (change["accion"], change["titular"]) == ("crear", "ana")
    assert change["credencial"].startswith("key:")


PEOPLE = [
    ("José Pérez", "jose@gmail.com"),
    ("=1+1", "+x@example.com"),
    ("'=2", "dos@example.com"),
    ("Gil, Ana", "ana@x.es"),
    ('O\'Neil "Al"; hijo\\', "al@x.es"),
    ("Muebles Ñandú, S.L. " + "é" * 100, "muebles@x.es"),
    ("王小明", "wang@例子.测试"),
]


@pytest.mark.parametrize("path", ["/clientes.csv", "/clientes.vcf"])
def test_a_file_that_was_downloaded_gives_the_same_clients_elsewhere(
    service: Service, tmp_path: Path, path: str
) -> None:
    for name, email in PEOPLE:
        add(service, name, email)
    content = service.http.get(path).content
    elsewhere = Files(tmp_path / "elsewhere")
    with serving(app_on(elsewhere), elsewhere) as other:
        report(other, content, token=report(other, content)["token"])
        found = other.http.get("/clientes").json()["clientes"]
    kept = service.http.get("/clientes").json()["clientes"]
    assert [(c["nombre"], c["email"]) for c in found] == [(c["nombre"], c["email"]) for c in kept]
    assert report(service, content)["ya_estaban"] == len(PEOPLE)


def test_cards_are_contacts_with_the_search_s_filters_and_the_zone_s_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIMEZONE", "America/Mexico_City")
    files = Files(tmp_path)
    with serving(app_on(files), files) as service:
        add(service, "Ana, hija", "ana@x.es")
        add(service, "Eva " + "ñ" * 60, "eva@y.es")
        response = service.http.get("/clientes.vcf?dominio=x.es")
        long = service.http.get("/clientes.vcf?dominio=y.es").content
        none = service.http.get("/clientes.vcf?texto=nadie")
    assert response.headers["content-type"] == "text/vcard; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="clientes.vcf"'
    lines = response.text.split("\r\n")
    assert lines[:3] == ["BEGIN:VCARD", "VERSION:3.0", r"FN:Ana\, hija"]
    assert lines[4] == "EMAIL:ana@x.es"
    assert lines[5].startswith("CREATED:")
    assert lines[5].endswith("-0600")
    assert lines[6:] == ["END:VCARD", ""]
    assert max(map(len, long.split(b"\r\n"))) <= 75
    assert ("ñ" * 60) in long.decode().replace("\r\n ", "")
    assert (none.status_code, none.content) == (200, b"")


def undo(service: Service, token: str, **headers: str) -> httpx.Response:
    return service.http.post(f"/clientes/import/{token}/deshacer", headers=headers)


@pytest.mark.both
def test_an_import_is_taken_back_but_for_clients_that_were_changed_since(service: Service) -> None:
    add(service, "Roy M", "roy@x.es")
    rows = "nombre;email\nAna Gil;ana@x.es\nEva Sol;eva@x.es\nTeo Mar;teo@x.es\nRoy;roy@x.es\n"
    token = report(service, rows)["token"]
    assert_problem(undo(service, token), 404, "no_such_import")
    report(service, rows, token=token)
    ids = {c["nombre"]: c["id"] for c in service.http.get("/clientes").json()["clientes"]}
    changed = service.http.patch(
        f"/clientes/{ids['Eva Sol']}", json={"nombre": "Eva Luz"}, headers={"If-Match": '"1"'}
    )
    assert service.http.delete(f"/clientes/{ids['Teo Mar']}").status_code == 204
    assert undo(service, token).json() == {
        **{"deshechos": 1, "ya_no_estaban": 1, "cambiados": 1},
        "quedan": [changed.json()],
    }
    assert everybody(service) == [("Roy M", "roy@x.es"), ("Eva Luz", "eva@x.es")]
    again = undo(service, token).json()
    assert (again["deshechos"], again["ya_no_estaban"], again["cambiados"]) == (0, 2, 1)
    history = service.http.get(f"/clientes/{ids['Ana Gil']}/cambios").json()["cambios"]
    assert [(each["accion"], each["turno"]) for each in history] == [
        ("deshacer", None),
        ("crear", None),
    ]


def test_a_file_that_was_taken_back_is_imported_and_taken_back_again(service: Service) -> None:
    token = report(service, FILE)["token"]
    for _ in range(2):
        assert report(service, FILE, token=token)["nuevas"] == 2
        assert undo(service, token).json()["deshechos"] == 2
        assert everybody(service) == []


def test_only_an_admin_takes_back_what_others_imported(files: Files) -> None:
    roles = {"reader": "read", "other": "write", "ana": "write", "boss": "admin"}
    keys = {name: bearer(add_key(files.database, name, role).text) for name, role in roles.items()}
    with serving(app_on(files), files) as service:
        own, path = keys["ana"] | CSV, "/clientes/import"
        token = service.http.post(path, content=FILE, headers=own).json()["token"]
        service.http.post(f"{path}?token={token}", content=FILE, headers=own)
        refused = [undo(service, token, **keys[name]).status_code for name in ("reader", "other")]
        assert refused == [403, 404]
        assert undo(service, token, **keys["ana"]).json()["deshechos"] == 2
        service.http.post(f"{path}?token={token}", content=FILE, headers=own)
        assert undo(service, token, **keys["boss"]).json()["deshechos"] == 2
