"""Clients that send slowly, or nothing, are let go; the others never notice."""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from select import select
from typing import ClassVar, cast

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Response
from pydantic import BaseModel
from uvicorn import Config
from uvicorn.server import ServerState

from api.edge.bodies import BoundedRoute
from api.edge.connection import READER, Connection, ConnectionLimits
from api.problems.handlers import install_handlers
from tests.api.service import Files, Service, app_on, serving, wait_until

WITHIN = 0.5
HURRIED = ConnectionLimits(request_within=WITHIN)
CROWD = 20
MUCH = b"a" * 6 * 1024 * 1024
HEADER = b"GET /healthz HTTP/1.1\r\nhost: x\r\n"
POST = b"POST /echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 12\r\n"


class Impatient(BoundedRoute):
    body_within: ClassVar[float] = WITHIN


class Word(BaseModel):
    word: str


@pytest.fixture
def hurried(tmp_path: Path) -> Iterator[Service]:
    """The real service, which waits half a second for a request."""
    files = Files(tmp_path)
    with serving(app_on(files), files, limits=HURRIED) as service:
        yield service


@pytest.fixture
def impatient(tmp_path: Path) -> Iterator[Service]:
    """A service that waits half a second for a body, and for a header."""
    router = APIRouter(route_class=Impatient)

    @router.post("/echo")
    def echo(word: Word) -> Word:
        return word

    @router.get("/think")
    async def think() -> str:
        await asyncio.sleep(4 * WITHIN)
        return "hola"

    app = FastAPI()
    app.include_router(router)
    install_handlers(app)
    with serving(app, Files(tmp_path), limits=HURRIED) as service:
        yield service


@contextmanager
def with_much_to_read(limits: ConnectionLimits) -> Iterator[Service]:
    """A service with an answer that no buffer of the system takes, and a short one."""
    app = FastAPI()

    @app.get("/much")
    def much() -> Response:
        return Response(MUCH)

    @app.get("/healthz")
    async def healthz() -> str:
        return "ok"

    with serving(app, Files(Path()), limits=limits) as service:
        yield service


@contextmanager
def greedy(service: Service) -> Iterator[socket.socket]:
    """A client that asks for much and has hardly room for it."""
    url = service.http.base_url
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(10)
        connection.connect((url.host, url.port or 80))
        connection.sendall(HEADER.replace(b"healthz", b"much") + b"\r\n")
        yield connection


def connections(service: Service) -> list[Connection]:
    return [cast(Connection, each) for each in service.server.server_state.connections]


def unread(service: Service) -> int:
    waiting = [each._waiting or ("", None) for each in connections(service)]
    return len([what for what, _ in waiting if what == READER])


def connected(service: Service) -> socket.socket:
    url = service.http.base_url
    return socket.create_connection((url.host, url.port or 80), timeout=10)


def drip(connection: socket.socket, *, first: bytes = b"", drops: bytes = b"a" * 100) -> float:
    """Send a byte every tenth of a second until the server ends it; the seconds that took."""
    began = time.monotonic()
    try:
        connection.sendall(first)
        for number in range(len(drops)):
            connection.sendall(drops[number : number + 1])
            connection.settimeout(0.1)
            try:
                if connection.recv(65536) == b"":
                    break
            except TimeoutError:
                continue
    except (ConnectionResetError, BrokenPipeError):
        pass
    return time.monotonic() - began


@pytest.mark.parametrize("sent", [b"GET /", HEADER, HEADER + b"x-slow: "])
def test_a_request_that_does_not_end_is_cut_off(hurried: Service, sent: bytes) -> None:
    with connected(hurried) as connection:
        assert WITHIN - 0.2 < drip(connection, first=sent) < 5


def test_a_silent_connection_is_cut_off(hurried: Service) -> None:
    with connected(hurried) as connection:
        began = time.monotonic()
        assert connection.recv(1) == b""
        assert time.monotonic() - began < 5


def test_a_connection_that_was_answered_is_not_kept_by_drops_of_the_next_request(
    hurried: Service,
) -> None:
    with connected(hurried) as connection:
        connection.sendall(HEADER + b"\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        assert drip(connection, first=HEADER) < 5


def test_hundreds_of_slow_clients_keep_nobody_else_waiting(hurried: Service) -> None:
    slow = [connected(hurried) for _ in range(300)]
    for connection in slow:
        connection.sendall(HEADER)
    assert hurried.reply("otra", "Hola")
    assert all(connection.recv(1) == b"" for connection in slow)
    for connection in slow:
        connection.close()
    assert hurried.reply("otra", "Hola")


def test_a_client_that_goes_on_asking_keeps_its_connection(hurried: Service) -> None:
    with connected(hurried) as connection:
        for _ in range(6):
            connection.sendall(HEADER + b"\r\n")
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")
            time.sleep(0.3)


def test_an_answer_that_takes_long_is_waited_for(impatient: Service) -> None:
    assert impatient.http.get("/think").json() == "hola"


def test_a_body_that_does_not_arrive_in_time_is_answered_and_the_connection_ended(
    impatient: Service,
) -> None:
    with connected(impatient) as connection:
        began = time.monotonic()
        connection.sendall(POST + b'\r\n{"word"')
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
        assert WITHIN - 0.2 < time.monotonic() - began < 5
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer
    assert b'"code":"body_too_slow"' in answer
    assert b"connection: close" in answer.lower()


@pytest.mark.parametrize("header", [b"content-length: 100", b"transfer-encoding: chunked"])
def test_a_body_that_drips_is_as_late_as_one_that_does_not_come(
    impatient: Service, header: bytes
) -> None:
    request = POST.replace(b"content-length: 12", header) + b"\r\n"
    chunk = b"1\r\n \r\n" if b"chunked" in header else b" "
    with connected(impatient) as connection:
        assert WITHIN - 0.2 < drip(connection, first=request, drops=chunk * 100) < 5


def test_a_body_that_comes_in_pieces_but_in_time_is_taken(
    impatient: Service,
) -> None:
    def pieces() -> Iterator[bytes]:
        for piece in (b'{"wo', b'rd": ', b'"hola"}'):
            time.sleep(0.05)
            yield piece

    headers = {"content-type": "application/json"}
    answer = impatient.http.post("/echo", content=pieces(), headers=headers)
    assert answer.json() == {"word": "hola"}


def test_a_client_that_does_not_read_its_answer_is_cut_off() -> None:
    limits = ConnectionLimits(read_within=WITHIN)
    with with_much_to_read(limits) as service, greedy(service) as connection:
        wait_until(lambda: connections(service))
        wait_until(lambda: not connections(service))
        assert len(b"".join(iter(lambda: connection.recv(65536), b""))) < len(MUCH)


def test_clients_that_do_not_read_make_room_for_others() -> None:
    limits = ConnectionLimits(connections=CROWD, read_within=3_600)
    with with_much_to_read(limits) as service, ExitStack() as held:
        for _ in range(2 * CROWD):
            held.enter_context(greedy(service))
        wait_until(lambda: unread(service) == CROWD)
        for _ in range(3):
            assert httpx.get(service.http.base_url.join("/healthz")).json() == "ok"
        assert len(connections(service)) <= CROWD


def test_idle_clients_make_room_for_others(tmp_path: Path) -> None:
    files, limits = Files(tmp_path), ConnectionLimits(connections=CROWD)
    with serving(app_on(files), files, limits=limits) as service, ExitStack() as held:
        idle = [held.enter_context(connected(service)) for _ in range(CROWD)]
        for connection in idle:
            connection.sendall(HEADER + b"\r\n")
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        wait_until(lambda: all(each._waiting for each in connections(service)))
        assert service.http.get("/healthz").status_code == 200
        assert len(connections(service)) == CROWD
        wait_until(lambda: any(select(idle, [], [], 0)[0]))


class SlowReader:
    """A transport whose client takes a byte now and then; the numbers are what is left to read."""

    def __init__(self, *unread: int) -> None:
        self.unread, self.aborted = iter(unread), False

    def get_write_buffer_size(self) -> int:
        return next(self.unread)

    def abort(self) -> None:
        self.aborted = True


@pytest.mark.parametrize(
    ("unread", "aborted"),
    [((9, 8, 7, 6, 5), False), ((9, 9, 8, 8, 7), False), ((9, 9, 9, 9, 9), True)],
)
def test_an_answer_that_is_read_slowly_is_waited_for(unread: list[int], aborted: bool) -> None:
    async def story() -> bool:
        limits = ConnectionLimits(read_within=10)
        connection = Connection(Config(FastAPI()), ServerState(), {}, limits=limits)
        reader = SlowReader(*unread)
        connection.transport = cast(asyncio.Transport, reader)
        for now in (0.0, 6.0, 12.0, 18.0, 24.0):
            connection.check(now)
        return reader.aborted

    assert asyncio.run(story()) is aborted


def test_an_idle_connection_is_kept_for_as_long_as_the_setting_says(tmp_path: Path) -> None:
    files = Files(tmp_path)
    with (
        serving(app_on(files), files, limits=HURRIED, keep_alive=3) as service,
        connected(service) as connection,
    ):
        connection.sendall(HEADER + b"\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        (kept,) = connections(service)
        kept.check(time.monotonic() + 2)
        kept.check(time.monotonic() + 2 + 10 * WITHIN)
        assert not kept.transport.is_closing()
        assert kept.timeout_keep_alive == 3
        assert connection.recv(65536) == b""
