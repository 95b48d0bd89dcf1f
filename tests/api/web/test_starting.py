"""A service that is still loading: what it answers at once, what waits, and how it fails."""

import gc
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.__main__ import main
from api.command_errors import CommandError
from api.edge.server import Server, listen
from api.settings import EdgeSettings
from api.web.starting import Starting
from tests.api.service import Files, app_on, assert_problem, wait_until
from tests.servers import begin, free_port, shared_forks

HTML = {"accept": "text/html"}
HANGS = """
import sys, time
from api.__main__ import main
sys.exit(main(lambda *_: time.sleep(60)))
"""


@dataclass
class Loading:
    """A service whose loading ends when the test says so."""

    http: httpx.Client
    app: Starting
    server: Server
    thread: threading.Thread
    end: threading.Event


@contextmanager
def loading(load: Callable[[], FastAPI], edge: EdgeSettings | None = None) -> Iterator[Loading]:
    """Serve in a thread; `load` runs when `end` is set, at the latest at the end of the block."""
    end = threading.Event()

    def held() -> FastAPI:
        end.wait()
        return load()

    app = Starting(held, edge=edge or EdgeSettings(), zone="UTC", failed=lambda: server.stop())
    server = Server(app, give_up=app.stop_models, keep_alive=75, log_config=None)
    listener = listen("127.0.0.1", 0)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with httpx.Client(base_url=url, timeout=30) as http:
            yield Loading(http, app, server, thread, end)
    finally:
        end.set()
        server.stop()
        thread.join()
        listener.close()


def shown(response: httpx.Response) -> dict[str, str]:
    """The headers but those that differ in every response."""
    different = ("date", "x-request-id")
    return {name: value for name, value in response.headers.items() if name not in different}


def test_page_and_liveness_are_answered_before_it_has_loaded_as_they_are_afterwards(
    files: Files,
) -> None:
    with loading(lambda: app_on(files)) as service:
        asked = [("/", HTML), ("/static/main.js", {}), ("/healthz", {})]
        early = [service.http.get(path, headers=headers) for path, headers in asked]
        assert [each.status_code for each in early] == [200] * 3
        assert all(each.headers["x-request-id"] for each in early)
        known = {"if-none-match": early[0].headers["etag"]}
        assert service.http.get("/", headers=HTML | known).status_code == 304
        assert_problem(service.http.get("/static/none.js"), 404, "not_found")
        service.end.set()
        wait_until(lambda: service.app.app)
        late = [service.http.get(path, headers=headers) for path, headers in asked]
        for before, after in zip(early, late, strict=True):
            assert (before.content, shown(before)) == (after.content, shown(after))


def test_it_is_not_ready_before_it_has_loaded(files: Files) -> None:
    with loading(lambda: app_on(files)) as service:
        answer = service.http.get("/readyz")
        assert_problem(answer, 503, "starting")
        assert answer.headers["retry-after"] == "1"
        service.end.set()
        wait_until(lambda: service.http.get("/readyz").status_code == 200)


def test_other_requests_wait_until_it_has_loaded(files: Files) -> None:
    with loading(lambda: app_on(files)) as service, ThreadPoolExecutor() as pool:
        said = pool.submit(service.http.post, "/chat", json={"mensaje": "Hola"})
        index, unknown = pool.submit(service.http.get, "/"), pool.submit(service.http.get, "/none")
        wait_until(lambda: len(service.server.server_state.tasks) == 3)
        assert not any(each.done() for each in (said, index, unknown))
        service.end.set()
        assert said.result().json()["decision"] == "otro"
        assert index.result().json()["message"] == "API Multi-Agente con Memoria Persistente"
        assert_problem(unknown.result(), 404, "not_found")


def test_its_prefix_is_known_before_it_has_loaded(files: Files) -> None:
    with loading(lambda: app_on(files), EdgeSettings(root_path="/recepcionista")) as service:
        assert service.http.get("/recepcionista/healthz").json() == {"status": "ok"}
        assert service.http.get("/healthz").json() == {"status": "ok"}


def test_a_load_that_fails_ends_it_and_answers_who_waits() -> None:
    def fails() -> FastAPI:
        raise CommandError("a reason")

    with loading(fails) as service, ThreadPoolExecutor() as pool:
        said = pool.submit(service.http.post, "/chat", json={"mensaje": "Hola"})
        wait_until(lambda: len(service.server.server_state.tasks) == 1)
        service.end.set()
        assert_problem(said.result(), 503, "starting")
        wait_until(lambda: not service.thread.is_alive())
        assert isinstance(service.app.failure, CommandError)


def test_a_signal_ends_a_process_that_is_still_loading(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(HANGS, encoding="utf-8")
    port = free_port()
    server = begin(shared_forks(), tmp_path, str(tmp_path / "program.py"), PORT=str(port))
    wait_until(lambda: answers(f"http://127.0.0.1:{port}/healthz"))
    assert server.stop() == -signal.SIGTERM


def answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False).is_success
    except httpx.TransportError:
        return False


def test_python_collects_garbage_again_after_a_start_that_failed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in {"PORT": "0", "DATABASE_URL": "nonsense"}.items():
        monkeypatch.setenv(name, value)
    assert main() == 2
    assert gc.isenabled()
