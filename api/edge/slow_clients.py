"""Closes connections without a request, so that clients cannot hoard them."""

import time
from collections.abc import Iterable
from typing import Any, Protocol

REQUEST_WITHIN = 10.0
"""Seconds from the connection, or its last response, to the end of the next request's header."""


class Connection(Protocol):
    """The common part of uvicorn's HTTP protocols."""

    cycle: Any
    """The current or last request; None before the first."""
    transport: Any
    """The socket."""


class SlowClients:
    """Records since when each connection has been without a request.

    uvicorn's keep-alive timeout starts with the first response and ends with any byte, so that a
    client that sends a byte now and then would stay connected for ever.
    """

    def __init__(self, within: float = REQUEST_WITHIN) -> None:
        """`within` is in seconds."""
        self._within = within
        self._idle: dict[Connection, tuple[Any, float]] = {}

    def sweep(self, connections: Iterable[Connection]) -> None:
        """Close the connections idle for too long; to be called about every second."""
        now = time.monotonic()
        before, self._idle = self._idle, {}
        for connection in connections:
            if not _is_idle(connection):
                continue
            last, since = before.get(connection, (None, now))
            since = since if last is connection.cycle else now
            self._idle[connection] = (connection.cycle, since)
            if now - since > self._within:
                connection.transport.close()


def _is_idle(connection: Connection) -> bool:
    return connection.cycle is None or bool(connection.cycle.response_complete)
