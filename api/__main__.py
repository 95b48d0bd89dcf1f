"""`python -m api`: serve on HOST and PORT until interrupted."""

import logging
import socket
import sys
from collections.abc import Callable
from contextlib import suppress

import uvicorn
from pydantic import ValidationError

from api.application import create_app
from api.server import Server
from api.settings import ServerSettings
from graph.assembly import Assistant, open_from_environment
from graph.memory import MemoryMisconfigured, MemoryUnavailable
from tools.errors import DatabaseMisconfigured, DatabaseUnavailable

REFUSED = 2
GRACE = 20
"""Seconds that running turns get to finish when the service is told to stop."""
ROOMS = ("api", "graph", "tools")


class CannotListen(Exception):
    """The address is taken, not ours or not an address; the text says so."""


REFUSALS = (
    CannotListen,
    DatabaseMisconfigured,
    DatabaseUnavailable,
    MemoryMisconfigured,
    MemoryUnavailable,
)


def main(opening: Callable[[], Assistant] = open_from_environment) -> int:
    """Open everything, say where it listens, serve. The exit status: 2 when it cannot start."""
    _log_our_rooms()
    try:
        with _listen(ServerSettings()) as listener:
            _serve(opening(), listener)
    except ValidationError as error:
        return _refuse(_sentence(error))
    except REFUSALS as error:
        return _refuse(str(error))
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
        raise CannotListen(f"HOST and PORT cannot be listened on; set others ({error})") from error


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


def _sentence(error: ValidationError) -> str:
    """What to set; never the value, which may be a secret."""
    found = error.errors(include_input=False, include_url=False, include_context=False)
    return "; ".join(
        ": ".join([*map(str, each["loc"]), each["msg"].removeprefix("Value error, ")])
        for each in found
    )


def _refuse(reason: str) -> int:
    sys.stderr.write(f"recepcionista: {reason}\n")
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
