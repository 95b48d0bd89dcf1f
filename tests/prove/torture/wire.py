"""The wire as a client with patience sees it: one connection, opened again when it breaks."""

import http.client
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

HOST = "127.0.0.1"


class Broken(Exception):
    """No answer came: whether the message was taken is unknown."""


@dataclass(frozen=True)
class Answer:
    """A response: its status, its JSON, and whether it was the stored one."""

    status: int
    body: dict[str, Any]
    replayed: bool = False

    @property
    def code(self) -> str:
        """The problem's word; empty for a success."""
        return str(self.body.get("code", ""))


class Line:
    """A client's connection; `port` is asked at every new one, because servers come and go."""

    def __init__(
        self, port: Callable[[], int], timeout: float = 30.0, *, roams: bool = False
    ) -> None:
        """One that roams hangs up after every answer."""
        self._port = port
        self._roams = roams
        self._timeout = timeout
        self._connection: http.client.HTTPConnection | None = None

    def chat(self, session: str, message: str, key: str) -> Answer:
        """POST /chat. Raises `Broken`."""
        headers = {
            "content-type": "application/json",
            "session-id": session,
            "Idempotency-Key": key,
        }
        return self._request("POST", "/chat", json.dumps({"mensaje": message}), headers)

    def history(self, session: str) -> Answer:
        """GET /history. Raises `Broken`."""
        return self._request("GET", f"/history/{session}")

    def forget(self, session: str) -> Answer:
        """DELETE /history. Raises `Broken`."""
        return self._request("DELETE", f"/history/{session}")

    def ready(self) -> Answer:
        """GET /readyz. Raises `Broken`."""
        return self._request("GET", "/readyz")

    def close(self) -> None:
        """Hang up."""
        if self._connection:
            with suppress(OSError):
                self._connection.close()
            self._connection = None

    def _request(
        self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection(
                    HOST, self._port(), timeout=self._timeout
                )
            self._connection.request(method, path, body, headers or {})
            response = self._connection.getresponse()
            content = response.read()
            replayed = response.getheader("Idempotent-Replayed") == "true"
            if self._roams:
                self.close()
            return Answer(response.status, json.loads(content), replayed)
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.close()
            raise Broken from error
