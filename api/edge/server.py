"""The HTTP server: uvicorn with a graceful end, and limits for its clients."""

import asyncio
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import uvicorn
from starlette.types import ASGIApp

from api.edge.connection import Connection, ConnectionLimits

if TYPE_CHECKING:
    from api.edge.parent_line import ParentLine

MAX_HEADER = 64 * 1024
"""Bytes of a request's header, and of a trailer."""
GRACE = 20
"""Seconds for running turns to finish after a signal to stop."""
PATIENCE = 15.0
"""Seconds from the signal to stop until running turns no longer wait for their model."""
ACCEPT_EVERY = 0.001
"""Seconds from one connection to the next that a worker takes, so that others get theirs."""


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
        app: ASGIApp,
        *,
        give_up: Callable[[], None],
        patience: float = PATIENCE,
        keep_alive: int,
        limits: ConnectionLimits | None = None,
        line: "ParentLine | None" = None,
        **options: Any,
    ) -> None:
        """`give_up` ends the calls to the model that turns wait for; the times are in seconds.

        With a `line` this is one of several workers on the same listening socket. `options` are
        further ones of uvicorn. It has no access log: paths hold session ids.
        """
        connection = partial(Connection, limits=limits or ConnectionLimits())
        config = uvicorn.Config(
            app,
            http=cast(type[Connection], connection),
            h11_max_incomplete_event_size=MAX_HEADER,
            timeout_keep_alive=keep_alive,
            timeout_graceful_shutdown=GRACE,
            access_log=False,
            server_header=False,
            ws="none",
            log_level="warning",
            **options,
        )
        super().__init__(config)
        self._give_up, self._patience, self._line = give_up, patience, line
        self._connecting: set[asyncio.Task[Any]] = set()

    def stop(self) -> None:
        """End as after a signal to stop."""
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the application, and take connections."""
        if self._line is None:
            await super().startup(sockets)
            return
        await self._line.open()
        await super().startup([])
        for listener in sockets or ():
            listener.setblocking(False)
            self._listen(listener)

    def _listen(self, listener: socket.socket) -> None:
        if not self.should_exit:
            asyncio.get_running_loop().add_reader(listener, self._accept, listener)

    def _accept(self, listener: socket.socket) -> None:
        """Take one connection; event loops take all that wait, so that one worker has them all."""
        loop = asyncio.get_running_loop()
        loop.remove_reader(listener)
        loop.call_later(ACCEPT_EVERY, self._listen, listener)
        with suppress(OSError):  # another worker was faster, or there are no descriptors left
            connection, _ = listener.accept()
            connection.setblocking(False)
            connecting = loop.create_task(loop.connect_accepted_socket(self._protocol, connection))
            self._connecting.add(connecting)
            connecting.add_done_callback(self._connecting.discard)

    def _protocol(self) -> asyncio.Protocol:
        make = cast(Callable[..., asyncio.Protocol], self.config.http_protocol_class)
        return make(self.config, self.server_state, self.lifespan.state)

    async def on_tick(self, counter: int) -> bool:
        """Called ten times a second; checks the connections about every second."""
        if counter % 10 == 0:
            now = time.monotonic()
            for connection in list(self.server_state.connections):
                cast(Connection, connection).check(now)
            if self._line:
                self._line.beat()
        self.should_exit = self.should_exit or bool(self._line and self._line.is_orphaned())
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Refuse new requests, wait for running ones, and give up on models after `patience`."""
        loop = asyncio.get_running_loop()
        giving_up = loop.call_later(self._patience, self._give_up)
        if self._line:
            for listener in sockets or ():
                loop.remove_reader(listener)
            await asyncio.gather(*self._connecting, return_exceptions=True)
        try:
            await super().shutdown(sockets)
        finally:
            giving_up.cancel()
