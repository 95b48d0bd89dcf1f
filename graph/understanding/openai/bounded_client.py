"""The HTTP client of a model's server, which is not trusted: small plain bodies, no cookies."""

from http.cookiejar import CookieJar, DefaultCookiePolicy
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpx2
import openai

MAX_BODY = 1024 * 1024
"""Bytes of a response that are read; a chat completion has a few thousand."""
KEPT = 20
"""Most connections kept alive without a request: each request has every one of them probed."""


class UnreadableBody(ValueError):
    """A response that is too large, or is compressed although `identity` was asked for."""


class BoundedClient(openai.DefaultAsyncHttpxClient):
    """Reads at most `MAX_BODY` bytes of a response and decompresses nothing.

    Redirects fail: the conversation goes to one server only. One on loopback is asked directly,
    whatever proxies the environment names.
    """

    def __init__(self, *, base_url: str, timeout: float) -> None:
        """Connections are opened by the first request."""
        super().__init__(
            timeout=timeout,
            limits=httpx2.Limits(max_keepalive_connections=KEPT),
            follow_redirects=False,
            headers={"Accept-Encoding": "identity"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            trust_env=not on_loopback(base_url),
        )

    async def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        """Send a request; the response is read whole. Raises `UnreadableBody`."""
        response = await super().send(request, **options | {"stream": True})
        try:
            if response.headers.get("content-encoding", "identity").lower() != "identity":
                raise UnreadableBody("the response is compressed")
            body = bytearray()
            async for piece in response.aiter_raw():
                body += piece
                if len(body) > MAX_BODY:
                    raise UnreadableBody("the response is too large")
        finally:
            await response.aclose()
        return type(response)(
            response.status_code, headers=response.headers, content=bytes(body), request=request
        )


def on_loopback(url: str) -> bool:
    """Whether the host of a URL is this machine, by its name or address; asks no DNS."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
