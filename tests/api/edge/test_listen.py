"""The listening socket that the service is run on."""

import socket
from contextlib import closing
from pathlib import Path

import pytest

from api.edge.server import listen
from tests.servers import run

SERVING = """
import http.client, socket, threading, time
from api.application import create_app
from api.edge.server import Server, listen

listener = listen("127.0.0.1", 0)
server = Server(create_app(), give_up=lambda: None, keep_alive=75, loop="{loop}")
thread = threading.Thread(target=server.run, kwargs={{"sockets": [listener]}})
thread.start()
while not server.started:
    time.sleep(0.01)
client = http.client.HTTPConnection(*listener.getsockname())
client.request("GET", "/healthz")
client.getresponse().read()
[connection] = server.server_state.connections
taken = connection.transport.get_extra_info("socket")
print(type(connection.loop).__module__.partition(".")[0])
print(connection.conn.__module__.partition(".")[0])
print(taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
server.should_exit = True
thread.join()
"""


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_connections_send_small_segments_at_once(host: str) -> None:
    with (
        closing(listen(host, 0)) as listener,
        socket.create_connection(listener.getsockname()[:2]),
        listener.accept()[0] as connection,
    ):
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize("loop", ["auto", "asyncio"])
def test_a_server_of_the_serving_environment_does_so_too(tmp_path: Path, loop: str) -> None:
    done = run(SERVING.format(loop=loop), tmp_path)
    kind = "asyncio" if loop == "asyncio" else "uvloop"
    assert done.stdout.split() == [kind, "h11", "1"], done.stderr
