"""Whatever is sent, it gets its documented status, a problem, and changes nothing."""

import json
import socket
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.api.service import Service, assert_problem

CHATS = ("/chat", "/chat/stream")
JSON = {"content-type": "application/json"}
MEBIBYTE = b"x" * 2**20
MESSAGES = {
    "empty": "",
    "blank": " \t\n ",
    "blank for Python only": "\x1c",
    "4,001 characters": "a" * 4001,
    "number": 7,
    "true": True,
    "null": None,
    "list": ["Hola"],
    "object": {"texto": "Hola"},
    "NUL": "Crea un cliente llamado Juan\0",
    "lone surrogate": "Hola \ud800",
}
BODIES = {
    "a list": [{"mensaje": "Hola"}],
    "a string": "Hola",
    "null": None,
    "another field": {"message": "Hola"},
    "nothing": {},
}
BROKEN = {
    "cut off": b'{"mensaje": "Ho',
    "not UTF-8": b'{"mensaje": "\xff\xfe"}',
    "too deep": b"[" * 60_000,
    "a number beyond reason": b'{"mensaje": 1' + b"0" * 5_000 + b"}",
    "two values": b'{"mensaje": "Hola"}{}',
    "bare word": b"Hola",
}
SESSIONS = {
    "space": "a b",
    "slash": "a/b",
    "only a slash": "/",
    "NUL": "a\0b",
    "newline": "antes\n",
    "emoji": "a😀",
    "letter beyond ASCII": "ñ",
    "129 characters": "a" * 129,
    "percent": "a%41",
}
IN_HEADERS = {name: value for name, value in SESSIONS.items() if name not in ("NUL", "newline")}


@pytest.fixture(autouse=True)
def nothing_changes(shared: Service) -> Iterator[None]:
    """The directory and the transcript stay as they were, whatever a test here sends."""
    before = shared.files.contents()
    assert [len(rows) for rows in before] == [1, 1, 4]
    yield
    assert shared.files.contents() == before


@pytest.mark.parametrize("path", CHATS)
@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
def test_a_message_that_is_no_message_is_refused(
    shared: Service, path: str, message: object
) -> None:
    response = shared.http.post(path, content=json.dumps({"mensaje": message}), headers=JSON)
    body = assert_problem(response, 422, "validation_error")
    assert [error["campo"] for error in body["errors"]] == ["mensaje"]


@pytest.mark.parametrize("path", CHATS)
@pytest.mark.parametrize("sent", BODIES.values(), ids=BODIES)
def test_a_body_of_another_shape_is_refused(shared: Service, path: str, sent: object) -> None:
    assert_problem(shared.http.post(path, json=sent), 422, "validation_error")


@pytest.mark.parametrize("path", [*CHATS, "/clientes"])
@pytest.mark.parametrize("sent", BROKEN.values(), ids=BROKEN)
def test_broken_json_is_refused(shared: Service, path: str, sent: bytes) -> None:
    assert_problem(shared.http.post(path, content=sent, headers=JSON), 422, "invalid_json")


def test_a_body_that_is_missing_or_not_called_json_is_refused(shared: Service) -> None:
    for response in (
        shared.http.post("/chat"),
        shared.http.post("/chat", data={"mensaje": "Hola"}),
        shared.http.post("/chat", content=b'{"mensaje": "Hola"}'),
    ):
        assert_problem(response, 422, "validation_error")


@pytest.mark.parametrize("session", SESSIONS.values(), ids=SESSIONS)
@pytest.mark.parametrize(
    ("method", "room"), [("GET", "history"), ("DELETE", "history"), ("PATCH", "sesiones")]
)
def test_a_session_id_in_the_path_is_checked(
    shared: Service, method: str, room: str, session: str
) -> None:
    path = f"/{room}/{quote(session, safe='')}"
    response = shared.http.request(method, path, json={"titulo": "Hola"})
    body = assert_problem(response, 422, "validation_error")
    assert [error["campo"] for error in body["errors"]] == ["session_id"]


@pytest.mark.parametrize("session", [*IN_HEADERS.values(), ""], ids=[*IN_HEADERS, "empty"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        *[("POST", path) for path in CHATS],
        ("GET", "/history"),
        ("DELETE", "/history"),
        ("PATCH", "/sesiones"),
    ],
)
def test_a_session_id_in_the_header_is_checked(
    shared: Service, method: str, path: str, session: str
) -> None:
    headers = {b"session-id": session.encode()}
    sent = {"POST": {"mensaje": "Hola"}, "PATCH": {"titulo": "Hola"}}.get(method)
    response = shared.http.request(method, path, json=sent, headers=headers)
    body = assert_problem(response, 422, "validation_error")
    assert [error["campo"] for error in body["errors"]] == ["session-id"]


def test_a_header_with_a_nul_does_not_get_past_the_server(shared: Service) -> None:
    answer = exchange(shared, b"GET /history HTTP/1.1\r\nhost: x\r\nsession-id: a\0b\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")


def test_the_header_routes_need_the_header(shared: Service) -> None:
    for response in (shared.http.get("/history"), shared.http.delete("/history")):
        body = assert_problem(response, 422, "validation_error")
        assert [error["campo"] for error in body["errors"]] == ["session-id"]


@pytest.mark.parametrize("header", ["session-id", "Idempotency-Key", "Last-Event-ID"])
@pytest.mark.parametrize("path", CHATS)
def test_a_header_sent_twice_is_refused(shared: Service, path: str, header: str) -> None:
    response = shared.http.post(
        path, json={"mensaje": "Hola"}, headers=[(header, "uno"), (header, "dos")]
    )
    body = assert_problem(response, 422, "validation_error")
    assert [error["campo"] for error in body["errors"]] == [header]


@pytest.mark.parametrize("path", CHATS)
@pytest.mark.parametrize("key", [b"", b"a b", "ñ".encode(), b"k" * 256])
def test_an_idempotency_key_is_1_to_255_visible_ascii_characters(
    shared: Service, path: str, key: bytes
) -> None:
    response = shared.http.post(path, json={"mensaje": "Hola"}, headers={b"Idempotency-Key": key})
    body = assert_problem(response, 422, "validation_error")
    assert [error["campo"] for error in body["errors"]] == ["Idempotency-Key"]


@pytest.mark.parametrize(
    "sent",
    [
        {"nombre": "Juan"},
        {"email": "x@example.com"},
        {"nombre": 7, "email": "x@example.com"},
        {"nombre": "Juan", "email": ["x@example.com"]},
        {"nombre": "Juan \ud800", "email": "x@example.com"},
        {"nombre": "Juan", "email": "x\ud800@example.com"},
        {"nombre": "Juan", "email": "x\0@example.com"},
        {"nombre": "Juan", "email": "x" * 60_000 + "@example.com"},
    ],
)
def test_a_client_that_is_no_client_is_refused(shared: Service, sent: object) -> None:
    response = shared.http.post("/clientes", content=json.dumps(sent), headers=JSON)
    assert_problem(response, 422, "validation_error")


def test_what_was_sent_is_not_sent_back(shared: Service) -> None:
    typed = "tarjeta-4111"
    for response in (
        shared.http.post("/chat", json={"mensaje": [typed]}),
        shared.http.post("/chat", content=f'{{"mensaje": {typed}', headers=JSON),
        shared.http.post("/clientes", json={"nombre": "Juan", "email": typed}),
        shared.http.get("/clientes", params={"cursor": typed}),
        shared.http.get("/history/" + quote(f"{typed} ", safe="")),
        shared.http.get(f"/{typed}"),
    ):
        assert response.status_code in (404, 422)
        assert typed not in response.text


@pytest.mark.parametrize("path", ["/nada", "/chat/", "/clientes/1/email", "/CHAT", "//", "/%00"])
def test_an_unknown_route_is_not_found(shared: Service, path: str) -> None:
    host = str(shared.http.base_url).rstrip("/")
    assert_problem(shared.http.get(host + path), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/chat", "POST"),
        ("HEAD", "/chat", "POST"),
        ("GET", "/chat/stream", "POST"),
        ("POST", "/sesiones", "GET, HEAD, PATCH"),
        ("GET", "/sesiones/antes", "PATCH"),
        ("PUT", "/clientes", "GET, HEAD, POST"),
        ("PUT", "/clientes/1", "DELETE, GET, HEAD, PATCH"),
        ("POST", "/history", "DELETE, GET, HEAD"),
        ("POST", "/history/antes", "DELETE, GET, HEAD"),
        ("DELETE", "/", "GET, HEAD"),
        ("PROPFIND", "/chat", "POST"),
        ("OPTIONS", "/healthz", "GET, HEAD"),
    ],
)
def test_an_unknown_method_is_told_the_known_ones(
    shared: Service, method: str, path: str, allowed: str
) -> None:
    response = shared.http.request(method, path)
    assert response.status_code == 405
    if method != "HEAD":
        assert_problem(response, 405, "method_not_allowed")
    assert response.headers["allow"] == allowed


@pytest.mark.parametrize("path", [*CHATS, "/clientes"])
def test_a_body_of_10_megabytes_is_too_large(shared: Service, path: str) -> None:
    response = shared.http.post(path, json={"mensaje": "a" * 10_000_000})
    assert_problem(response, 413, "body_too_large")


def test_a_body_that_does_not_announce_its_size_is_counted(shared: Service) -> None:
    response = shared.http.post("/chat", content=iter([MEBIBYTE] * 10), headers=JSON)
    assert_problem(response, 413, "body_too_large")


def test_the_largest_body_is_64_kibibytes(shared: Service) -> None:
    for size, status, code in ((65536, 422, "invalid_json"), (65537, 413, "body_too_large")):
        for content in (b"x" * size, iter([b"x" * size])):
            response = shared.http.post("/chat", content=content, headers=JSON)
            assert_problem(response, status, code)


def test_a_body_announced_as_too_large_is_refused_before_it_comes(shared: Service) -> None:
    answer = exchange(shared, b"POST /chat HTTP/1.1\r\nhost: x\r\ncontent-length: 10000000\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"application/problem+json" in answer


@pytest.mark.parametrize("length", [b"abc", b"-1", b"9" * 5000])
def test_a_content_length_that_is_no_number_is_no_error_of_ours(
    shared: Service, length: bytes
) -> None:
    answer = exchange(
        shared, b"POST /chat HTTP/1.1\r\nhost: x\r\ncontent-length: " + length + b"\r\n\r\n"
    )
    assert answer.split()[1] in (b"400", b"413", b"431")


def exchange(service: Service, request: bytes) -> bytes:
    """What the server says first to these very bytes."""
    url = service.http.base_url
    with socket.create_connection((url.host, url.port or 80), timeout=10) as connection:
        connection.sendall(request)
        return connection.recv(65536)
