"""Clients that send slowly, or nothing, are let go; the others never notice."""

import asyncio
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel

from api.edge.bodies import BoundedRoute
from api.problems.handlers import install_handlers
from tests.api.service import Files, Service, app_on, serving

WITHIN = 0.5
HEADER = b"GET /healthz HTTP/1.1\r\nhost: x\r\n"
POST = b"POST /echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 12\r\n"


class Impatient(BoundedRoute):
    body_within: ClassVar[float] = WITHIN


class Word(BaseModel):
    word: str


@pytest.fixture(params=["h11", pytest.param("httptools", marks=pytest.mark.long)])
def hurried(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Service]:
    """The real service, which waits half a second for a request; `make run` has h11 only."""
    files = Files(tmp_path)
    with serving(app_on(files), files, request_within=WITHIN, parser=request.param) as service:
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
    with serving(app, Files(tmp_path), request_within=WITHIN) as service:
        yield service


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
