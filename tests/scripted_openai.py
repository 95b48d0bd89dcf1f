"""A chat-completions server on loopback, every answer scripted, for tests that need a real one.

    with serve() as server:
        server.will(calls(("crear_cliente", {"nombre": "Ana"})), says("Hola"), status(429))
        ...                                  # point the product at server.base_url
        assert len(server.requests) == 2

A reply that nobody scripted is a 500. `server.always(reply)` answers everything that is not queued.
"""

import json
import select
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TYPE_JSON = "application/json"


@dataclass(frozen=True)
class Received:
    """One request as it came in. Header names are in lower case."""

    path: str
    headers: Mapping[str, str]
    body: Any


class Exchange:
    """What a reply may do with the connection that asked."""

    def __init__(self, handler: BaseHTTPRequestHandler, stopping: threading.Event) -> None:
        """Wrap the handler of one request."""
        self._handler = handler
        self._stopping = stopping

    def send(
        self,
        content: bytes,
        *,
        code: int = 200,
        content_type: str = TYPE_JSON,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Send a whole response."""
        self.begin(code, {"Content-Type": content_type, **(headers or {})}, len(content))
        self._handler.wfile.write(content)

    def begin(self, code: int, headers: Mapping[str, str], length: int) -> None:
        """Send the status line and the headers only."""
        self._handler.send_response(code)
        for name, value in headers.items():
            self._handler.send_header(name, value)
        self._handler.send_header("Content-Length", str(length))
        self._handler.end_headers()

    def drip(self, pieces: Iterable[bytes], every: float) -> None:
        """Write the pieces, one each `every` seconds, until the client or the server hangs up."""
        with suppress(OSError):
            for piece in pieces:
                self._handler.wfile.write(piece)
                if self._stopping.wait(every):
                    break
        self._handler.close_connection = True

    def wait(self, seconds: float) -> None:
        """Do nothing for a while; ends early when the client hangs up or the server stops."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0 and not self._stopping.is_set():
            if select.select([self._handler.connection], [], [], min(left, 0.02))[0]:
                break

    def wait_until(self, event: threading.Event) -> None:
        """Do nothing until the event; ends early when the server stops."""
        while not (event.wait(0.02) or self._stopping.is_set()):
            pass

    def hang_up(self) -> None:
        """Close without an answer."""
        self._handler.close_connection = True

    def reset(self) -> None:
        """Close so that the client sees a connection reset."""
        abort = struct.pack("ii", 1, 0)
        self._handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, abort)
        self._handler.close_connection = True


Reply = Callable[[Exchange], None]


def completion(message: Mapping[str, Any], finish_reason: str = "stop") -> dict[str, Any]:
    """The body of an ordinary answer around an assistant message."""
    return {
        "id": "chatcmpl-scripted",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "scripted",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", **message},
                "finish_reason": finish_reason,
            }
        ],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


def call(name: Any, arguments: Any, number: int = 0) -> dict[str, Any]:
    """One tool call as it stands on the wire; `arguments` that is no string is written as JSON."""
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return {
        "id": f"call_{number}",
        "type": "function",
        "function": {"name": name, "arguments": text},
    }


def says(text: str | None) -> Reply:
    """Plain text, no tool call."""
    return answers(completion({"content": text}))


def calls(*named: tuple[str, Any], text: str | None = None) -> Reply:
    """Tool calls, given as (name, arguments); arguments in a string go out as they are."""
    listed = [call(name, arguments, number) for number, (name, arguments) in enumerate(named)]
    return raw_calls(listed, text=text)


def raw_calls(listed: Sequence[Any], text: str | None = None) -> Reply:
    """Tool calls in whatever shape, well formed or not."""
    return answers(completion({"content": text, "tool_calls": list(listed)}, "tool_calls"))


def answers(body: Any) -> Reply:
    """Status 200 and any JSON body."""
    return sends(json.dumps(body).encode())


def sends(content: bytes, *, content_type: str = TYPE_JSON, code: int = 200) -> Reply:
    """Any bytes, with status 200 or another."""
    return lambda exchange: exchange.send(content, content_type=content_type, code=code)


def status(code: int, *, message: str = "scripted", **headers: str) -> Reply:
    """An error of the protocol; `retry_after="7"` becomes the header Retry-After."""
    body = {"error": {"message": message, "type": "scripted", "param": None, "code": None}}
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    return lambda exchange: exchange.send(json.dumps(body).encode(), code=code, headers=named)


def silence(seconds: float = 60.0) -> Reply:
    """No byte at all for that long, then a closed connection."""

    def reply(exchange: Exchange) -> None:
        exchange.wait(seconds)
        exchange.hang_up()

    return reply


def late(reply: Reply, seconds: float) -> Reply:
    """The reply, but only after that long."""

    def waiting(exchange: Exchange) -> None:
        exchange.wait(seconds)
        reply(exchange)

    return waiting


def held(reply: Reply, until: threading.Event) -> Reply:
    """The reply, but only after the event."""

    def waiting(exchange: Exchange) -> None:
        exchange.wait_until(until)
        reply(exchange)

    return waiting


def slow_body(every: float = 0.05) -> Reply:
    """The headers at once, then one byte of the body at a time, without end."""

    def reply(exchange: Exchange) -> None:
        exchange.begin(200, {"Content-Type": TYPE_JSON}, 1_000_000)
        exchange.drip((b" " for _ in range(1_000_000)), every)

    return reply


def slow_headers(every: float = 0.05) -> Reply:
    """A status line and then headers that go on and on, one byte at a time."""

    def reply(exchange: Exchange) -> None:
        start = b"HTTP/1.1 200 OK\r\nX-Drip: "
        exchange.drip((start if not sent else b"a" for sent in range(60_000)), every)

    return reply


def reset() -> Reply:
    """The connection breaks off without a response."""
    return Exchange.reset


class ScriptedOpenAI:
    """The script, and the requests that came in."""

    def __init__(self) -> None:
        """Start with an empty script."""
        self.requests: list[Received] = []
        self.base_url = ""
        self.stopping = threading.Event()
        self._connections: set[socket.socket] = set()
        self._queue: deque[Reply] = deque()
        self._otherwise: Reply = status(500, message="nothing scripted")
        self._lock = threading.Lock()

    def will(self, *replies: Reply) -> None:
        """Queue replies, one per request, in order."""
        with self._lock:
            self._queue.extend(replies)

    def always(self, reply: Reply) -> None:
        """Answer like this whenever the queue is empty."""
        with self._lock:
            self._otherwise = reply

    def take(self, request: Received) -> Reply:
        """Record a request and say what answers it."""
        with self._lock:
            self.requests.append(request)
            return self._queue.popleft() if self._queue else self._otherwise

    @property
    def open_connections(self) -> int:
        """How many connections are open on the server's side."""
        with self._lock:
            return len(self._connections)

    def opened(self, connection: socket.socket) -> None:
        """Remember a connection."""
        with self._lock:
            self._connections.add(connection)

    def closed(self, connection: socket.socket) -> None:
        """Forget a connection."""
        with self._lock:
            self._connections.discard(connection)

    def stop(self) -> None:
        """Wake up every reply that is waiting and break every connection."""
        self.stopping.set()
        with self._lock:
            left = tuple(self._connections)
        for connection in left:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def _handler_of(script: ScriptedOpenAI) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def setup(self) -> None:
            super().setup()
            script.opened(self.connection)

        def finish(self) -> None:
            script.closed(self.connection)
            with suppress(OSError):
                super().finish()

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = script.take(Received(self.path, headers, body))
            reply(Exchange(self, script.stopping))

        def handle(self) -> None:
            with suppress(OSError):
                super().handle()

        def log_message(self, format: str, *args: Any) -> None:
            """Keep the output of the tests clean."""

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 128


@contextmanager
def serve() -> Iterator[ScriptedOpenAI]:
    """Run a server on a free port of 127.0.0.1; leaves no thread and no socket behind."""
    script = ScriptedOpenAI()
    with _Server(("127.0.0.1", 0), _handler_of(script)) as server:
        script.base_url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield script
        finally:
            server.shutdown()
            thread.join()
            script.stop()


def free_port() -> int:
    """A port of 127.0.0.1 on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port
