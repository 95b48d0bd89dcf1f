"""One kept-alive connection that sends messages one after the other."""

import http.client
import json
from time import monotonic
from urllib.parse import urlsplit

PATIENCE = 60.0
IDLE = 2.0
"""Seconds after which a connection is opened anew: uvicorn hangs up on one that is idle for 5."""
OK = 200


class CommandError(Exception):
    """A service did not answer a message; the text is its answer."""


class Line:
    """A connection to a service."""

    def __init__(self, url: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
        self._used = monotonic()

    def chat(self, session: str, words: str) -> None:
        """One turn. Raises `CommandError`."""
        if monotonic() - self._used > IDLE:
            self._connection.close()
        body = json.dumps({"mensaje": words}).encode()
        headers = {"content-type": "application/json", "session-id": session}
        self._connection.request("POST", "/chat", body, headers)
        response = self._connection.getresponse()
        text = response.read()
        self._used = monotonic()
        if response.status != OK:
            raise CommandError(text.decode(errors="replace"))

    def close(self) -> None:
        self._connection.close()
