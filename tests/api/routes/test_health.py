from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event

from api.routes.dependencies import assistant_of
from tests.api.service import Files, Service, app_on, serving, wait_until
from tools.errors import DatabaseUnavailable


@dataclass(frozen=True)
class Checked:
    """An assistant as far as a probe of readiness goes."""

    check: Callable[[], None]
    understanding: str = "offline"


def test_the_process_says_that_it_lives(shared: Service) -> None:
    assert shared.http.get("/healthz").json() == {"status": "ok"}


def test_the_service_says_that_it_is_ready_and_what_understands(shared: Service) -> None:
    assert shared.http.get("/readyz").json() == {"status": "ready", "understanding": "offline"}


def test_the_root_names_every_route_of_the_document(shared: Service) -> None:
    body = shared.http.get("/").json()
    paths = shared.http.get("/openapi.json").json()["paths"]
    assert set(body) == {"message", "endpoints"}
    assert body["message"] == "API Multi-Agente con Memoria Persistente"
    assert set(body["endpoints"]) == {
        f"{method.upper()} {path}" for path, operations in paths.items() for method in operations
    }
    assert body["endpoints"]["POST /chat"] == "Enviar mensaje"
    assert body["endpoints"]["GET /history/{session_id}"] == "Ver historial"
    assert body["endpoints"]["DELETE /history/{session_id}"] == "Borrar historial"


def test_probes_that_come_at_once_share_one_check(files: Files) -> None:
    many, go_on, checks = 30, Event(), list[int]()

    def check() -> None:
        checks.append(len(checks))
        assert go_on.wait(30)
        if len(checks) == 1:
            raise DatabaseUnavailable

    arrived = list[Checked]()

    def assistant() -> Checked:
        arrived.append(Checked(check))
        return arrived[-1]

    app = app_on(files)
    app.dependency_overrides[assistant_of] = assistant
    with serving(app, files) as service, ThreadPoolExecutor(many) as pool:
        probes = [pool.submit(service.http.get, "/readyz") for _ in range(many)]
        wait_until(lambda: len(arrived) == many)
        for _ in range(3):  # the event loop answers these behind the last probe's first step
            service.http.get("/healthz")
        go_on.set()
        assert {probe.result().status_code for probe in probes} == {503}
        assert len(checks) == 1
        assert service.http.get("/readyz").status_code == 200
