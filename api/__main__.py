"""`python -m api`: serve on HOST and PORT until interrupted."""

import socket
import sys
from contextlib import suppress

from api.access.loopback import is_loopback
from api.application import create_app
from api.assembly import Opening, Service, open_service, warn_of_env_file
from api.command_errors import CommandError, exit_status_of
from api.edge.server import Server, listen
from api.edge.telemetry.logs import log_to_stderr
from api.settings import AccessSettings, EdgeSettings, ServerSettings
from graph.assembly import open_from_environment

OPEN_TO_ALL = (
    "HOST lets other machines call and nobody has to sign in: make a key with `recepcionista keys"
    " create`, or set JWT_SECRET or JWT_JWKS, or AUTH=none if everybody may do everything"
)


def main(opening: Opening = open_from_environment) -> int:
    """Open the service, print its URL and serve. The exit status is 2 when it cannot start."""
    log_to_stderr("console")
    return exit_status_of(lambda: _run(opening))


def _run(opening: Opening) -> int:
    server, access, edge = ServerSettings(), AccessSettings(), EdgeSettings()
    log_to_stderr(edge.log_format)
    warn_of_env_file()
    with _listen(server) as listener:
        service = open_service(access, edge, opening)
        _refuse_strangers(service, listener)
        _serve(service, listener, server.keep_alive)
    return 0


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


def _serve(service: Service, listener: socket.socket, keep_alive: int) -> None:
    host, port, *_ = listener.getsockname()
    address = f"[{host}]" if ":" in host else host
    url = f"http://{address}:{port}"
    sys.stdout.write(f"Recepcionista: {url} (docs: {url}/docs)\n")
    sys.stdout.flush()
    app = create_app(lambda: service)
    server = Server(
        app, give_up=service.assistant.stop_models, keep_alive=keep_alive, log_config=None
    )
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


if __name__ == "__main__":
    sys.exit(main())
