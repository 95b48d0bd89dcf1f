"""The keys that tokens are signed with: a shared secret, a JWKS file, or a JWKS at a URL.

A token names its key (`kid`) and brings nothing else that counts: `jku`, `x5u`, `jwk` are not read.
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
"""What reading a set raises that cannot be read, or is none; PyJWT looks into keys unasked."""
FETCH_TIMEOUT, FRESH, PAUSE = 3.0, 300.0, 10.0
"""Seconds: for one answer; that a set is used without asking again; between two failed tries."""


class SigningKeys(Protocol):
    """Where a token's key comes from, and the algorithms that such keys are for."""

    algorithms: tuple[str, ...]

    def key_of(self, token: str, /) -> str | PyJWK:
        """The key to judge it by. Raises `Unauthenticated` and `SigningKeysUnavailable`."""


class SharedSecret:
    """One secret, which the service shares with who makes tokens."""

    algorithms = SHARED

    def __init__(self, secret: str) -> None:
        """`secret` has at least 32 bytes."""
        self._secret = secret

    def key_of(self, _token: str) -> str:
        """The secret."""
        return self._secret


class KeyFile:
    """The public keys of a JWKS file, which is read once."""

    algorithms = PUBLIC

    def __init__(self, path: str) -> None:
        """Read it. Raises `CommandError` when there is no key in it that can be used."""
        try:
            loaded = PyJWKSet.from_dict(json.loads(Path(path).read_text(encoding="utf-8")))
        except BROKEN as error:
            raise CommandError("JWT_JWKS names no file that is a JSON Web Key Set") from error
        self._keys = {key.key_id: key for key in usable(loaded.keys)}
        if not self._keys:
            raise CommandError(f"JWT_JWKS has no key with a kid for {' or '.join(PUBLIC)}")

    def key_of(self, token: str) -> PyJWK:
        """The file's key that the token names."""
        key = self._keys.get(kid_of(token))
        if key is None:
            raise Unauthenticated
        return key


class KeyAddress(PyJWKClient):
    """The public keys at a URL, fetched when first needed, when old, and for names not known yet.

    PyJWT's client keeps them and asks for unknown names seldom; after a failure we pause as well.
    """

    algorithms = PUBLIC

    def __init__(self, url: str, *, pause: float = PAUSE) -> None:
        """Fetch nothing yet. `pause` is in seconds."""
        super().__init__(url, timeout=FETCH_TIMEOUT, lifespan=FRESH)
        self._pause, self._next_try = pause, 0.0

    def key_of(self, token: str) -> PyJWK:
        """The key at the URL that the token names."""
        try:
            key = self.get_signing_key(kid_of(token))
        except PyJWTError as error:  # what fails while fetching is `SigningKeysUnavailable`
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
    """As the settings say; None when they name no keys. Raises `CommandError`."""
    if secret is not None:
        return SharedSecret(secret)
    if jwks is None:
        return None
    return KeyAddress(jwks) if "://" in jwks else KeyFile(jwks)


def kid_of(token: str) -> str:
    """The name of the token's key. Raises `Unauthenticated`."""
    try:
        kid = get_unverified_header(token).get("kid")
    except PyJWTError as error:
        raise Unauthenticated from error
    if not isinstance(kid, str):
        raise Unauthenticated
    return kid


def usable(keys: Iterable[PyJWK]) -> list[PyJWK]:
    """Those that verify signatures by an algorithm of ours; a set may publish others too."""
    return [
        key
        for key in keys
        if key.key_id and key.algorithm_name in PUBLIC and key.public_key_use in ("sig", None)
    ]
