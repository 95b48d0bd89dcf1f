"""The keys that verify tokens: a shared secret, a JWKS file, or a JWKS at a URL.

A token selects one of them by its `kid`; its headers `jku`, `x5u` and `jwk` are ignored.
"""

import asyncio
import json
import ssl
import time
from math import inf
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import httpx
from jwt import PyJWK, PyJWKSet, PyJWTError, get_unverified_header

from api.access.errors import SigningKeysUnavailable, Unauthenticated
from api.command_errors import CommandError
from api.settings import LOCAL_NAMES

SHARED: tuple[str, ...] = ("HS256",)
PUBLIC: tuple[str, ...] = ("RS256", "ES256")
BROKEN = (
    *(PyJWTError, OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError),
    *(httpx.HTTPError, httpx.InvalidURL),
)
"""Raised for a malformed set, also by PyJWT's parsing of single keys, and for a failed fetch."""
FETCH_WITHIN, FRESH, COOLDOWN, PAUSE = 3.0, 300.0, 30.0, 10.0
"""Seconds: for all of a fetch; that a fetched set is used; from a fetch to the next one for an
unknown `kid`; from a failed fetch to the next."""
MAX_SET = 1024 * 1024
"""Bytes of a fetched set."""
HEADERS = {
    "User-Agent": "recepcionista",  # some servers refuse those of libraries
    "Accept": "application/jwk-set+json, application/json",
    "Accept-Encoding": "identity",
}


class SigningKeys(Protocol):
    """A source of keys, and the algorithms that may verify with them."""

    algorithms: tuple[str, ...]

    async def key_of(self, token: str, /) -> str | PyJWK:
        """The key to verify with. Raises `Unauthenticated` and `SigningKeysUnavailable`."""


class SharedSecret:
    """One secret, shared with the issuer of the tokens."""

    algorithms = SHARED

    def __init__(self, secret: str) -> None:
        """`secret` has at least 32 bytes."""
        self._secret = secret

    async def key_of(self, _token: str) -> str:
        """The secret."""
        return self._secret


class KeyFile:
    """The public keys of a JWKS file, which is read once, at the start."""

    algorithms = PUBLIC

    def __init__(self, path: str) -> None:
        """Read the file. Raises `CommandError` when it has no usable key."""
        try:
            self._keys = _parsed(Path(path).read_bytes())
        except BROKEN as error:
            raise CommandError(
                "JWT_JWKS names no file that is a JSON Web Key Set which has a key with a kid for "
                f"{' or '.join(PUBLIC)}"
            ) from error

    async def key_of(self, token: str) -> PyJWK:
        """The key with the token's `kid`."""
        key = self._keys.get(kid_of(token))
        if key is None:
            raise Unauthenticated
        return key


class KeyAddress:
    """The public keys at a URL, fetched when first needed, when stale, and for an unknown `kid`.

    All callers wait for one fetch, in the event loop; API keys never do.
    """

    algorithms = PUBLIC

    def __init__(self, url: str, *, within: float = FETCH_WITHIN, pause: float = PAUSE) -> None:
        """Fetch nothing yet. `pause` after a failure is in seconds, as is `within`."""
        self._url, self._within, self._pause = url, within, pause
        self._tls = ssl.create_default_context()
        self._keys: dict[str, PyJWK] = {}
        self._fresh_until = self._next_fetch = -inf
        self._fetch: asyncio.Task[Exception | None] | None = None

    async def key_of(self, token: str) -> PyJWK:
        """The key with the token's `kid`."""
        kid, now = kid_of(token), time.monotonic()
        if now >= self._fresh_until or (kid not in self._keys and now >= self._next_fetch):
            await self._renew()
        if kid not in self._keys:
            raise Unauthenticated
        return self._keys[kid]

    async def _renew(self) -> None:
        """Return when the one fetch has ended. Raises `SigningKeysUnavailable`."""
        if self._fetch is None:
            if time.monotonic() < self._next_fetch:
                raise SigningKeysUnavailable("the last try failed moments ago")
            self._fetch = asyncio.create_task(self._fetched())
        fetch = self._fetch
        await asyncio.wait({fetch})
        if error := fetch.result():
            raise SigningKeysUnavailable("JWT_JWKS cannot be fetched") from error

    async def _fetched(self) -> Exception | None:
        """Fetch the set; the error, if it failed."""
        try:
            async with asyncio.timeout(self._within):
                published = await _read(self._url, self._tls)
            self._keys = await asyncio.to_thread(_parsed, published)
        except BROKEN as error:
            self._next_fetch = time.monotonic() + self._pause
            return error
        else:
            now = time.monotonic()
            self._fresh_until, self._next_fetch = now + FRESH, now + COOLDOWN
            return None
        finally:
            self._fetch = None


def signing_keys(*, secret: str | None, jwks: str | None) -> SigningKeys | None:
    """The source that the settings name, if any. Raises `CommandError`."""
    if secret is not None:
        return SharedSecret(secret)
    if jwks is None:
        return None
    return KeyAddress(jwks) if "://" in jwks else KeyFile(jwks)


def kid_of(token: str) -> str:
    """The `kid` in the token's header. Raises `Unauthenticated`."""
    try:
        kid = get_unverified_header(token).get("kid")
    except PyJWTError as error:
        raise Unauthenticated from error
    if not isinstance(kid, str):
        raise Unauthenticated
    return kid


def _parsed(published: bytes) -> dict[str, PyJWK]:
    """The keys for signatures by RS256 or ES256, by `kid`; a set may publish others too.

    Raises the errors of `BROKEN`, also without any such key.
    """
    keys = {
        key.key_id: key
        for key in PyJWKSet.from_dict(json.loads(published)).keys
        if key.key_id and key.algorithm_name in PUBLIC and key.public_key_use in ("sig", None)
    }
    if not keys:
        raise LookupError("no key with a kid")
    return keys


async def _read(url: str, tls: ssl.SSLContext) -> bytes:
    """The document, without following redirects. Raises `httpx.HTTPError` and `ValueError`."""
    proxies = urlsplit(url).hostname not in LOCAL_NAMES
    async with (
        httpx.AsyncClient(headers=HEADERS, verify=tls, trust_env=proxies) as client,
        client.stream("GET", url) as response,
    ):
        response.raise_for_status()
        document = bytearray()
        async for piece in response.aiter_raw():
            document += piece
            if len(document) > MAX_SET:
                raise ValueError("the set is larger than 1 MiB")
    return bytes(document)
