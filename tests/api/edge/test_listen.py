"""The listening socket that the service is run on."""

import socket
from contextlib import closing

import pytest

from api.edge.server import listen


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_connections_send_small_segments_at_once(host: str) -> None:
    with (
        closing(listen(host, 0)) as listener,
        socket.create_connection(listener.getsockname()[:2]),
        listener.accept()[0] as connection,
    ):
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
