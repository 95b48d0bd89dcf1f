"""Many sessions at once, from a process of its own so that the service shares no lock with it.

    python -m tests.prove.bench.crowd URL ... --sessions 32 --turns 10 --label a

prints, as JSON, the seconds that it took in all, those of each turn that was answered, and how
many turns failed.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from time import perf_counter
from urllib.parse import urlsplit

from tests.prove.bench.messages import message

CONTENT_LENGTH = b"content-length:"


async def _session(url: str, session: str, turns: int, begin: asyncio.Event) -> list[float]:
    reader, writer = await _connect(url)
    requests = [_request(session, turn) for turn in range(1, turns + 1)]
    await begin.wait()
    seconds = []
    for request in requests:
        began = perf_counter()
        writer.write(request)
        if await _answered(reader):
            seconds.append(perf_counter() - began)
            continue
        writer.close()
        reader, writer = await _connect(url)
    writer.close()
    return seconds


async def _connect(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    where = urlsplit(url)
    return await asyncio.open_connection(where.hostname, where.port)


def _request(session: str, turn: int) -> bytes:
    body = json.dumps({"mensaje": message(session, turn)}).encode()
    head = (
        f"POST /chat HTTP/1.1\r\nhost: localhost\r\nsession-id: {session}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _answered(reader: asyncio.StreamReader) -> bool:
    head = await reader.readuntil(b"\r\n\r\n")
    status, *fields = head.lower().splitlines()
    length = next(int(f.split(b":")[1]) for f in fields if f.startswith(CONTENT_LENGTH))
    await reader.readexactly(length)
    return b" 200 " in status


async def _crowd(urls: Sequence[str], label: str, sessions: int, turns: int) -> dict[str, object]:
    begin = asyncio.Event()
    names = [f"{label}{number}" for number in range(sessions)]
    waiting = [
        asyncio.create_task(_session(urls[number % len(urls)], name, turns, begin))
        for number, name in enumerate(names)
    ]
    await asyncio.sleep(0.2)
    began = perf_counter()
    begin.set()
    answered = [each for many in await asyncio.gather(*waiting) for each in many]
    wall = perf_counter() - began
    return {"wall": wall, "turns": answered, "failed": sessions * turns - len(answered)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 when every message got a response, be it an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("urls", nargs="+", metavar="URL", help="sessions are spread over them")
    parser.add_argument("--label", default="crowd", help="what the sessions' names begin with")
    parser.add_argument("--sessions", type=int, default=32)
    parser.add_argument("--turns", type=int, default=10, help="of each session")
    options = parser.parse_args(arguments)
    found = asyncio.run(_crowd(options.urls, options.label, options.sessions, options.turns))
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
