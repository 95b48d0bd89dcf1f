"""What every answer tells browsers, and what other origins' pages may do."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Response
from pydantic import ValidationError

from api.edge.bodies import BoundedRoute
from api.edge.headers import HARDENED
from api.edge.telemetry.requests import Requests
from api.problems.handlers import install_handlers
from api.settings import EdgeSettings
from graph.understanding.observer import NOBODY
from tests.api.service import Files, Service, app_on, assert_problem, serving

ORIGIN, OTHER = "https://app.example.com", "https://evil.example"
ANSWERS = {
    "GET /": 200,
    "GET /healthz": 200,
    "GET /readyz": 200,
    "GET /clientes": 200,
    "GET /clientes/1": 200,
    "GET /clientes/99": 404,
    "GET /history/antes": 200,
    "GET /history/a%20b": 422,
    "GET /history": 422,
    "DELETE /history/nadie": 200,
    "POST /chat": 422,
    "GET /openapi.json": 200,
    "GET /redoc": 404,
    "GET /chat/": 404,
    "PUT /chat": 405,
    "OPTIONS /chat": 405,
    "HEAD /healthz": 200,
    "HEAD /chat": 405,
}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service, open to the pages of two origins."""
    files = Files(tmp_path_factory.mktemp("opened"))
    edge = EdgeSettings(cors_origins=f"{ORIGIN}, http://localhost:3000")
    with serving(app_on(files, edge=edge), files) as service:
        yield service


@pytest.mark.parametrize(("request_line", "status"), ANSWERS.items(), ids=ANSWERS)
def test_every_answer_is_hardened(shared: Service, request_line: str, status: int) -> None:
    method, path = request_line.split()
    answer = shared.http.request(method, path)
    assert answer.status_code == status
    for name, value in HARDENED.items():
        assert answer.headers.get_list(name) == [value]
    assert "access-control-allow-origin" not in answer.headers


def test_an_unexpected_error_is_hardened_and_a_route_keeps_a_policy_of_its_own(
    tmp_path: Path,
) -> None:
    router = APIRouter(route_class=BoundedRoute)

    @router.get("/broken")
    def broken() -> str:
        raise ZeroDivisionError

    @router.get("/page")
    def page() -> Response:
        return Response("", headers={"Content-Security-Policy": "default-src 'self'"})

    app = FastAPI()
    app.add_middleware(Requests, observer=NOBODY)
    app.include_router(router)
    install_handlers(app)
    with serving(app, Files(tmp_path)) as service:
        error, paged = service.http.get("/broken"), service.http.get("/page")
    assert_problem(error, 500, "internal_error")
    assert HARDENED.items() <= dict(error.headers).items()
    assert paged.headers.get_list("content-security-policy") == ["default-src 'self'"]
    assert paged.headers["cache-control"] == "no-store"


def test_routes_beside_ours_are_left_alone(tmp_path: Path) -> None:
    files = Files(tmp_path)
    app = app_on(files)
    app.add_route("/theirs", lambda _: Response("theirs"))
    with serving(app, files) as service:
        assert not set(service.http.get("/theirs").headers) & set(HARDENED)


def test_the_page_of_the_document_loads_what_its_policy_allows(shared: Service) -> None:
    page = shared.http.get("/docs")
    policy = page.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert not re.search(r"<script(?! src=)|https?://", page.text)
    base = shared.http.base_url.join("/docs")
    loaded = [base.join(path) for path in re.findall(r'(?:src|href)="([^"]+)"', page.text)]
    assert len(loaded) == 4
    for url in loaded:
        answer = shared.http.get(url)
        assert (answer.status_code, len(answer.content) > 100) == (200, True), url
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert "javascript" in shared.http.get("/docs/start.js").headers["content-type"]
    assert_problem(shared.http.get("/docs/..%2fcore.py"), 404, "not_found")
    assert_problem(shared.http.get("/docs/core.py"), 422, "validation_error")


def test_without_docs_there_is_no_document(tmp_path: Path) -> None:
    files = Files(tmp_path)
    with serving(app_on(files, edge=EdgeSettings(docs=False)), files) as service:
        for path in ("/docs", "/docs/start.js", "/docs/swagger-ui.css", "/openapi.json", "/redoc"):
            assert_problem(service.http.get(path), 404, "not_found")
        assert service.http.get("/").json()["endpoints"]["POST /chat"]


def preflight(service: Service, origin: str, asks: str = "session-id, x-api-key") -> httpx.Response:
    wanted = {"Access-Control-Request-Method": "DELETE", "Access-Control-Request-Headers": asks}
    return service.http.options("/history", headers={"Origin": origin, **wanted})


@pytest.mark.parametrize("origin", [ORIGIN, "http://localhost:3000"])
def test_pages_of_named_origins_may_call_and_read(opened: Service, origin: str) -> None:
    assert preflight(opened, origin).headers["access-control-allow-origin"] == origin
    answer = opened.http.get("/clientes", headers={"Origin": origin})
    assert answer.headers["access-control-allow-origin"] == origin
    assert "access-control-allow-credentials" not in answer.headers
    exposed = answer.headers["access-control-expose-headers"].lower()
    for name in ("retry-after", "idempotent-replayed", "location", "ratelimit", "disposition"):
        assert name in exposed


def test_a_page_of_a_named_origin_may_send_every_header_that_is_read(opened: Service) -> None:
    asks = "authorization, content-type, idempotency-key, last-event-id, session-id, x-api-key"
    assert preflight(opened, ORIGIN, asks).status_code == 200


@pytest.mark.parametrize("origin", [OTHER, "null", f"{ORIGIN}.evil.example", f"{ORIGIN}:8443"])
def test_pages_of_other_origins_may_not(opened: Service, shared: Service, origin: str) -> None:
    for service in (opened, shared):
        answer = service.http.get("/clientes", headers={"Origin": origin})
        assert "access-control-allow-origin" not in answer.headers
        refused = preflight(service, origin)
        assert refused.is_error
        assert "access-control-allow-origin" not in refused.headers


def test_a_page_may_not_send_headers_that_nobody_reads(opened: Service) -> None:
    assert preflight(opened, ORIGIN, "x-anything").status_code == 400


@pytest.mark.parametrize(
    "origins", ["*", "example.com", "https://a.example/", "https://*.example", "null", "ftp://a"]
)
def test_what_is_no_origin_is_refused(origins: str) -> None:
    with pytest.raises(ValidationError, match=r"must name origins .*; no \*"):
        EdgeSettings(cors_origins=origins)
