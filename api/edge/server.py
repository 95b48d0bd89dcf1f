"""The HTTP server: uvicorn with a graceful end, and a time limit for slow clients."""

import asyncio
import socket
from collections.abc import Callable
from typing import cast

import uvicorn

from api.edge.slow_clients import REQUEST_WITHIN, Connection, SlowClients

PATIENCE = 15.0
"""Seconds from the signal to stop until running turns no longer wait for their model."""


def listen(host: str, port: int) -> socket.socket:
    """A listening TCP socket; port 0 takes a free one. Raises `OSError` and `UnicodeError`.

    asyncio sets TCP_NODELAY only where a socket's protocol is given, which `create_server` leaves
    out: each kept-alive response then waited 40 ms for the client's delayed ACK. Connections
    inherit the option from their listener.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


class Server(uvicorn.Server):
    """uvicorn's server, whose own end would cut off turns that wait for a slow model."""

    def __init__(
        self,
        config: uvicorn.Config,
        *,
        give_up: Callable[[], None],
        patience: float = PATIENCE,
        request_within: float = REQUEST_WITHIN,
    ) -> None:
        """`give_up` ends the calls to the model that turns wait for; the others are in seconds."""
        super().__init__(config)
        self._slow = SlowClients(request_within)
        self._give_up, self._patience = give_up, patience

    async def on_tick(self, counter: int) -> bool:
        """Called ten times a second; closes slow connections about every second."""
        if counter % 10 == 0:
            self._slow.sweep(cast(set[Connection], self.server_state.connections))
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Refuse new requests, wait for running ones, and give up on models after `patience`."""
        giving_up = asyncio.get_running_loop().call_later(self._patience, self._give_up)
        try:
            await super().shutdown(sockets)
        finally:
            giving_up.cancel()
