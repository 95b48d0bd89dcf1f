"""`python -m api`: serve on HOST and PORT until interrupted."""

import logging
import socket
import sys
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from api.application import create_app
from api.refusals import Refused, or_refuse
from api.server import Server
from api.settings import ServerSettings
from graph.assembly import Assistant, open_from_environment

GRACE = 20
"""Seconds that running turns get to finish when the service is told to stop."""
ROOMS = ("api", "graph", "tools")


def main(opening: Callable[[], Assistant] = open_from_environment) -> int:
    """Open everything, say where it listens, serve. The exit status: 2 when it cannot start."""
    _log_our_rooms()
    return or_refuse(lambda: _run(opening))


def _run(opening: Callable[[], Assistant]) -> int:
    with _listen(ServerSettings()) as listener:
        _serve(opening(), listener)
    return 0


def _log_our_rooms() -> None:
    """Our own INFO lines only: other libraries log request URLs and schema changes there."""
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    for room in ROOMS:
        logging.getLogger(room).setLevel(logging.INFO)


def _listen(settings: ServerSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except (OSError, UnicodeError) as error:
        raise Refused(f"HOST and PORT cannot be listened on; set others ({error})") from error


def _serve(assistant: Assistant, listener: socket.socket) -> None:
    """Without uvicorn's access log: paths hold session ids."""
    host, port, *_ = listener.getsockname()
    shown = f"[{host}]" if ":" in host else host
    sys.stdout.write(f"Recepcionista: http://{shown}:{port} (docs: http://{shown}:{port}/docs)\n")
    sys.stdout.flush()
    config = uvicorn.Config(
        create_app(lambda: assistant),
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=GRACE,
    )
    server = Server(config, give_up=assistant.desk.understanding.close)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


if __name__ == "__main__":
    sys.exit(main())
