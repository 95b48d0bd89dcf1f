"""The wire as a client with patience sees it: one connection, opened again when it breaks."""

import http.client
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

HOST = "127.0.0.1"
JSON = {"content-type": "application/json"}


class Broken(Exception):
    """No answer came: whether the message was taken is unknown."""


@dataclass(frozen=True)
class Answer:
    """A response: its status, its JSON, and whether it was the stored one."""

    status: int
    body: dict[str, Any]
    replayed: bool = False
    version: int = 0
    """Of a client, as its ETag tells it."""

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
        headers = JSON | {"session-id": session, "Idempotency-Key": key}
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

    def create(self, name: str, email: str) -> Answer:
        """POST /clientes. Raises `Broken`."""
        body = json.dumps({"nombre": name, "email": email})
        return self._request("POST", "/clientes", body, JSON)

    def client(self, client: int) -> Answer:
        """GET /clientes/{id}. Raises `Broken`."""
        return self._request("GET", f"/clientes/{client}")

    def changes(self, client: int) -> Answer:
        """GET /clientes/{id}/cambios. Raises `Broken`."""
        return self._request("GET", f"/clientes/{client}/cambios")

    def change(self, client: int, version: int, name: str) -> Answer:
        """PATCH /clientes/{id}. Raises `Broken`."""
        body = json.dumps({"nombre": name})
        return self._request("PATCH", f"/clientes/{client}", body, JSON | _seen(version))

    def remove(self, client: int, version: int) -> Answer:
        """DELETE /clientes/{id}. Raises `Broken`."""
        return self._request("DELETE", f"/clientes/{client}", headers=_seen(version))

    def undo(self, client: int, version: int) -> Answer:
        """POST /clientes/{id}/deshacer. Raises `Broken`."""
        return self._request("POST", f"/clientes/{client}/deshacer", headers=_seen(version))

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
            tag = (response.getheader("ETag") or "").strip('"')
            if self._roams:
                self.close()
            version = int(tag) if tag.isdigit() else 0
            return Answer(response.status, json.loads(content or b"{}"), replayed, version)
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.close()
            raise Broken from error


def _seen(version: int) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}
