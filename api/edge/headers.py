"""Security headers of every response: no caching, framing, sniffing or loading of resources."""

from starlette.types import Scope

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

Headers = list[tuple[bytes, bytes]]


def hardened(given: Headers, scope: Scope) -> Headers:
    """The headers of a response with those of `HARDENED` and of the rate limit."""
    names = {name for name, _ in given}
    rate_limit = scope.get("state", {}).get("rate_limit", [])
    return [*given, *(pair for pair in RAW if pair[0] not in names), *rate_limit]
