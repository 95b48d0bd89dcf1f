"""A model that takes its time: an OpenAI-compatible server that answers everybody late.

python -m tests.prove.bench.slow_model SECONDS
"""

import signal
import sys
from threading import Event

from tests.scripted_openai import Exchange, Reply, says, serve

WORDS = "Hola, ¿en qué puedo ayudar?"


def late(reply: Reply, seconds: float) -> Reply:
    """The reply after that long, without looking after the client meanwhile, which costs time."""

    def waiting(exchange: Exchange) -> None:
        Event().wait(seconds)
        reply(exchange)

    return waiting


def main() -> int:
    """Print the base URL and serve until told to stop."""
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with serve() as server:
        server.always(late(says(WORDS), float(sys.argv[1])))
        sys.stdout.write(server.base_url + "\n")
        sys.stdout.flush()
        stop.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
