"""A worker's line to its parent, which counts the hits of all workers and hears that each lives.

Both ends of a socket pair: a worker asks in lines of JSON, `[number, limit, key, hits]`, and is
answered `[number, allowed, remaining, wait]`. An empty line only says that it lives.
"""

import asyncio
import json
import os
import socket
from dataclasses import astuple
from functools import lru_cache
from itertools import count

from limits import RateLimitItem, parse

from api.edge.rates.windows import Count, Windows, WindowsUnavailable

TIMEOUT = 1.0
"""Seconds for one answer of the parent."""
BYTES = 64 * 1024

parsed = lru_cache(parse)


class ParentLine(asyncio.Protocol):
    """The worker's end; it is opened in the event loop that serves."""

    def __init__(self, end: socket.socket) -> None:
        """Take the socket, and the present parent as its own."""
        self._end, self._parent = end, os.getppid()
        self._transport: asyncio.WriteTransport | None = None
        self._numbers, self._rest = count(), b""
        self._asked: dict[int, asyncio.Future[Count]] = {}

    async def open(self) -> None:
        """Begin to listen for answers."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_unix_connection(lambda: self, sock=self._end)

    def beat(self) -> None:
        """Tell the parent that this process is not stuck."""
        if self._transport:
            self._transport.write(b"\n")

    def is_orphaned(self) -> bool:
        """Whether the parent is gone, so that nobody replaces or ends this process."""
        return os.getppid() != self._parent

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`; an answer that came too late is nobody's."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            number, *found = json.loads(line)
            asked = self._asked.get(number)
            if asked and not asked.done():
                asked.set_result(Count(*found))

    async def count(self, limit: RateLimitItem, key: tuple[str, ...], *, hits: bool) -> Count:
        """See `SharedWindows.count`."""
        if self._transport is None or self._transport.is_closing():
            raise WindowsUnavailable("the parent process is gone")
        number = next(self._numbers)
        asked: asyncio.Future[Count] = asyncio.get_running_loop().create_future()
        self._asked[number] = asked
        self._transport.write(json.dumps([number, str(limit), key, hits]).encode() + b"\n")
        try:
            async with asyncio.timeout(TIMEOUT):
                return await asked
        except TimeoutError as error:
            raise WindowsUnavailable("the parent process does not answer") from error
        finally:
            del self._asked[number]

    async def close(self) -> None:
        """Hang up."""
        if self._transport:
            self._transport.close()


class WorkerLine:
    """The parent's end."""

    def __init__(self, end: socket.socket) -> None:
        """Take the socket."""
        self._end, self._rest = end, b""

    @property
    def is_closed(self) -> bool:
        """Whether the worker has hung up."""
        return self.fileno() < 0

    def fileno(self) -> int:
        """The socket's, to wait for it."""
        return self._end.fileno()

    def answer(self, windows: Windows) -> None:
        """Read what the worker sent, and answer all that it asked. Closed at its end."""
        try:
            received = self._end.recv(BYTES)
            *lines, self._rest = (self._rest + received).split(b"\n")
            for line in filter(None, lines):
                number, limit, key, hits = json.loads(line)
                found = windows.count(parsed(limit), tuple(key), hits=hits)
                self._end.sendall(json.dumps([number, *astuple(found)]).encode() + b"\n")
        except ConnectionError:
            received = b""
        if not received:
            self.close()

    def close(self) -> None:
        """Close the socket; a second call does nothing."""
        self._end.close()
