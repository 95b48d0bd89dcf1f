"""Each request has an id: in its response, in its problem, and in what is logged for it."""

import json
import re
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from api.settings import EdgeSettings
from tests.api.edge.test_access_log import SECRET, TYPED, every_route
from tests.api.service import Files, Service, app_on, assert_problem, serving
from tests.databases import other_program, urls_in
from tests.servers import serve

HEADER = "X-Request-Id"


def test_a_request_without_an_id_gets_a_new_one(shared: Service) -> None:
    ids = [shared.http.get(path).headers[HEADER] for path in ("/healthz", "/", "/nada", "/docs")]
    assert len({UUID(each) for each in ids}) == 4


@pytest.mark.parametrize("given", ["r", "7d3f1c9e-0b7a", "Root=1-67891233-abcdef", "a" * 128])
def test_an_id_that_was_given_comes_back_and_stands_in_the_problem(
    shared: Service, given: str
) -> None:
    problem = assert_problem(shared.http.get("/nada", headers={HEADER: given}), 404, "not_found")
    assert problem["request_id"] == given


@pytest.mark.parametrize("given", ["", "a b", "a" * 129, "<b>", "a\tb", "ñ"])
def test_an_id_that_is_none_is_not_kept(shared: Service, given: str) -> None:
    answer = shared.http.get("/healthz", headers=[(HEADER.encode(), given.encode())])
    assert str(UUID(answer.headers[HEADER])) == answer.headers[HEADER]


def test_of_two_ids_none_is_kept(shared: Service) -> None:
    answer = shared.http.get("/healthz", headers=[(HEADER, "a"), (HEADER, "b")])
    assert str(UUID(answer.headers[HEADER])) == answer.headers[HEADER]


def test_a_page_of_another_origin_may_read_it(tmp_path: Path) -> None:
    files, origin = Files(tmp_path), "https://app.example.com"
    edge = EdgeSettings(cors_origins=origin)
    with serving(app_on(files, edge=edge), files) as service:
        answer = service.http.get("/healthz", headers={"Origin": origin})
    assert HEADER in answer.headers["access-control-expose-headers"].split(", ")


def test_lines_for_people_end_with_it(tmp_path: Path) -> None:
    with serve(tmp_path, ACCESS_LOG="true") as server:
        httpx.get(f"{server.url}/clientes", headers={HEADER: "r-1"}, trust_env=False)
    assert re.search(
        r"^INFO api\.edge\.access_log: GET /clientes 200 .* request=r-1$",
        server.log.read_text(),
        re.MULTILINE,
    )


def test_as_json_each_line_is_an_object_with_it_and_without_contents(tmp_path: Path) -> None:
    with serve(tmp_path, ACCESS_LOG="true", LOG_FORMAT="json") as server:
        with httpx.Client(base_url=server.url, trust_env=False) as http:
            every_route(http)
            http.get("/clientes", headers={HEADER: "r-1"})
            with other_program(urls_in(tmp_path)["DATABASE_URL"]) as run:
                run("ALTER TABLE sesiones RENAME TO perdida")
            failed = http.post("/chat", json={"mensaje": "Hola"}, headers={"session-id": SECRET})
        assert failed.status_code == 503
    said = server.log.read_text().splitlines()
    logged = [line for line in said if not line.startswith("Recepcionista: http://")]
    assert len(said) - len(logged) == 1
    lines = [json.loads(line) for line in logged]
    assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
    [line] = [line for line in lines if line.get("request_id") == "r-1"]
    assert {**line, "time": "", "milliseconds": 0, "message": ""} == {
        "time": "",
        "level": "INFO",
        "logger": "api.edge.access_log",
        "message": "",
        "request_id": "r-1",
        "method": "GET",
        "route": "/clientes",
        "status": 200,
        "milliseconds": 0,
        "session": "-",
    }
    of_the_outage = [
        line for line in lines if line.get("request_id") == failed.json()["request_id"]
    ]
    assert {line["logger"] for line in of_the_outage} == {
        "api.problems.handlers",
        "api.edge.access_log",
    }
    for never in (SECRET, TYPED, "forged", "\x1b", "juan@example.com"):
        assert never not in "\n".join(logged)
