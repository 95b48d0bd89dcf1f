"""The access log, and that no log of a real server names a session or repeats what was sent."""

import logging
import re
from pathlib import Path

import httpx
import pytest

from api.settings import EdgeSettings
from tests.api.service import Files, Service, app_on, serving
from tests.servers import Server, serve

LOGGER = "api.edge.access_log"
LINE = re.compile(
    r"^INFO api\.edge\.access_log: (GET|HEAD|POST|DELETE|PUT|-) "
    r"(/[a-z_{}:/.]*|-) \d{3} \d+\.\d ms session=([0-9a-f]{8}|-)( request=[0-9a-f-]{36})?$"
)
SECRET = "sesion-que-nadie-ve"  # noqa: S105 - a session id that logs must not have
TYPED = "frase-que-nadie-repite"


@pytest.fixture
def lines(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> list[str]:
    """What a service logged of one request per route, read when it has ended."""
    files = Files(tmp_path)
    with (
        caplog.at_level(logging.INFO, LOGGER),
        serving(app_on(files, edge=EdgeSettings(access_log=True)), files) as service,
    ):
        every_route(service.http)
    return logged(caplog)


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == LOGGER]


def every_route(http: httpx.Client) -> None:
    """Ask for everything, well and badly, in the name of one session."""
    session = {"session-id": SECRET}
    for message in (TYPED, "Crea un cliente llamado Juan con email juan@example.com", 7, ""):
        http.post("/chat", json={"mensaje": message}, headers=session)
    http.post("/chat", content=f'{{"mensaje": {TYPED}', headers=session)
    for path in (f"/history/{SECRET}", f"/history/{SECRET}%20{TYPED}", f"/{TYPED}?q={SECRET}"):
        http.get(path)
        http.delete(path)
        http.put(path)
    http.get("/history", headers=session)
    http.head("/history", headers=session)
    http.get("/clientes", params={"texto": TYPED, "cursor": SECRET}, headers=session)
    http.get(f"/clientes/{TYPED}")
    http.request("PROPFIND", "/chat", headers=session)
    http.get(f"/history/{SECRET}%0aINFO%20api:%20forged%1b[31m")
    http.get(f"/%0d%0aINFO%20api:%20forged%1b[31m/{SECRET}")
    http.get("/history", headers={b"session-id": b"\x1b[31m\xff forged"})
    http.delete("/history", headers=session)
    http.post("/chat", json={"mensaje": "Hola"}, headers=session)
    for path in ("/", "/healthz", "/readyz", "/docs", "/openapi.json"):
        http.get(path)


def test_a_line_has_the_route_and_no_path(lines: list[str]) -> None:
    assert len(lines) == 29
    for line in lines:
        assert LINE.fullmatch(f"INFO api.edge.access_log: {line}"), line
    assert lines[0].startswith("POST /chat 200 ")
    assert any(line.startswith("GET /history/{session_id} 200 ") for line in lines)
    assert any(line.startswith("GET - 404 ") for line in lines)
    assert any(line.startswith("HEAD /history 200 ") for line in lines)
    assert any(line.startswith("- /chat 405 ") for line in lines)


def test_lines_of_one_session_have_one_mark_and_others_another(lines: list[str]) -> None:
    marks = [line.rpartition("=")[2] for line in lines]
    assert marks[0] == marks[1] != "-"
    by_path = next(line for line in lines if line.startswith("GET /history/{session_id} 200"))
    assert by_path.endswith(marks[0])
    assert len(set(marks)) > 2


def test_marks_of_two_processes_have_nothing_in_common(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("one", "other"):
        files = Files(tmp_path / name)
        edge = EdgeSettings(access_log=True)
        with (
            caplog.at_level(logging.INFO, LOGGER),
            serving(app_on(files, edge=edge), files) as service,
        ):
            service.http.get("/history", headers={"session-id": SECRET})
    one, other = (line.rpartition("=")[2] for line in logged(caplog))
    assert one != other


def test_nothing_is_logged_unless_it_is_wanted(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, LOGGER):
        service.reply("a", "Hola")
    assert not logged(caplog)


def whole_log(server: Server) -> str:
    with httpx.Client(base_url=server.url, trust_env=False) as http:
        every_route(http)
    server.stop()
    return server.log.read_text()


@pytest.mark.parametrize("wanted", ["true", "false"])
def test_no_log_of_a_real_server_names_a_session_or_repeats_what_was_sent(
    tmp_path: Path, wanted: str
) -> None:
    with serve(tmp_path, ACCESS_LOG=wanted) as server:
        log = whole_log(server)
    for never in (SECRET, TYPED, "forged", "\x1b", "juan@example.com"):
        assert never not in log
    found = [LINE.fullmatch(line) for line in log.splitlines() if LOGGER in line]
    assert len(found) >= (29 if wanted == "true" else 0)
    assert all(found)
