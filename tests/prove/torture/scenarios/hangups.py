"""Clients that hang up: after sending, in the middle of sending, politely or with a reset."""

import json
import socket
import struct
import time

from tests.prove.torture.history import Operation
from tests.prove.torture.messages import SHARED
from tests.prove.torture.stage import Score, Site, Stage, judge, mixed_crowd
from tests.prove.torture.wire import HOST
from tests.prove.torture.workload import Client

RESET = struct.pack("ii", 1, 0)
"""SO_LINGER: on, no seconds; closing then sends RST."""


def hang_up(stage: Stage) -> Score:
    """Many clients of one session that never wait for the answer, beside some that do."""
    with stage.site() as site:
        life = site.begin(FAILPOINT="model.before=sleep:0.005")
        crowd = mixed_crowd(site, alone=2, together=2)
        crowd.start()
        impatient = site.client(50, "shared", kinds=SHARED)
        for _ in range(stage.times(200)):
            _send_and_leave(impatient, life.port)
        settled = _settle(site)
        crowd.finish()
        site.end()
        return judge(site, [*crowd.clients, impatient, settled])


def _send_and_leave(client: Client, port: int) -> None:
    """Send all of a message or its beginning, perhaps wait a little, and hang up."""
    random = client.random
    saying = next(client.sayings)
    key = f"left-{len(client.operations)}"
    request = _request(client.session, saying.message, key)
    whole = random.random() < 0.8
    invoked = time.monotonic()
    with socket.create_connection((HOST, port)) as line:
        line.sendall(request if whole else request[: random.randrange(len(request))])
        time.sleep(random.choice((0.0, 0.0, 0.002, 0.01)))
        if random.random() < 0.5:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    client.operations.append(
        Operation(
            client=client.name,
            session=client.session,
            message=saying.message,
            key=key,
            invoked=invoked,
            completed=time.monotonic(),
            outcome="unknown" if whole else "refused",
            announces=saying.announces,
        )
    )


def _settle(site: Site) -> Client:
    """One patient client at the end of the session's queue."""
    patient = site.client(51, "shared", kinds=SHARED)
    patient.say(next(patient.sayings))
    patient.line.close()
    return patient


def _request(session: str, message: str, key: str) -> bytes:
    body = json.dumps({"mensaje": message}).encode()
    lines = [
        "POST /chat HTTP/1.1",
        f"Host: {HOST}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        f"session-id: {session}",
        f"Idempotency-Key: {key}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body
