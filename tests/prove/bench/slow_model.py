"""A model that takes its time: an OpenAI-compatible server that answers everybody late.

python -m tests.prove.bench.slow_model SECONDS

One event loop serves all, so that a thousand that wait cost next to nothing.
"""

import asyncio
import json
import re
import signal
import sys
from functools import partial

from tests.scripted_openai import completion

BODY = json.dumps(completion({"content": "Hola, ¿en qué puedo ayudar?"})).encode()
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
BACKLOG = 2048
"""Connections that wait to be taken."""


async def _answer(
    seconds: float, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Answer one connection's requests until it is closed."""
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = LENGTH.search(head)
            await reader.readexactly(int(length[1]) if length else 0)
            await asyncio.sleep(seconds)
            writer.write(ANSWER % (len(BODY), BODY))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def _serve(seconds: float) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    answer = partial(_answer, seconds)
    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=BACKLOG)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1\n")
    sys.stdout.flush()
    await stop.wait()
    server.close()


def main() -> int:
    """Print the base URL and serve until told to stop."""
    asyncio.run(_serve(float(sys.argv[1])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
