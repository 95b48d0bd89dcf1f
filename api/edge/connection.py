"""Connections that clients can neither hoard nor leave unread: limits of their number and time."""

import asyncio
import time
from dataclasses import dataclass, field
from math import inf
from typing import Any, cast

from uvicorn.protocols.http.h11_impl import H11Protocol

from api.edge.open_files import most_connections

READER, REQUEST, NOTHING = "reader", "request", "nothing"


@dataclass(frozen=True)
class ConnectionLimits:
    """Times are in seconds."""

    connections: int = field(default_factory=most_connections)
    """At once: half of the files that the process may open."""
    request_within: float = 10.0
    """From the connection, or a later request's first byte, to the end of the request's header."""
    read_within: float = 10.0
    """In which the client has to read some of a response that waits for it."""


class Connection(H11Protocol):
    """uvicorn's connection, with limits of its own.

    uvicorn closes connections that are idle between requests; but its timer starts with the first
    response and ends with any byte, and a response that nobody reads has none.
    """

    def __init__(self, *args: Any, limits: ConnectionLimits, **named: Any) -> None:
        """As uvicorn makes it, with the limits beside."""
        super().__init__(*args, **named)
        self._limits = limits
        self._waiting: tuple[str, object] | None = (REQUEST, None)
        self._since = time.monotonic()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection; of too many, the one that has waited longest for its client ends."""
        super().connection_made(cast(asyncio.Transport, transport))
        if len(self.connections) > self._limits.connections:
            others = [each for each in self.connections if isinstance(each, Connection)]
            waiting = [each for each in others if each._waiting is not None]
            min(waiting, key=lambda each: each._since).transport.abort()

    def check(self, now: float) -> None:
        """End the connection if its client takes too long; called about every second."""
        waiting, limits = self._waits_for(), self._limits
        if waiting != self._waiting:
            self._waiting, self._since = waiting, now
        patience = {READER: limits.read_within, REQUEST: limits.request_within}
        if waiting is not None and now - self._since > patience.get(waiting[0], inf):
            self.transport.abort()

    def _waits_for(self) -> tuple[str, object] | None:
        """What the client has to do next, and a mark of how far it is; None: it has to wait."""
        unread = self.transport.get_write_buffer_size()
        if unread:
            return READER, unread
        if not getattr(self.cycle, "response_complete", True):  # before the first one it is None
            return None
        idle = self.timeout_keep_alive_task is not None  # until the next request's first byte
        return NOTHING if idle else REQUEST, self.cycle
