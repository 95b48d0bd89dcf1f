"""`python -m api`: serve on HOST and PORT until interrupted."""

import gc
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from functools import partial

from api.access.loopback import is_loopback
from api.application import create_app
from api.assembly import Service, open_service, reopen_service, warn_of_env_file
from api.command_errors import CommandError, exit_status_of
from api.edge.parent_line import ParentLine
from api.edge.server import Server, listen
from api.edge.telemetry.logs import log_to_stderr
from api.edge.telemetry.processes import shared_metrics
from api.edge.workers import Workers
from api.settings import AccessSettings, EdgeSettings, ServerSettings
from graph.assembly import Assistant, open_assistant, settings_from_environment, warm_up
from graph.settings import GraphSettings
from graph.understanding.observer import Observer
from tools.database.lock_file import LockFile
from tools.database.urls import sqlite_file
from tools.settings import DatabaseSettings

OPEN_TO_ALL = (
    "HOST lets other machines call and nobody has to sign in: make a key with `recepcionista keys"
    " create`, or set JWT_SECRET or JWT_JWKS, or AUTH=none if everybody may do everything"
)


Opening = Callable[[GraphSettings, DatabaseSettings, Observer], Assistant]


def main(opening: Opening = open_assistant) -> int:
    """Open the service, print its URL and serve. The exit status is 2 when it cannot start."""
    log_to_stderr("console")
    return exit_status_of(lambda: _run(opening))


def _run(opening: Opening) -> int:
    server, access, edge = ServerSettings(), AccessSettings(), EdgeSettings()
    log_to_stderr(edge.log_format)
    warn_of_env_file()
    graph, database = settings_from_environment()
    reopening = partial(opening, graph, database)
    metrics = shared_metrics() if server.workers > 1 else nullcontext()
    with metrics, _listen(server) as listener:
        service = open_service(access, edge, reopening)
        _refuse_strangers(service, listener)
        warm_up()
        _announce(listener)
        serve = partial(_serve, listener=listener, keep_alive=server.keep_alive)
        if server.workers == 1:
            serve(service)
        else:
            with _locked(database):
                service.close()
                _fork(server.workers, partial(reopen_service, service, reopening), serve, listener)
    return 0


def _fork(
    number: int,
    reopening: Callable[[int, ParentLine], Service],
    serve: Callable[[Service], None],
    listener: socket.socket,
) -> None:
    """Be the parent of the workers. Nothing that was open before is used in a fork, but the socket.

    SQLite's locks do not survive a fork; the settings are those that the parent read.
    """

    def work(place: int, line: ParentLine) -> int:
        serve(reopening(place, line))
        return 0

    gc.collect()
    gc.freeze()  # so that collections in the workers leave the pages that they share as they are
    with suppress(KeyboardInterrupt):
        Workers(number, lambda *given: exit_status_of(partial(work, *given))).run(listener)


@contextmanager
def _locked(database: DatabaseSettings) -> Iterator[None]:
    """The lock that each worker has, so that there is no moment without it."""
    path = sqlite_file(database.database_url)
    with closing(LockFile(path)) if path else nullcontext():
        yield


def _listen(settings: ServerSettings) -> socket.socket:
    try:
        return listen(settings.host, settings.port)
    except (OSError, UnicodeError) as error:
        raise CommandError(f"HOST and PORT cannot be listened on; set others ({error})") from error


def _refuse_strangers(service: Service, listener: socket.socket) -> None:
    """Close the service and raise `CommandError` if other machines can call without sign-in."""
    gate, (address, *_) = service.gate, listener.getsockname()
    if not (gate.requires_credential or gate.serves_strangers or is_loopback(address)):
        service.close()
        raise CommandError(OPEN_TO_ALL)


def _announce(listener: socket.socket) -> None:
    host, port, *_ = listener.getsockname()
    address = f"[{host}]" if ":" in host else host
    url = f"http://{address}:{port}"
    sys.stdout.write(f"Recepcionista: {url} (docs: {url}/docs)\n")
    sys.stdout.flush()


def _serve(service: Service, *, listener: socket.socket, keep_alive: int) -> None:
    """Serve until a signal to stop."""
    server = Server(
        create_app(lambda: service),
        give_up=service.assistant.stop_models,
        keep_alive=keep_alive,
        line=service.line,
        log_config=None,
    )
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


if __name__ == "__main__":
    sys.exit(main())
