"""Many sessions at once, from a process of its own so that the service shares no lock with it.

    python -m tests.prove.bench.crowd URL ... --sessions 32 --turns 10 --label a

prints, as JSON, the seconds that it took in all, those of each turn that was answered, how many
turns failed, and the seconds of processor time that the crowd itself took meanwhile.
"""

import argparse
import asyncio
import json
import re
import sys
from collections.abc import Sequence
from time import perf_counter, process_time
from typing import Any, cast
from urllib.parse import urlsplit

import uvloop

from tests.prove.bench.messages import message

LENGTH = re.compile(rb"^content-length: *(\d+)", re.IGNORECASE | re.MULTILINE)
"""Of each response; chunked ones there are none."""
CLOSED = "the connection was closed without a response"


class Connection(asyncio.Protocol):
    """A kept-alive connection. It parses little, for it shares the services' processors."""

    _answered: asyncio.Future[bool] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    async def ask(self, request: bytes) -> bool:
        """Whether the status of the response is 200. Raises `ConnectionError`."""
        if self.transport.is_closing():
            raise ConnectionError(CLOSED)
        answered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._received, self._answered = b"", answered
        self.transport.write(request)
        return await answered

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if end and length and len(body) >= int(length[1]) and self._answered:
            self._answered.set_result(head.split(None, 2)[1] == b"200")

    def connection_lost(self, error: Exception | None) -> None:
        if self._answered and not self._answered.done():
            self._answered.set_exception(error or ConnectionError(CLOSED))


async def _session(url: str, session: str, turns: int, begin: asyncio.Event) -> list[float]:
    connection = await _connect(url)
    requests = [_request(session, turn) for turn in range(1, turns + 1)]
    await begin.wait()
    seconds = []
    for request in requests:
        began = perf_counter()
        if await connection.ask(request):
            seconds.append(perf_counter() - began)
            continue
        connection.transport.close()
        connection = await _connect(url)
    connection.transport.close()
    return seconds


async def _connect(url: str) -> Connection:
    host, _, port = urlsplit(url).netloc.rpartition(":")
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(Connection, host, int(port))
    return connection


def _request(session: str, turn: int) -> bytes:
    body = json.dumps({"mensaje": message(session, turn)}).encode()
    head = (
        f"POST /chat HTTP/1.1\r\nhost: localhost\r\nsession-id: {session}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def crowd(urls: Sequence[str], label: str, sessions: int, turns: int) -> dict[str, Any]:
    """As the module prints it. Raises `ConnectionError` when a connection breaks."""
    begin = asyncio.Event()
    names = [f"{label}{number}" for number in range(sessions)]
    waiting = [
        asyncio.create_task(_session(urls[number % len(urls)], name, turns, begin))
        for number, name in enumerate(names)
    ]
    await asyncio.sleep(0.2)
    began, worked = perf_counter(), process_time()
    begin.set()
    answered = [each for many in await asyncio.gather(*waiting) for each in many]
    wall, cpu = perf_counter() - began, process_time() - worked
    failed = sessions * turns - len(answered)
    return {"wall": wall, "turns": answered, "failed": failed, "cpu": cpu}


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 when every message got a response, be it an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("urls", nargs="+", metavar="URL", help="sessions are spread over them")
    parser.add_argument("--label", default="crowd", help="what the sessions' names begin with")
    parser.add_argument("--sessions", type=int, default=32)
    parser.add_argument("--turns", type=int, default=10, help="of each session")
    options = parser.parse_args(arguments)
    found = uvloop.run(crowd(options.urls, options.label, options.sessions, options.turns))
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
