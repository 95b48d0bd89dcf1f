"""The real service over real HTTP, on files of its own."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import httpx
from fastapi import FastAPI
from sqlalchemy import NullPool, create_engine

from api.application import create_app
from api.assembly import open_service
from api.edge.connection import ConnectionLimits
from api.edge.server import Server, listen
from api.edge.telemetry.telemetry import Telemetry
from api.settings import AccessSettings, EdgeSettings
from graph.assembly import open_assistant
from graph.settings import GraphSettings
from tests.databases import fresh_database, memory_url
from tools.settings import DatabaseSettings

ROWS = (
    "SELECT * FROM clientes ORDER BY id",
    "SELECT * FROM sesiones ORDER BY id",
    "SELECT * FROM mensajes ORDER BY id",
)


@dataclass(frozen=True)
class Files:
    """Where a service keeps what it knows."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "data" / "recepcionista.db"

    @property
    def memory(self) -> Path:
        return self.folder / "data" / "memory.db"

    def contents(self) -> list[Any]:
        """Every row of the business database, read past the service."""
        engine = create_engine(fresh_database(self.database), poolclass=NullPool)
        with engine.connect() as connection:
            return [[*map(tuple, connection.exec_driver_sql(query))] for query in ROWS]


@dataclass(frozen=True)
class Service:
    """A running service and a client for it."""

    http: httpx.Client
    files: Files
    server: Server

    def say(self, session_id: str, message: str, **headers: str) -> httpx.Response:
        return self.http.post(
            "/chat", json={"mensaje": message}, headers={"session-id": session_id, **headers}
        )

    def reply(self, session_id: str, message: str) -> str:
        response = self.say(session_id, message)
        assert response.status_code == 200, response.text
        return str(response.json()["respuesta"])

    def names(self) -> list[str]:
        return [client["nombre"] for client in self.http.get("/clientes").json()["clientes"]]


def app_on(
    files: Files,
    *,
    timeout: float = 15.0,
    model_url: str | None = None,
    model_timeout: float = 30.0,
    model_fallback: Literal["offline", "none"] = "none",
    max_messages: int = 1_000,
    access: AccessSettings | None = None,
    edge: EdgeSettings | None = None,
    telemetry: Telemetry | None = None,
) -> FastAPI:
    """The app on these files; offline, or with a model at `model_url`, alone unless said."""
    conversation = GraphSettings(
        memory_url=memory_url(files.memory),
        understanding="openai" if model_url else "offline",
        openai_base_url=model_url,
        openai_api_key=None,
        openai_timeout=model_timeout,
        model_fallback=model_fallback,
        session_max_messages=max_messages,
    )
    data = DatabaseSettings(database_url=fresh_database(files.database), database_timeout=timeout)
    opening = partial(open_assistant, conversation, data)
    edge = edge or EdgeSettings(rate_limit="off", rate_limit_failures="off")
    access = access or AccessSettings()
    return create_app(partial(open_service, access, edge, opening, telemetry))


@contextmanager
def serving(
    app: FastAPI, files: Files, *, limits: ConnectionLimits | None = None, keep_alive: int = 75
) -> Iterator[Service]:
    """Serve in a thread on a free port until the block ends."""
    listener = listen("127.0.0.1", 0)
    server = Server(
        app,
        give_up=lambda: app.state.assistant.stop_models(),
        patience=0.5,
        keep_alive=keep_alive,
        limits=limits,
        log_config=None,
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        wait_until(lambda: server.started or not thread.is_alive())
        assert server.started
        port = listener.getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:
            yield Service(http, files, server)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def wait_until(condition: Any, *, seconds: float = 30.0) -> None:
    """Poll until the condition holds; the test fails when it never does."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited for nothing"
        time.sleep(0.01)


def unnamed(response: httpx.Response) -> str:
    """The body without what differs in every answer: the id of its request."""
    return response.text.replace(response.headers["x-request-id"], "")


def assert_problem(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The response is this problem, complete, in Spanish and without anything from inside."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    known = {"type", "title", "status", "detail", "code", "request_id"}
    assert set(body) - {"errors"} == known
    assert body["request_id"] == response.headers["x-request-id"]
    assert (body["type"], body["status"], body["code"]) == ("about:blank", status, code)
    assert body["title"]
    assert body["detail"].endswith((".", "-"))
    for inside in ("Traceback", "Error:", "sqlite", "SELECT", "INSERT", "pydantic"):
        assert inside not in response.text
    return body
