"""Security headers of every response: no caching, framing, sniffing or loading of resources."""

from fastapi.routing import APIRoute
from starlette.types import Message, Receive, Scope, Send

NOTHING_LOADS = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
HARDENED = {
    "cache-control": "no-store",
    "content-security-policy": NOTHING_LOADS,
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
"""Defaults: a response with a header of the same name keeps its own, as the pages do."""
RAW = [(name.encode(), value.encode()) for name, value in HARDENED.items()]


class HardenedRoute(APIRoute):
    """A route whose responses have the headers `HARDENED` and those of the rate limit.

    A route class, because an application may mount another server's routes beside ours.
    """

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle the request, adding the headers to its response."""

        async def hardened(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _completed(message["headers"], scope)
            await send(message)

        await super().handle(scope, receive, hardened)


def _completed(given: list[tuple[bytes, bytes]], scope: Scope) -> list[tuple[bytes, bytes]]:
    names = {name for name, _ in given}
    rate_limit = scope.get("state", {}).get("rate_limit", [])
    return [*given, *(pair for pair in RAW if pair[0] not in names), *rate_limit]
