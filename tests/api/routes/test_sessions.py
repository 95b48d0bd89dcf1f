import base64
from typing import Any

import pytest

from tests.api.service import Service, assert_problem

ADDRESSES = [("/sesiones/s", {}), ("/sesiones", {"session-id": "s"})]


def listed(service: Service, **query: object) -> list[str]:
    """The ids of all sessions of all pages."""
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = page_of(service, cursor=cursor, **query)
        found += [session["session_id"] for session in page["sesiones"]]
        cursor = page["siguiente"]
    return found


def page_of(service: Service, **query: Any) -> dict[str, Any]:
    response = service.http.get("/sesiones", params=query)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    assert set(body) == {"sesiones", "siguiente"}
    return body


def rename(service: Service, title: object) -> dict[str, Any]:
    response = service.http.patch("/sesiones/s", json={"titulo": title})
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def test_a_session_is_listed_with_its_title_its_instants_and_its_messages(
    service: Service,
) -> None:
    assert page_of(service) == {"sesiones": [], "siguiente": None}
    for said in ("Hola", "Gracias"):
        service.reply("s", said)
    history = service.http.get("/history/s").json()
    assert page_of(service)["sesiones"] == [
        {
            "session_id": "s",
            "titulo": "Hola",
            "creada": history["historial"][0]["timestamp"],
            "actividad": history["historial"][-1]["timestamp"],
            "total_mensajes": history["total_mensajes"],
        }
    ]


def test_the_session_used_last_comes_first_and_a_deleted_one_not_at_all(service: Service) -> None:
    for session in ("a", "b", "c", "a"):
        service.reply(session, "Hola")
    assert listed(service) == ["a", "c", "b"]
    service.http.delete("/history/c")
    assert listed(service) == ["a", "b"]


def test_pages_show_every_session_once_while_others_are_used_and_begun(service: Service) -> None:
    for number in range(7):
        service.reply(f"s{number}", "Hola")
    seen, cursor = list[str](), ""
    for first, second in (("s1", "s6"), ("nueva", "s2"), ("s3", "otra")):
        page = page_of(service, limite=2, cursor=cursor)
        seen += [session["session_id"] for session in page["sesiones"]]
        cursor = page["siguiente"]
        service.reply(first, "Hola")
        service.reply(second, "Hola")
    # s1, s2 and s3 were used before their turn came, and stand at the top now.
    assert seen == ["s6", "s5", "s4", "s3", "s0"]
    assert not cursor
    assert listed(service)[:6] == ["otra", "s3", "s2", "nueva", "s6", "s1"]


def test_a_long_first_message_is_cut_between_words_in_one_line(service: Service) -> None:
    service.reply("s", "Crea un cliente\n\n  llamado Juan con email juan@example.com y otro más")
    (session,) = page_of(service)["sesiones"]
    assert session["titulo"] == "Crea un cliente llamado Juan con email juan@example.com y…"


@pytest.mark.parametrize(("path", "headers"), ADDRESSES)
def test_a_session_gets_the_title_it_is_given_and_keeps_its_place(
    service: Service, path: str, headers: dict[str, str]
) -> None:
    service.reply("s", "Hola")
    service.reply("otra", "Hola")
    before = page_of(service)["sesiones"]
    response = service.http.patch(path, json={"titulo": "  Año nuevo 👩‍👩‍👧 "}, headers=headers)
    assert response.status_code == 200
    assert response.json() == before[1] | {"titulo": "Año nuevo 👩‍👩‍👧"}
    assert page_of(service)["sesiones"] == [before[0], response.json()]


@pytest.mark.parametrize(("path", "headers"), ADDRESSES)
@pytest.mark.parametrize("deleted", [False, True])
def test_a_session_that_is_unknown_or_deleted_gets_no_title(
    service: Service, path: str, headers: dict[str, str], deleted: bool
) -> None:
    service.reply("otra", "Hola")
    if deleted:
        service.reply("s", "Hola")
        service.http.delete("/history/s")
    before = service.files.contents()
    response = service.http.patch(path, json={"titulo": "Hola"}, headers=headers)
    body = assert_problem(response, 404, "not_found")
    assert body["detail"] == "No hay ninguna sesión con ese id."
    assert service.files.contents() == before


@pytest.mark.sqlite
def test_a_deleted_session_leaves_no_trace_of_its_title(service: Service) -> None:
    service.reply("s", "Hola")
    rename(service, "Palabra secreta")
    service.http.delete("/history/s")
    assert_problem(service.http.patch("/sesiones/s", json={"titulo": "x"}), 404, "not_found")
    assert listed(service) == []
    assert b"secreta" not in service.files.database.read_bytes()


@pytest.mark.parametrize(
    "title", ["", "   ", "x" * 121, "a\nb", "a\tb", "a\0b", "a\x7fb", "a\u2028b", 7, None, ["a"]]
)
def test_a_title_that_is_none_is_refused(shared: Service, title: object) -> None:
    before = shared.files.contents()
    response = shared.http.patch("/sesiones/antes", json={"titulo": title})
    body = assert_problem(response, 422, "validation_error")
    assert [error["campo"] for error in body["errors"]] == ["titulo"]
    assert shared.files.contents() == before


def test_the_longest_title_is_taken(service: Service) -> None:
    service.reply("s", "Hola")
    assert rename(service, "ñ" * 120)["titulo"] == "ñ" * 120


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("JOSÉ PEREZ", ["b"]),
        ("jose  perez", ["b"]),
        ("cliente", ["c", "b", "a"]),
        ("gmail", ["a"]),
        ("mí TITULO", ["a"]),
        ("%", []),
        ("nadie", []),
        ("´", []),
        ("", ["c", "b", "a"]),
        ("  ", ["c", "b", "a"]),
    ],
)
def test_messages_and_titles_are_searched_without_case_and_accents(
    service: Service, text: str, found: list[str]
) -> None:
    service.reply("a", "¿y los de gmail?")
    service.reply("b", "Crea un cliente llamado José Pérez")
    service.reply("c", "Lista todos los clientes")
    service.http.patch("/sesiones/a", json={"titulo": "Mi título"})
    assert listed(service, texto=text) == found
    assert listed(service, texto=text, limite=1) == found


@pytest.mark.parametrize(
    ("query", "field"),
    [
        *[(f"limite={value}", "limite") for value in ("0", "101", "x")],
        *[(f"cursor={value}", "cursor") for value in ("x", "%00", "=", "ñ", "9" * 40)],
        ("texto=a%00b", "texto"),
        ("texto=" + "a" * 201, "texto"),
    ],
)
def test_a_list_that_makes_no_sense_names_the_field(
    shared: Service, query: str, field: str
) -> None:
    body = assert_problem(shared.http.get(f"/sesiones?{query}"), 422, "validation_error")
    assert [error["campo"] for error in body["errors"]] == [field]


@pytest.mark.parametrize(
    "position",
    ["", "20260101", "2026-01-01 s", "99999999999999999999 s", "20260101000000000000 \0"],
)
def test_a_forged_cursor_is_refused(shared: Service, position: str) -> None:
    cursor = base64.urlsafe_b64encode(position.encode()).decode()
    response = shared.http.get("/sesiones", params={"cursor": cursor or "="})
    body = assert_problem(response, 422, "validation_error")
    assert [error["campo"] for error in body["errors"]] == ["cursor"]


def test_a_search_tells_where_it_found_its_text(service: Service) -> None:
    for said in ("Hola", "Crea un cliente llamado José Núñez"):
        service.reply("s", said)
    (found,) = page_of(service, texto="llamado jose nun")["sesiones"]
    assert found["hallazgo"] == {"posicion": 2, "fragmento": "Crea un cliente llamado José Núñez"}
    service.http.patch("/sesiones/s", json={"titulo": "Feria"})
    (titled,) = page_of(service, texto="feria")["sesiones"]
    assert "hallazgo" not in titled
