"""Headers without end, and headers after the body, from a client that nobody knows."""

import socket
from pathlib import Path

import pytest

from tests.api.access.keys import add_key
from tests.api.service import Files, app_on, serving
from tests.servers import serve

REQUEST = b"POST /chat HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
CHUNKED = REQUEST + b'transfer-encoding: chunked\r\n\r\n13\r\n{"mensaje": "Hola"}\r\n0\r\n'
PIECE = b"".join(b"x-%06d: a\r\n" % number for number in range(4096))
MOST = 16 * 1024 * 1024
"""Bytes: far more than the buffers of both systems hold."""


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(REQUEST, id="headers"),
        pytest.param(REQUEST + b"x-endless: ", id="one header"),
        pytest.param(CHUNKED, id="trailers"),
        pytest.param(b"", id="no request"),
    ],
)
def test_headers_without_end_are_not_kept(tmp_path: Path, start: bytes) -> None:
    piece = PIECE.replace(b"\r\n", b"") if start.endswith(b": ") else PIECE
    with serve(tmp_path, AUTH="required") as server:
        host, port = server.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=30) as connection:
            connection.sendall(start)
            with pytest.raises((ConnectionResetError, BrokenPipeError)):
                for _ in range(MOST // len(piece)):
                    connection.sendall(piece)


def test_a_header_of_60_kb_is_read_and_one_of_600_is_not(tmp_path: Path) -> None:
    files = Files(tmp_path)
    with serving(app_on(files), files) as service:
        for size, status in ((60_000, 200), (600_000, 400)):
            response = service.http.get("/healthz", headers={"x-long": "a" * size})
            assert response.status_code == status


def test_a_key_after_the_body_signs_nobody_in(tmp_path: Path) -> None:
    files = Files(tmp_path)
    key = add_key(files.database, "ana", "write").text.encode()
    header = b"authorization: Bearer " + key + b"\r\n"
    trailed = CHUNKED + header + b"\r\n"
    signed = CHUNKED.replace(b"host:", header + b"host:") + b"\r\n"
    with serving(app_on(files), files) as service:
        url = service.http.base_url
        for request, status in ((trailed, b"401"), (signed, b"200")):
            with socket.create_connection((url.host, url.port or 80), timeout=30) as connection:
                connection.sendall(request)
                assert connection.recv(65536).startswith(b"HTTP/1.1 " + status)
