"""What `python -m api` serves: the service opened, in this process or in several workers.

It is imported when the settings are read and the socket listens, because it imports everything.
"""

import gc
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from functools import partial

from fastapi import FastAPI

from api.access.loopback import is_loopback
from api.application import create_app
from api.assembly import Service, open_service, reopen_service, warn_of_env_file
from api.command_errors import CommandError, exit_status_of
from api.edge.parent_line import ParentLine
from api.edge.server import Server
from api.edge.telemetry.processes import shared_metrics
from api.edge.workers import Workers
from api.settings import Configuration
from graph.assembly import Assistant, open_assistant, warm_up, warn_of_network_drives
from graph.settings import GraphSettings
from graph.understanding.observer import Observer
from tools.database.lock_file import LockFile
from tools.database.urls import sqlite_file
from tools.settings import DatabaseSettings

Opening = Callable[[GraphSettings, DatabaseSettings, Observer], Assistant]

OPEN_TO_ALL = (
    "HOST lets other machines call and nobody has to sign in: make a key with `recepcionista keys"
    " create`, or set JWT_SECRET or JWT_JWKS, or AUTH=none if everybody may do everything"
)


def application(
    settings: Configuration, listener: socket.socket, opening: Opening | None = None
) -> FastAPI:
    """The application of a process that serves alone, with its service open and warm.

    Raises `CommandError`, and as `graph.assembly.open_assistant` does.
    """
    service = _opened(settings, listener, _reopening(settings, opening))
    return create_app(lambda: service)


def serve_in_workers(
    settings: Configuration,
    listener: socket.socket,
    announce: Callable[[], None],
    opening: Opening | None = None,
) -> None:
    """Be the parent of several processes that serve. Raises as `application` does."""
    reopening = _reopening(settings, opening)
    with shared_metrics():
        service = _opened(settings, listener, reopening)
        announce()
        serve = partial(_serve, listener=listener, keep_alive=settings.server.keep_alive)
        with _locked(settings.database):
            service.close()
            reopened = partial(reopen_service, service, reopening)
            _fork(settings.server.workers, reopened, serve, listener)


def refuse_strangers(service: Service, listener: socket.socket) -> None:
    """Close the service and raise `CommandError` if other machines can call without sign-in."""
    gate, (address, *_) = service.gate, listener.getsockname()
    if not (gate.requires_credential or gate.serves_strangers or is_loopback(address)):
        service.close()
        raise CommandError(OPEN_TO_ALL)


def _reopening(settings: Configuration, opening: Opening | None) -> Callable[[Observer], Assistant]:
    return partial(opening or open_assistant, settings.graph, settings.database)


def _opened(
    settings: Configuration, listener: socket.socket, opening: Callable[[Observer], Assistant]
) -> Service:
    warn_of_env_file()
    warn_of_network_drives(settings.graph, settings.database)
    service = open_service(settings.access, settings.edge, opening)
    refuse_strangers(service, listener)
    warm_up()
    return service


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


def _serve(service: Service, *, listener: socket.socket, keep_alive: int) -> None:
    """Serve one worker's share until a signal to stop."""
    server = Server(
        create_app(lambda: service),
        give_up=service.assistant.stop_models,
        keep_alive=keep_alive,
        line=service.line,
        log_config=None,
    )
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])
