"""A proxy before PostgreSQL that cuts some connections once their COMMIT has reached the server."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from random import Random

COMMIT = b"COMMIT"
READ = 65_536


@dataclass
class CuttingProxy:
    """Passes all on; of the transactions' ends a share is passed on and never answered."""

    target: int
    random: Random
    share: float = 0.0
    cuts: int = 0
    _listener: socket.socket = field(default_factory=socket.socket)

    @contextmanager
    def serving(self) -> Iterator[int]:
        """Listen on a free port, which is the block's."""
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(128)
        threading.Thread(target=self._accept, daemon=True).start()
        try:
            yield self._listener.getsockname()[1]
        finally:
            self.share = 0.0
            self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self.target))
                threading.Thread(target=self._ask, args=(client, server), daemon=True).start()
                threading.Thread(target=_pass, args=(server, client), daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError), client, server:
            while asked := client.recv(READ):
                if COMMIT in asked and self.random.random() < self.share:
                    self.cuts += 1
                    client.shutdown(socket.SHUT_RDWR)
                    server.sendall(asked)
                    server.shutdown(socket.SHUT_WR)
                    return
                server.sendall(asked)


def _pass(server: socket.socket, client: socket.socket) -> None:
    with suppress(OSError):
        while answered := server.recv(READ):
            client.sendall(answered)
    for end in (client, server):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
