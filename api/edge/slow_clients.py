"""Connections that ask for nothing: closed in time, so that they cannot be hoarded."""

import time
from collections.abc import Iterable
from typing import Any, Protocol

REQUEST_WITHIN = 10.0
"""Seconds from a connection, or from its last answer, to the end of the next request's header."""


class Connection(Protocol):
    """What uvicorn's HTTP protocols have in common."""

    @property
    def cycle(self) -> Any:
        """The request under way or the last one; None before the first."""

    @property
    def transport(self) -> Any:
        """The socket."""


class SlowClients:
    """Knows since when each connection has had no request under way.

    uvicorn's own keep-alive timeout starts with the first answer and ends with any byte, so a
    client that sends one byte now and then would stay for ever.
    """

    def __init__(self, within: float = REQUEST_WITHIN) -> None:
        """`within` is in seconds."""
        self._within = within
        self._idle: dict[Connection, tuple[Any, float]] = {}

    def sweep(self, connections: Iterable[Connection]) -> None:
        """Close those that have been idle for too long; to be called about every second."""
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
