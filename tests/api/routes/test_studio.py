"""The gate in front of LangGraph's own routes, on a stand-in for its server."""

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from langgraph_sdk import Auth
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route

from api.routes.studio import StudioGate, authenticate, authorize
from tests.api.access.keys import add_key, bearer
from tests.api.service import Files, Service, app_on, serving

ROUTES = ("/threads/search", "/metrics", "/internal/truncate", "/ok")


async def theirs(request: Request) -> JSONResponse:
    """A route of LangGraph's server: whom its `auth` takes the caller for."""
    state = "principal" in request.scope.get("state", {})
    return JSONResponse(await authenticate(dict(request.scope)) if state else {})


def served(files: Files) -> Iterator[Service]:
    app = app_on(files)
    app.add_middleware(StudioGate, ours=tuple(app.routes))
    routes = [Route(path, theirs, methods=["GET", "POST"]) for path in ROUTES]
    app.router.routes.append(Mount("", routes=routes))
    with serving(app, files) as service:
        yield service


@pytest.fixture
def anybody(files: Files) -> Iterator[Service]:
    yield from served(files)


@pytest.fixture
def signed(files: Files) -> Iterator[tuple[Service, dict[str, str]]]:
    files.database.parent.mkdir()
    key = bearer(add_key(files.database, "ana", "write").text)
    for service in served(files):
        yield service, key


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "rebound.example"},
        {"host": "localhost/ok?"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "https://smith.langchain.com.evil.example"},
    ],
)
def test_a_foreign_page_gets_nowhere(anybody: Service, headers: dict[str, str]) -> None:
    for path in ROUTES[:2]:
        answer = anybody.http.post(path, headers=headers)
        assert answer.status_code == httpx.codes.FORBIDDEN
        assert "may" in answer.json()["detail"]
        assert "access-control-allow-origin" not in answer.headers


def test_this_machine_and_studio_s_page_get_in(anybody: Service) -> None:
    page = "https://smith.langchain.com"
    for headers in ({}, {"origin": str(anybody.http.base_url)}, {"origin": page}):
        caller = anybody.http.post("/threads/search", headers=headers).json()
        assert caller == {"identity": "", "permissions": ["admin", "metrics", "read", "write"]}


def test_with_sign_in_only_a_key_gets_in(signed: tuple[Service, dict[str, str]]) -> None:
    service, key = signed
    for path in ROUTES[:2]:
        assert service.http.post(path).status_code == httpx.codes.UNAUTHORIZED
        caller = service.http.post(path, headers=key).json()
        assert caller == {"identity": "ana", "permissions": ["read", "write"]}
    refused = service.http.post("/metrics", headers={"origin": "https://smith.langchain.com"})
    assert refused.headers["access-control-allow-origin"] == "https://smith.langchain.com"
    assert service.http.get("/ok").status_code == httpx.codes.OK


@pytest.mark.parametrize("host", ["localhost/ok?", "localhost/healthz?", "localhost/ok#"])
def test_no_host_makes_a_path_look_like_an_open_one(
    signed: tuple[Service, dict[str, str]], host: str
) -> None:
    service, key = signed
    answer = service.http.get("/metrics", headers={"host": host})
    assert answer.status_code in (httpx.codes.BAD_REQUEST, httpx.codes.UNAUTHORIZED)
    hidden = service.http.post("/internal/truncate", headers={"host": host, **key})
    assert hidden.status_code in (httpx.codes.BAD_REQUEST, httpx.codes.NOT_FOUND)


def test_a_caller_who_passed_no_gate_is_nobody() -> None:
    with pytest.raises(Auth.exceptions.HTTPException) as refused:
        asyncio.run(authenticate({"type": "http"}))
    assert refused.value.status_code == httpx.codes.UNAUTHORIZED


def test_routes_that_know_no_owners_are_served_nobody(
    signed: tuple[Service, dict[str, str]],
) -> None:
    service, key = signed
    assert service.http.post("/internal/truncate", headers=key).status_code == 404


def test_our_own_routes_are_as_they_were(signed: tuple[Service, dict[str, str]]) -> None:
    service, key = signed
    assert service.http.get("/clientes").json()["title"] == "No identificado"
    assert service.http.get("/clientes", headers=key).json()["total"] == 0
    assert service.http.get("/ninguna", headers=key).json() == {"detail": "Not Found"}


def authorized(resource: Any, action: Any, owner: str, *roles: str) -> tuple[Any, dict[str, Any]]:
    """The filter of an action on the resource, and its value as the server goes on with it."""
    user: Any = SimpleNamespace(identity=owner)
    ctx = Auth.types.AuthContext(user=user, permissions=roles, resource=resource, action=action)
    value: dict[str, Any] = {"metadata": {"owner": "somebody else"}}
    return asyncio.run(authorize(ctx, value)), value


@pytest.mark.parametrize("action", ["create", "create_run", "update", "read", "search", "delete"])
def test_a_thread_is_its_owner_s(action: str) -> None:
    only, value = authorized("threads", action, "ana", "read", "write")
    assert only == value["metadata"] == {"owner": "ana"}
    assert authorized("threads", action, "", "read", "write")[0] is None


@pytest.mark.parametrize(
    ("resource", "action", "roles", "owner"),
    [
        ("threads", "create", ("read",), "ana"),
        ("threads", "create_run", ("read",), "ana"),
        ("threads", "delete", ("read",), "ana"),
        ("threads", "search", (), "ana"),
        ("assistants", "update", ("read", "write"), "ana"),
        ("crons", "create", ("read", "write", "admin"), "ana"),
    ],
)
def test_who_lacks_the_role_is_refused(
    resource: str, action: str, roles: tuple[str, ...], owner: str
) -> None:
    with pytest.raises(Auth.exceptions.HTTPException) as refused:
        authorized(resource, action, owner, *roles)
    assert refused.value.status_code == httpx.codes.FORBIDDEN
