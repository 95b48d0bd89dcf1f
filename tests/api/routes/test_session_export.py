"""A session as a file over HTTP."""

import io

import pytest

from graph.lifecycle.session_reading import read_session
from tests.api.service import Service, assert_problem

ADDRESSES = [("/sesiones/s-1/export", {}), ("/sesiones/export", {"session-id": "s-1"})]


@pytest.mark.parametrize(("path", "headers"), ADDRESSES)
def test_a_session_is_exported_whole(service: Service, path: str, headers: dict[str, str]) -> None:
    service.reply("s-1", "Crea un cliente llamado Ana")
    response = service.http.get(path, headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/x-ndjson"
    assert response.headers["content-disposition"] == 'attachment; filename="sesion.jsonl"'
    saved = read_session(io.BytesIO(response.content), max_turns=1)
    assert (saved.session_id, len(saved.turns)) == ("s-1", 1)
    assert saved.turns[0][1].memory["draft"]["name"] == "Ana"


@pytest.mark.parametrize(("path", "headers"), ADDRESSES)
def test_a_session_is_exported_to_be_read(
    service: Service, path: str, headers: dict[str, str]
) -> None:
    service.reply("s-1", "Hola <b>")
    response = service.http.get(path, headers=headers, params={"formato": "markdown"})
    assert response.headers["content-type"] == "text/markdown; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="sesion.md"'
    assert "```text\nHola <b>\n```" in response.text


@pytest.mark.parametrize(("path", "headers"), ADDRESSES)
def test_there_is_nothing_to_export_of_an_unknown_or_deleted_session(
    service: Service, path: str, headers: dict[str, str]
) -> None:
    assert_problem(service.http.get(path, headers=headers), 404, "not_found")
    service.reply("s-1", "Hola")
    service.http.delete("/history/s-1")
    assert_problem(service.http.get(path, headers=headers), 404, "not_found")


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/sesiones/antes/export?formato=pdf", "formato"),
        ("/sesiones/no%20vale/export", "session_id"),
        ("/sesiones/export", "session-id"),
    ],
)
def test_what_cannot_be_meant_is_refused(shared: Service, path: str, field: str) -> None:
    body = assert_problem(shared.http.get(path), 422, "validation_error")
    assert [error["campo"] for error in body["errors"]] == [field]
