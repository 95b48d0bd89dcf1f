"""`python -m api`: serve on HOST and PORT until interrupted.

The settings are read and the socket listens before anything is imported that these do not need.
"""

import gc
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import Any, TypeVar

from starlette.applications import Starlette

from api.access.loopback import is_loopback
from api.command_errors import CommandError, exit_status_of
from api.edge.open_files import raise_limit
from api.edge.server import Server, listen
from api.edge.telemetry.logs import log_to_stderr
from api.settings import Configuration, ServerSettings
from api.web.starting import Starting

Loaded = TypeVar("Loaded")


def main(opening: Callable[..., Any] | None = None) -> int:
    """Open the service, print its URL and serve. The exit status is 2 when it cannot start.

    `opening` takes the place of `graph.assembly.open_assistant`.
    """
    log_to_stderr("console")
    return exit_status_of(lambda: _run(opening))


def _run(opening: Callable[..., Any] | None) -> int:
    settings = Configuration()
    log_to_stderr(settings.edge.log_format)
    raise_limit()
    with _listen(settings.server) as listener:
        if settings.server.workers == 1:
            _serve(settings, listener, opening)
        else:
            serving = _without_collections(partial(import_module, "api.serving"))
            serving.serve_in_workers(settings, listener, partial(_announce, listener), opening)
    return 0


def _serve(
    settings: Configuration, listener: socket.socket, opening: Callable[..., Any] | None
) -> None:
    """Serve, which begins while the rest is loaded, until a signal to stop.

    The URL is printed at once where the address is this machine's own. With another one the service
    may not start, because nobody has to sign in.
    """
    is_own = is_loopback(listener.getsockname()[0])
    if is_own:
        _announce(listener)

    def load() -> Starlette:
        app: Starlette = import_module("api.serving").application(settings, listener, opening)
        if not is_own:
            _announce(listener)
        return app

    starting = Starting(
        partial(_without_collections, load),
        edge=settings.edge,
        zone=settings.graph.timezone,
        failed=lambda: server.stop(),
    )
    server = Server(
        starting,
        give_up=starting.stop_models,
        keep_alive=settings.server.keep_alive,
        log_config=None,
    )
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])
    if starting.failure:
        raise starting.failure


def _without_collections(load: Callable[[], Loaded]) -> Loaded:
    """Load what stays until the process ends, which Python would search for garbage meanwhile.

    What is loaded then stays out of later collections, too.
    """
    gc.disable()
    try:
        loaded = load()
    finally:
        gc.enable()
    gc.freeze()
    return loaded


def _listen(settings: ServerSettings) -> socket.socket:
    try:
        return listen(settings.host, settings.port)
    except (OSError, UnicodeError) as error:
        raise CommandError(f"HOST and PORT cannot be listened on; set others ({error})") from error


def _announce(listener: socket.socket) -> None:
    host, port, *_ = listener.getsockname()
    address = f"[{host}]" if ":" in host else host
    url = f"http://{address}:{port}"
    sys.stdout.write(f"Recepcionista: {url} (docs: {url}/docs)\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
