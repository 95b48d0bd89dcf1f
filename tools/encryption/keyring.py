"""Seals what is kept: nobody reads it without a key, changes it, or moves it to another place."""

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256
from os import urandom

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tools.errors import DecryptionError

KEY_BYTES = 32
VERSION = b"\x01"
ID_BYTES, NONCE_BYTES = 4, 12
HEAD_BYTES = len(VERSION) + ID_BYTES
PREFIX = "sealed:"
"""Of a sealed text; what follows is base64 of the version, the key's id, the nonce and AES-GCM's.

No text of ours is told from a sealed one by this: users may write it.
"""
HOW = (
    "ENCRYPTION_KEYS must be keys of 32 bytes in base64, separated by commas; "
    "`recepcionista new-key` prints one"
)


class Keyring:
    """AES-256-GCM under the first key; the others open what they once sealed.

    A place is what names a value: table, row and column. It is authenticated, not stored.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        """At least one key, each of 32 bytes."""
        self._ciphers = {_key_id(key): AESGCM(key) for key in keys}
        self._first = _key_id(keys[0])

    def encrypt(self, value: bytes, *place: object) -> bytes:
        """The value as only these keys open it, and only in this place."""
        nonce = urandom(NONCE_BYTES)
        closed = self._ciphers[self._first].encrypt(nonce, value, _bound(place))
        return VERSION + self._first + nonce + closed

    def decrypt(self, sealed: object, *place: object) -> bytes:
        """The value. Raises `DecryptionError` when it was not sealed with one of the keys, here."""
        if not isinstance(sealed, bytes) or sealed[:1] != VERSION:
            raise DecryptionError("is not sealed")
        head, rest = sealed[:HEAD_BYTES], sealed[HEAD_BYTES:]
        cipher = self._ciphers.get(head[1:])
        if cipher is None:
            raise DecryptionError(
                f"was sealed with the key {head[1:].hex()}, not in ENCRYPTION_KEYS"
            )
        try:
            return cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], _bound(place))
        except (InvalidTag, ValueError) as error:
            raise DecryptionError("was changed, cut or moved here from elsewhere") from error

    def encrypt_text(self, text: str, *place: object) -> str:
        """See `seal`."""
        return PREFIX + b64encode(self.encrypt(text.encode(), *place)).decode()

    def decrypt_text(self, stored: object, *place: object) -> str:
        """See `open`."""
        return self.decrypt(_unpacked(stored), *place).decode()

    def is_current(self, stored: str) -> bool:
        """Whether a text was sealed with the first key."""
        return _unpacked(stored)[:HEAD_BYTES] == VERSION + self._first

    def knows(self, stored: str) -> bool:
        """Whether a text was sealed with one of the keys."""
        return _unpacked(stored)[len(VERSION) : HEAD_BYTES] in self._ciphers


def keyring(keys: str) -> Keyring:
    """From base64 keys separated by commas. Raises `ValueError`, which says how to make one."""
    try:
        made = [b64decode(key.strip(), validate=True) for key in keys.split(",")]
    except ValueError:
        raise ValueError(HOW) from None
    if any(len(key) != KEY_BYTES for key in made):
        raise ValueError(HOW)
    return Keyring(made)


def new_key() -> str:
    """A fresh key, in base64."""
    return b64encode(urandom(KEY_BYTES)).decode()


def is_ciphertext(stored: str) -> bool:
    """Whether a text has the form of a sealed one."""
    try:
        return _unpacked(stored)[:1] == VERSION
    except DecryptionError:
        return False


def _key_id(key: bytes) -> bytes:
    return sha256(b"recepcionista key id " + key).digest()[:ID_BYTES]


def _bound(place: Sequence[object]) -> bytes:
    """No two places are written alike; what is no JSON is nobody's place."""
    return json.dumps(place, default=repr).encode()


def _unpacked(stored: object) -> bytes:
    """Exactly one text stands for the same bytes, so that no change goes unseen."""
    if isinstance(stored, str) and stored.startswith(PREFIX):
        packed = stored.removeprefix(PREFIX)
        try:
            raw = b64decode(packed, validate=True)
        except ValueError:
            raise DecryptionError("is not sealed") from None
        if b64encode(raw).decode() == packed:
            return raw
    raise DecryptionError("is not sealed")
