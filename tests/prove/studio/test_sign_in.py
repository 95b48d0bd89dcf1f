"""LangGraph's own routes under sign-in: no way round the gate, and each thread its owner's."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from langgraph_sdk import get_sync_client
from langgraph_sdk.client import SyncLangGraphClient

from tests.api.access.keys import add_key
from tests.prove.studio.server import serve_studio
from tests.servers import Server

pytestmark = pytest.mark.timeout(180)

GRAPH = "recepcionista"
UNAUTHORIZED, FORBIDDEN, NOT_FOUND, CONFLICT = 401, 403, 404, 409
PUBLIC = {"/", "/ok", "/info", "/docs", "/openapi.json", "/healthz", "/readyz"}
HELLO: dict[str, Any] = {"messages": [{"role": "user", "content": "Hola, soy Ana"}]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("signed")


@pytest.fixture(scope="module")
def keys(folder: Path) -> dict[str, str]:
    roles = {"ana": "write", "eva": "admin", "rita": "read"}
    return {
        name: add_key(folder / "recepcionista.db", name, role).text for name, role in roles.items()
    }


@pytest.fixture(scope="module")
def studio(folder: Path, keys: dict[str, str]) -> Iterator[Server]:
    assert keys
    with serve_studio(folder, RATE_LIMIT="off", RATE_LIMIT_FAILURES="off") as server:
        yield server


@pytest.fixture(scope="module")
def sdk(studio: Server, keys: dict[str, str]) -> Callable[[str], SyncLangGraphClient]:
    return lambda name: get_sync_client(url=studio.url, api_key=keys[name])


@pytest.fixture(scope="module")
def rest(studio: Server, keys: dict[str, str]) -> Callable[[str], httpx.Client]:
    def client(name: str) -> httpx.Client:
        headers = {"X-API-Key": keys[name]}
        return httpx.Client(base_url=studio.url, headers=headers, trust_env=False, timeout=30)

    return client


def say(client: httpx.Client, session: str, message: str) -> str:
    answer = client.post("/chat", headers={"session-id": session}, json={"mensaje": message})
    reply: str = answer.raise_for_status().json()["respuesta"]
    return reply


def ask(client: SyncLangGraphClient, thread: str | None, message: str) -> str:
    turn: dict[str, Any] = {"messages": [{"role": "user", "content": message}]}
    state: Any = client.runs.wait(thread, GRAPH, input=turn, if_not_exists="create")
    reply: str = state["messages"][-1]["content"]
    return reply


def messages_in(client: SyncLangGraphClient, thread: str) -> int:
    values: Any = client.threads.get_state(thread)["values"]
    return len(values["messages"])


def test_no_route_answers_without_a_key(studio: Server) -> None:
    routes = httpx.get(f"{studio.url}/openapi.json", trust_env=False).json()["paths"]
    assert "/threads/{thread_id}/runs/wait" in routes
    hidden = {"/internal/truncate": "post", "/internal/debug/thread/{id}": "get"}
    others = {"/deploy": "get", "/metrics": "get"} | hidden
    for path, methods in (routes | {path: [method] for path, method in others.items()}).items():
        if path in PUBLIC or path.startswith(("/static", "/docs")):
            continue
        named = studio.url + re.sub(r"\{[^}]*\}", str(uuid4()), path)
        for method in methods:
            for headers in ({}, {"x-auth-scheme": "langsmith", "x-api-key": "no key of ours"}):
                answer = httpx.request(method, named, headers=headers, json={}, trust_env=False)
                # The routes for LangGraph's own tests are served nobody.
                assert answer.status_code in (UNAUTHORIZED, NOT_FOUND), (method, path)


def test_with_sign_in_a_session_is_the_same_one_in_both_doors(
    sdk: Callable[[str], SyncLangGraphClient], rest: Callable[[str], httpx.Client]
) -> None:
    thread, email = str(uuid4()), f"nora.{uuid4().hex}@example.com"
    with rest("ana") as ana, sdk("ana") as studio:
        say(ana, thread, "Crea un cliente llamado Nora")
        assert ask(studio, thread, email) == f"✅ Cliente creado: Nora ({email})"
        assert say(ana, thread, "¿Y su email?") == f"- Nora | {email}"
        assert messages_in(studio, thread) == 6
        assert len(ana.get(f"/history/{thread}").json()["historial"]) == 6
        studio.threads.delete(thread)
        assert ana.get(f"/history/{thread}").json()["historial"] == []
        with pytest.raises(httpx.HTTPStatusError):
            say(ana, thread, "Hola")


def test_another_owner_s_thread_is_none(
    sdk: Callable[[str], SyncLangGraphClient], rest: Callable[[str], httpx.Client]
) -> None:
    thread = str(uuid4())
    with sdk("ana") as ana, sdk("eva") as eva, rest("eva") as http:
        ask(ana, thread, "Hola, soy Ana")
        run = ana.runs.list(thread)[0]["run_id"]
        calls: dict[str, tuple[str, dict[str, Any]]] = {
            f"/threads/{thread}": ("GET", {}),
            f"/threads/{thread}/": ("DELETE", {}),
            f"/threads/{thread}?": ("PATCH", {"metadata": {"owner": "eva"}}),
            f"/threads/{thread}/state": ("GET", {}),
            f"/threads/{thread}/state?": ("POST", {"values": {}}),
            f"/threads/{thread}/history": ("GET", {}),
            f"/threads/{thread}/copy": ("POST", {}),
            f"/threads/{thread}/runs/{run}": ("GET", {}),
            f"/threads/{thread}/runs/{run}/join": ("GET", {}),
            f"/threads/{thread}/runs/{run}/cancel": ("POST", {}),
            f"/threads/{thread}/runs/{run}?": ("DELETE", {}),
            f"/threads/{thread}/runs/wait": ("POST", {"assistant_id": GRAPH, "input": HELLO}),
            f"/threads/{thread}/runs/stream": ("POST", {"assistant_id": GRAPH, "input": HELLO}),
        }
        for path, (method, body) in calls.items():
            answer = http.request(method, path.rstrip("/?"), json=body)
            unknown = path.replace(thread, str(uuid4())).replace(run, str(uuid4()))
            unknown_answer = http.request(method, unknown.rstrip("/?"), json=body)
            assert answer.status_code == unknown_answer.status_code, (method, path, answer.text)
            assert answer.status_code == (CONFLICT if path.endswith("/copy") else NOT_FOUND)
        assert eva.threads.search() == []
        assert eva.threads.search(metadata={"owner": "ana"}) == []
        assert say(http, thread, "¿Qué clientes creé en esta conversación?")
        assert len(http.get(f"/history/{thread}").json()["historial"]) == 2
        assert [each["thread_id"] for each in ana.threads.search(ids=[thread])] == [thread]
        assert messages_in(ana, thread) == 2


@pytest.mark.parametrize("place", ["config", "context", "metadata"])
def test_no_caller_names_another_owner(rest: Callable[[str], httpx.Client], place: str) -> None:
    thread, user = str(uuid4()), {"identity": "ana", "is_authenticated": True}
    forged = {"langgraph_auth_user": user, "langgraph_auth_user_id": "ana", "owner": "ana"}
    more: dict[str, Any] = {"config": {"configurable": forged}} if place == "config" else {}
    with rest("eva") as http, rest("ana") as ana:
        body = {"assistant_id": GRAPH, "input": HELLO, "if_not_exists": "create", place: forged}
        answer = http.post(f"/threads/{thread}/runs/wait", json=body | more)
        assert answer.status_code in (200, 422)
        assert ana.get(f"/history/{thread}").json()["historial"] == []
        written = http.get(f"/history/{thread}").json()["historial"]
        assert bool(written) == (answer.status_code == 200)


def test_a_reader_may_look_and_nothing_more(
    sdk: Callable[[str], SyncLangGraphClient], rest: Callable[[str], httpx.Client]
) -> None:
    with rest("rita") as http, sdk("rita") as rita:
        assert rita.threads.search() == []
        assert rita.assistants.search(graph_id=GRAPH)
        body = {"assistant_id": GRAPH, "input": HELLO}
        for path in ("/threads", "/runs/wait", "/assistants"):
            answer = http.post(path, json={"graph_id": GRAPH} if path == "/assistants" else body)
            assert answer.status_code == FORBIDDEN, path
            assert "is needed" in answer.json()["detail"]


def test_a_run_without_a_thread_leaves_no_session(
    sdk: Callable[[str], SyncLangGraphClient], rest: Callable[[str], httpx.Client]
) -> None:
    with sdk("ana") as ana, rest("ana") as http:
        before = http.get("/sesiones").json()["sesiones"]
        turn: dict[str, Any] = {"messages": [{"role": "user", "content": "¿cuántos hay?"}]}
        state: Any = ana.runs.wait(None, GRAPH, input=turn)
        assert "cliente" in state["messages"][-1]["content"]
        while http.get("/sesiones").json()["sesiones"] != before:  # until its worker ends
            time.sleep(0.05)
