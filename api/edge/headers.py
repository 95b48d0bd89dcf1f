"""What every answer of ours tells browsers: nothing here is a page, a frame or worth keeping."""

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
"""A route that answers with one of these keeps its own: a page has a policy of its own."""
RAW = [(name.encode(), value.encode()) for name, value in HARDENED.items()]


class HardenedRoute(APIRoute):
    """A route whose every answer has `HARDENED`, and what `limited` has to tell.

    Of the route and not of the application, which may carry another server's routes beside ours.
    """

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with these headers."""

        async def hardened(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _completed(message["headers"], scope)
            await send(message)

        await super().handle(scope, receive, hardened)


def _completed(given: list[tuple[bytes, bytes]], scope: Scope) -> list[tuple[bytes, bytes]]:
    names = {name for name, _ in given}
    told = scope.get("state", {}).get("told", [])
    return [*given, *(pair for pair in RAW if pair[0] not in names), *told]
