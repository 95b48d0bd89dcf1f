"""HEAD wherever GET is: the same status and headers, without a body, and not in the document."""

import pytest

from api.application import create_app
from tests.api.service import Service

PATHS = {
    "/": 200,
    "/healthz": 200,
    "/readyz": 200,
    "/docs": 200,
    "/openapi.json": 200,
    "/static/main.js": 200,
    "/clientes": 200,
    "/clientes/1": 200,
    "/clientes/99": 404,
    "/clientes.csv": 200,
    "/history/antes": 200,
    "/history/a%20b": 422,
    "/sesiones": 200,
    "/sesiones/antes/export": 200,
    "/resumen": 200,
    "/yo": 200,
    "/nada": 404,
}
CHANGES = {"date", "ratelimit", "x-request-id"}


@pytest.mark.parametrize(("path", "status"), PATHS.items())
def test_head_is_get_without_the_body(shared: Service, path: str, status: int) -> None:
    got, asked = shared.http.get(path), shared.http.head(path)
    assert (got.status_code, asked.status_code, asked.content) == (status, status, b"")
    headers = [
        {name: value for name, value in each.headers.items() if name not in CHANGES}
        for each in (asked, got)
    ]
    assert headers[0] == headers[1]


def test_head_gives_the_page_to_who_prefers_one(shared: Service) -> None:
    assert shared.http.head("/", headers={"Accept": "text/html"}).headers["etag"]


def test_head_does_not_stand_in_the_document() -> None:
    paths = create_app().openapi()["paths"]
    assert set().union(*paths.values()) == {"delete", "get", "patch", "post"}
