"""The keys that verify tokens: a shared secret, a JWKS file, or a JWKS at a URL.

A token selects one of them by its `kid`; its headers `jku`, `x5u` and `jwk` are ignored.
"""

import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from jwt import PyJWK, PyJWKClient, PyJWKSet, PyJWTError, get_unverified_header

from api.access.errors import SigningKeysUnavailable, Unauthenticated
from api.command_errors import CommandError

SHARED: tuple[str, ...] = ("HS256",)
PUBLIC: tuple[str, ...] = ("RS256", "ES256")
BROKEN = (PyJWTError, OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""Raised for a malformed set, also by PyJWT's parsing of the single keys."""
FETCH_TIMEOUT, FRESH, PAUSE = 3.0, 300.0, 10.0
"""Seconds: for one fetch; that a fetched set is used; from a failed fetch to the next."""


class SigningKeys(Protocol):
    """A source of keys, and the algorithms that may verify with them."""

    algorithms: tuple[str, ...]

    def key_of(self, token: str, /) -> str | PyJWK:
        """The key to verify with. Raises `Unauthenticated` and `SigningKeysUnavailable`."""


class SharedSecret:
    """One secret, shared with the issuer of the tokens."""

    algorithms = SHARED

    def __init__(self, secret: str) -> None:
        """`secret` has at least 32 bytes."""
        self._secret = secret

    def key_of(self, _token: str) -> str:
        """The secret."""
        return self._secret


class KeyFile:
    """The public keys of a JWKS file, which is read once, at the start."""

    algorithms = PUBLIC

    def __init__(self, path: str) -> None:
        """Read the file. Raises `CommandError` when it has no usable key."""
        try:
            loaded = PyJWKSet.from_dict(json.loads(Path(path).read_text(encoding="utf-8")))
        except BROKEN as error:
            raise CommandError("JWT_JWKS names no file that is a JSON Web Key Set") from error
        self._keys = {key.key_id: key for key in usable(loaded.keys)}
        if not self._keys:
            raise CommandError(f"JWT_JWKS has no key with a kid for {' or '.join(PUBLIC)}")

    def key_of(self, token: str) -> PyJWK:
        """The key with the token's `kid`."""
        key = self._keys.get(kid_of(token))
        if key is None:
            raise Unauthenticated
        return key


class KeyAddress(PyJWKClient):
    """The public keys at a URL, fetched when first needed, when stale, and for an unknown `kid`.

    PyJWT's client caches the set and limits fetches for unknown ids; this adds a pause after a
    failed fetch.
    """

    algorithms = PUBLIC

    def __init__(self, url: str, *, pause: float = PAUSE) -> None:
        """Fetch nothing yet. `pause` after a failure is in seconds."""
        super().__init__(url, timeout=FETCH_TIMEOUT, lifespan=FRESH)
        self._pause, self._next_try = pause, 0.0

    def key_of(self, token: str) -> PyJWK:
        """The key with the token's `kid`."""
        try:
            key = self.get_signing_key(kid_of(token))
        except PyJWTError as error:  # a failed fetch is `SigningKeysUnavailable`
            raise Unauthenticated from error
        if not usable([key]):
            raise Unauthenticated
        return key

    def fetch_data(self) -> Any:
        """See `PyJWKClient.fetch_data`. Raises `SigningKeysUnavailable`."""
        if time.monotonic() < self._next_try:
            raise SigningKeysUnavailable("the last try failed moments ago")
        try:
            return super().fetch_data()
        except BROKEN as error:
            self._next_try = time.monotonic() + self._pause
            raise SigningKeysUnavailable("JWT_JWKS cannot be fetched") from error


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


def usable(keys: Iterable[PyJWK]) -> list[PyJWK]:
    """The keys for signatures by RS256 or ES256; a set may publish others too."""
    return [
        key
        for key in keys
        if key.key_id and key.algorithm_name in PUBLIC and key.public_key_use in ("sig", None)
    ]
