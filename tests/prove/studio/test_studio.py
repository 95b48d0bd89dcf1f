"""The Studio door: `langgraph dev` with our langgraph.json, driven as Studio drives it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.pregel.remote import RemoteGraph
from langgraph_sdk import get_sync_client
from langgraph_sdk.client import SyncLangGraphClient
from langgraph_sdk.errors import NotFoundError

from api.routes.studio import STUDIO_ORIGINS
from tests.graph.test_doors import SYNC, invoke
from tests.prove.studio.server import serve_studio
from tests.servers import ROOT, Server, run, serve

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("studio")


@pytest.fixture(scope="module")
def studio(folder: Path) -> Iterator[Server]:
    with serve_studio(folder) as server:
        yield server


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[Server]:
    with serve(folder) as server:
        yield server


@pytest.fixture(params=["mounted", "separate"])
def rest(request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """The REST door of the same data: in Studio's own server, and in a process of its own."""
    server: Server = request.getfixturevalue("studio" if request.param == "mounted" else "service")
    with httpx.Client(base_url=server.url, trust_env=False, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def sdk(studio: Server) -> Iterator[SyncLangGraphClient]:
    with get_sync_client(url=studio.url, api_key=None) as client:
        yield client


@pytest.fixture
def thread(sdk: SyncLangGraphClient) -> str:
    """A fresh session; Studio wants its id to be a UUID, and to know its graph."""
    thread_id = str(uuid4())
    sdk.threads.create(thread_id=thread_id, if_exists="do_nothing", graph_id="recepcionista")
    return thread_id


def ask(sdk: SyncLangGraphClient, thread: str, message: str) -> dict[str, Any]:
    """The state after one message through Studio's API."""
    turn: dict[str, Any] = {"messages": [{"role": "user", "content": message}]}
    state = sdk.runs.wait(thread, "recepcionista", input=turn)
    assert isinstance(state, dict)
    return state


def say(rest: httpx.Client, session: str, message: str) -> dict[str, Any]:
    """The body of one answer of POST /chat."""
    response = rest.post("/chat", headers={"session-id": session}, json={"mensaje": message})
    assert response.status_code == httpx.codes.OK, response.text
    body: dict[str, Any] = response.json()
    return body


def heard(rest: httpx.Client, session: str) -> list[str]:
    """What the user said in a session, by GET /history."""
    told = rest.get(f"/history/{session}").json()["historial"]
    return [message["content"] for message in told if message["role"] == "user"]


def clients(rest: httpx.Client, email: str) -> list[str]:
    found = rest.get("/clientes", params={"email": email}).json()["clientes"]
    return [client["nombre"] for client in found]


def unique_email() -> str:
    return f"nora.{uuid4().hex[:12]}@example.com"


def test_a_session_begun_over_rest_goes_on_in_studio_and_back(
    rest: httpx.Client, sdk: SyncLangGraphClient, thread: str
) -> None:
    email = unique_email()
    begun = say(rest, thread, "Crea un cliente llamado Nora")
    assert begun["decision"] == "crear"
    assert clients(rest, email) == []

    state = ask(sdk, thread, email)
    assert f"Nora ({email})" in state["messages"][-1]["content"]
    assert clients(rest, email) == ["Nora"]

    assert heard(rest, thread) == ["Crea un cliente llamado Nora", email]
    assert email in say(rest, thread, "¿Y su email?")["respuesta"]


def test_a_session_begun_in_studio_goes_on_over_rest(
    rest: httpx.Client, sdk: SyncLangGraphClient, thread: str
) -> None:
    email = unique_email()
    ask(sdk, thread, "Crea un cliente llamado Nora")
    done = say(rest, thread, email)
    assert done["decision"] == "crear"
    assert f"Nora ({email})" in done["respuesta"]
    assert heard(rest, thread) == ["Crea un cliente llamado Nora", email]


def test_three_doors_share_one_session(
    rest: httpx.Client, sdk: SyncLangGraphClient, thread: str, folder: Path
) -> None:
    email = unique_email()
    say(rest, thread, "Crea un cliente llamado Nora")
    ask(sdk, thread, email)
    assert invoke(folder, SYNC, "¿y su email?", session=thread) == f"- Nora | {email}"
    assert (
        "1 cliente" in say(rest, thread, "¿cuántos clientes he creado aquí contigo?")["respuesta"]
    )
    assert len(heard(rest, thread)) == 4


def test_studio_shows_what_was_said_over_rest(
    rest: httpx.Client, sdk: SyncLangGraphClient, thread: str
) -> None:
    reply = say(rest, thread, "Hola")["respuesta"]
    values = sdk.threads.get_state(thread)["values"]
    assert isinstance(values, dict)
    assert [message["content"] for message in values["messages"]] == ["Hola", reply]


def test_a_streamed_reply_arrives_as_a_message(sdk: SyncLangGraphClient, thread: str) -> None:
    turn: dict[str, Any] = {"messages": [{"role": "user", "content": "Hola"}]}
    parts = list(
        sdk.runs.stream(
            thread,
            "recepcionista",
            input=turn,
            stream_mode=["messages-tuple", "updates"],
        )
    )
    streamed = [part.data[0] for part in parts if part.event == "messages"]
    assert [message["type"] for message in streamed] == ["ai"]
    assert streamed[0]["content"].startswith("¡Hola!")
    (update,) = [part.data["receptionist"] for part in parts if part.event == "updates"]
    assert [message["id"] for message in update["messages"]] == [streamed[0]["id"]]


def test_studio_stops_before_a_node_and_goes_on(sdk: SyncLangGraphClient, thread: str) -> None:
    email = unique_email()
    turn: dict[str, Any] = {
        "messages": [{"role": "user", "content": f"Crea a Nora Ruiz, {email}, y lista los de hoy"}]
    }
    sdk.runs.wait(thread, "recepcionista", input=turn, interrupt_before=["query"])
    stopped = sdk.threads.get_state(thread)
    assert stopped["next"] == ["query"]
    values = stopped["values"]
    assert isinstance(values, dict)
    assert [action["kind"] for action in values["turn"]["plan"]["actions"]] == ["create"]
    done = sdk.runs.wait(thread, "recepcionista", input=None)
    assert isinstance(done, dict)
    assert set(done) == {"messages", "decision"}
    assert f"Nora Ruiz ({email})" in done["messages"][-1]["content"]


def test_a_copied_thread_is_a_session_that_goes_on_by_itself(
    rest: httpx.Client, sdk: SyncLangGraphClient, thread: str, studio: Server
) -> None:
    for message in ("Hola", "Hola otra vez", "Gracias", "Crea un cliente llamado Nora"):
        ask(sdk, thread, message)
    answer = httpx.post(f"{studio.url}/threads/{thread}/copy", trust_env=False, timeout=30)
    copied = answer.raise_for_status().json()["thread_id"]
    assert sdk.threads.get_state(copied)["values"] == sdk.threads.get_state(thread)["values"]
    email = unique_email()
    assert f"Nora ({email})" in ask(sdk, copied, email)["messages"][-1]["content"]
    assert heard(rest, copied) == [*heard(rest, thread), email]


def test_a_deleted_thread_is_a_deleted_session(
    rest: httpx.Client, sdk: SyncLangGraphClient, thread: str
) -> None:
    say(rest, thread, "Hola")
    ask(sdk, thread, "Hola otra vez")
    sdk.threads.delete(thread)
    assert rest.get(f"/history/{thread}").json()["total_mensajes"] == 0
    refused = rest.post("/chat", headers={"session-id": thread}, json={"mensaje": "Hola"})
    assert (refused.status_code, refused.json()["code"]) == (409, "session_deleted")


def test_refusals_reach_studio_s_clients_in_words(
    rest: httpx.Client, sdk: SyncLangGraphClient, thread: str
) -> None:
    two = [{"role": "user", "content": "Hola"}, {"role": "user", "content": "¿Cuántos hay?"}]
    assert refusal(sdk, thread, two) == (
        "InvalidMessage",
        "a turn has one message of the user: send them one by one",
    )
    assert refusal(sdk, thread, two[:1], key="k") is None
    assert refusal(sdk, thread, two[1:], key="k") == (
        "KeyReused",
        "the key belongs to another message of the session",
    )
    rest.delete(f"/history/{thread}").raise_for_status()
    assert refusal(sdk, thread, two[:1]) == (
        "SessionDeleted",
        "the session was deleted: begin another one",
    )


def refusal(
    sdk: SyncLangGraphClient, thread: str, messages: list[dict[str, str]], **context: Any
) -> tuple[str, str] | None:
    """The error of a run that fails, its name and its words."""
    turn: dict[str, Any] = {"messages": messages}
    run = sdk.runs.stream(
        thread,
        "recepcionista",
        input=turn,
        context=context,
        if_not_exists="create",
    )
    errors = [part.data for part in run if part.event == "error"]
    return (errors[0]["error"], errors[0]["message"]) if errors else None


def test_studio_s_own_routes_answer_in_their_own_form(studio: Server) -> None:
    with httpx.Client(base_url=studio.url, trust_env=False) as http:
        unknown, wrong = http.get(f"/threads/{uuid4()}"), http.get("/threads/7/state")
        ours = http.get("/clientes/123456789")
    assert "not found" in unknown.json()["detail"]
    assert wrong.json() == {"detail": "Invalid thread ID: must be a UUID"}
    assert ours.json()["title"] == "No encontrado"


def test_what_rest_deletes_studio_forgets(
    rest: httpx.Client, sdk: SyncLangGraphClient, thread: str
) -> None:
    other = str(uuid4())
    for each in (thread, other):
        sdk.threads.create(thread_id=each, if_exists="do_nothing", graph_id="recepcionista")
        ask(sdk, each, "Soy Nora y no quiero que se sepa")
    assert sdk.threads.get(thread)["values"]
    rest.delete(f"/history/{thread}").raise_for_status()
    with pytest.raises(NotFoundError):
        sdk.threads.get(thread)
    assert [each["thread_id"] for each in sdk.threads.search(ids=[thread, other])] == [other]
    assert len(heard(rest, other)) == 1


def test_a_foreign_page_gets_nowhere(studio: Server) -> None:
    """DNS rebinding sends a foreign Host; a simple request needs no CORS, nor does a WebSocket."""
    upgrade = {"connection": "upgrade", "upgrade": "websocket", "sec-websocket-version": "13"}
    upgrade["sec-websocket-key"] = "dGhlIHNhbXBsZSBub25jZQ=="
    paths = {"/threads/search": "POST", "/runs/wait": "POST", "/metrics": "GET", "/mcp": "POST"}
    with httpx.Client(base_url=studio.url, trust_env=False) as page:
        for headers in (
            {"host": "rebound.example"},
            {"origin": "https://evil.example"},
            {"origin": "null"},
            {"origin": "https://smith.langchain.com.evil.example"},
            {"host": "rebound.example", "x-auth-scheme": "langsmith"},
        ):
            for path, method in paths.items():
                plain = headers | {"content-type": "text/plain"}
                assert page.request(method, path, headers=plain, content="{}").status_code == 403
            opened = page.get(f"/threads/{uuid4()}/stream/events", headers=headers | upgrade)
            assert opened.status_code == 403
        own = page.post("/threads/search", headers={"origin": studio.url}, json={})
        assert own.status_code == 200


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://smith.langchain.com", True),
        ("https://eu.smith.langchain.com", True),
        ("https://evil.example", False),
    ],
)
def test_only_studio_s_page_may_read(studio: Server, origin: str, allowed: bool) -> None:
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "x-api-key"}
    with httpx.Client(base_url=studio.url, trust_env=False) as page:
        preflight = page.options("/threads/search", headers={"origin": origin} | asked)
        seen = page.post("/threads/search", headers={"origin": origin}, json={})
        refused = page.post("/deploy", headers={"origin": origin})
    for answer in (preflight, seen, refused):
        readable = answer.headers.get("access-control-allow-origin")
        assert readable == (origin if allowed else None)
    assert [preflight.is_success, seen.is_success, refused.is_success] == [allowed, allowed, False]


def test_langgraph_json_names_the_origins_that_the_gate_knows() -> None:
    settings = json.loads((ROOT / "langgraph.json").read_text(encoding="utf-8"))
    assert settings["http"]["cors"]["allow_origin_regex"] == STUDIO_ORIGINS
    assert settings["http"]["cors"]["allow_origins"] == []  # else the server adds all


def test_runs_that_are_rolled_back_hold_nobody_up(
    rest: httpx.Client, sdk: SyncLangGraphClient, thread: str
) -> None:
    said = [f"Hola {number}" for number in range(5)]
    for message in said:
        turn: dict[str, Any] = {"messages": [{"role": "user", "content": message}]}
        run = sdk.runs.create(thread, "recepcionista", input=turn, multitask_strategy="rollback")
    sdk.runs.join(thread, run["run_id"])
    assert "Gracias" in [m["content"] for m in ask(sdk, thread, "Gracias")["messages"]]
    assert heard(rest, thread)[-2:] == [said[-1], "Gracias"]


def test_runs_that_are_cancelled_or_deleted_leave_their_turns(
    rest: httpx.Client, sdk: SyncLangGraphClient, thread: str
) -> None:
    """Their checkpoints go, a turn that was committed stays, and memory is rebuilt with it."""
    email, order = unique_email(), "Crea un cliente llamado Nora"
    turn: dict[str, Any] = {"messages": [{"role": "user", "content": order}]}
    done = sdk.runs.create(thread, "recepcionista", input=turn)
    sdk.runs.join(thread, done["run_id"])
    sdk.runs.delete(thread, done["run_id"])
    ask(sdk, thread, email)
    assert clients(rest, email) == ["Nora"]
    turn = {"messages": [{"role": "user", "content": "Nunca se dijo"}]}
    waiting = sdk.runs.create(thread, "recepcionista", input=turn, after_seconds=3_600)
    sdk.runs.cancel(thread, waiting["run_id"], action="rollback")
    assert email in ask(sdk, thread, "¿Y su email?")["messages"][-1]["content"]
    assert heard(rest, thread) == [order, email, "¿Y su email?"]


def test_a_remote_graph_is_the_same_session(
    rest: httpx.Client, sdk: SyncLangGraphClient, thread: str
) -> None:
    email = unique_email()
    remote = RemoteGraph("recepcionista", sync_client=sdk)
    say(rest, thread, "Crea un cliente llamado Nora")
    config: RunnableConfig = {"configurable": {"thread_id": thread}}
    turn: Any = {"messages": [{"role": "user", "content": email}]}
    streamed: Any = [*remote.stream(turn, config, stream_mode="messages")]
    assert [message["content"] for message, _ in streamed] == [f"✅ Cliente creado: Nora ({email})"]
    values: Any = remote.get_state(config).values
    assert len(values["messages"]) == 4


def test_the_graph_is_a_tool_of_the_model_context_protocol(studio: Server) -> None:
    accepts = {"accept": "application/json, text/event-stream"}
    with httpx.Client(base_url=studio.url, headers=accepts, trust_env=False, timeout=30) as http:

        def call(method: str, **params: Any) -> dict[str, Any]:
            body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
            result: dict[str, Any] = http.post("/mcp", json=body).json()["result"]
            return result

        [tool] = call("tools/list")["tools"]
        assert tool["description"].startswith("Registers and finds clients")
        assert set(tool["inputSchema"]["properties"]) == {"messages"}
        asked = {"messages": [{"role": "user", "content": "¿cuántos clientes hay?"}]}
        answer = call("tools/call", name=tool["name"], arguments=asked)
    assert not answer.get("isError")
    assert "cliente" in answer["content"][0]["text"]


def test_what_is_erased_goes_from_the_server_s_own_files(tmp_path: Path) -> None:
    email = unique_email()
    with serve_studio(tmp_path) as server, get_sync_client(url=server.url, api_key=None) as sdk:
        threads = [str(sdk.threads.create(graph_id="recepcionista")["thread_id"]) for _ in "ab"]
        ask(sdk, threads[0], f"Crea a Nora Ruiz, {email}")
        ask(sdk, threads[1], "Hola")
        assert run("api.commands", tmp_path, "forget", email).returncode == 0
        assert [each["thread_id"] for each in sdk.threads.search()] == [threads[1]]
        turn: dict[str, Any] = {"messages": [{"role": "user", "content": "Hola"}]}
        state: Any = sdk.runs.wait(threads[0], "recepcionista", input=turn, if_not_exists="create")
        assert state["messages"][0]["content"] == "Crea a [borrado], [borrado]"
    kept = [each for each in (tmp_path / "checkout" / ".langgraph_api").iterdir() if each.is_file()]
    assert kept
    assert not [each for each in kept if email.encode() in each.read_bytes()]


def test_studio_draws_and_describes_the_graph(sdk: SyncLangGraphClient) -> None:
    [assistant] = sdk.assistants.search(graph_id="recepcionista")
    assert assistant["description"]
    drawn = sdk.assistants.get_graph(assistant["assistant_id"])
    nodes = {str(node["id"]) for node in drawn["nodes"]}
    assert nodes == {"__start__", "receptionist", "create", "query", "__end__"}
    assert len(drawn["edges"]) == 7
    schemas: Any = sdk.assistants.get_schemas(assistant["assistant_id"])
    assert set(schemas["input_schema"]["properties"]) == {"messages"}
    assert set(schemas["output_schema"]["properties"]) == {"messages", "decision"}
    assert schemas["context_schema"]["properties"] == {}


def test_both_doors_of_one_server_name_their_routes(studio: Server) -> None:
    paths = httpx.get(f"{studio.url}/openapi.json", trust_env=False).json()["paths"]
    assert {"/chat", "/threads/{thread_id}/runs/wait"} <= set(paths)
