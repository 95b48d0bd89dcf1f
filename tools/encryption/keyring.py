"""AES-256-GCM under a ring of keys: values that are unreadable, unchanged and in their own row."""

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256
from importlib import import_module
from os import urandom

from tools.errors import DecryptionError

KEY_BYTES = 32
VERSION = b"\x01"
ID_BYTES, NONCE_BYTES = 4, 12
HEADER_BYTES = len(VERSION) + ID_BYTES
PREFIX = "sealed:"
"""Begins a ciphertext in text form; base64 of version, key id, nonce and AES-GCM's output follows.

The prefix does not tell ciphertext from plaintext, because users may write it.
"""
HOW_TO_SET_KEYS = (
    "ENCRYPTION_KEYS must be keys of 32 bytes in base64, separated by commas; "
    "`recepcionista new-key` prints one"
)


class Keyring:
    """Encrypts with the first key, and decrypts with whichever key a ciphertext names.

    The context of a value is its table, row and column. It is AES-GCM's associated data:
    authenticated, not stored, so that a ciphertext is valid in one place only.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        """At least one key, each of 32 bytes. Who has no keys does not load the cryptography."""
        aead = import_module("cryptography.hazmat.primitives.ciphers.aead")
        self._tampered: type[Exception] = import_module("cryptography.exceptions").InvalidTag
        self._ciphers = {_key_id(key): aead.AESGCM(key) for key in keys}
        self._first = _key_id(keys[0])

    def encrypt(self, value: bytes, *context: object) -> bytes:
        """The ciphertext, which only these keys and this context decrypt."""
        nonce = urandom(NONCE_BYTES)
        output: bytes = self._ciphers[self._first].encrypt(nonce, value, _associated_data(context))
        return VERSION + self._first + nonce + output

    def decrypt(self, ciphertext: object, *context: object) -> bytes:
        """The value. Raises `DecryptionError` for other keys, another context and any change."""
        if not isinstance(ciphertext, bytes) or ciphertext[:1] != VERSION:
            raise DecryptionError("is not sealed")
        header, rest = ciphertext[:HEADER_BYTES], ciphertext[HEADER_BYTES:]
        cipher = self._ciphers.get(header[1:])
        if cipher is None:
            raise DecryptionError(
                f"was sealed with the key {header[1:].hex()}, not in ENCRYPTION_KEYS"
            )
        nonce, output = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
        try:
            value: bytes = cipher.decrypt(nonce, output, _associated_data(context))
        except (self._tampered, ValueError) as error:
            raise DecryptionError("was changed, cut or moved here from elsewhere") from error
        return value

    def encrypt_text(self, text: str, *context: object) -> str:
        """As `encrypt`, from text to text."""
        return PREFIX + b64encode(self.encrypt(text.encode(), *context)).decode()

    def decrypt_text(self, stored: object, *context: object) -> str:
        """As `decrypt`, from text to text."""
        return self.decrypt(_decoded(stored), *context).decode()

    def is_current(self, stored: str) -> bool:
        """Whether a ciphertext in text form was made with the first key."""
        return _decoded(stored)[:HEADER_BYTES] == VERSION + self._first

    def knows(self, stored: str) -> bool:
        """Whether a ciphertext in text form was made with one of the keys."""
        return _decoded(stored)[len(VERSION) : HEADER_BYTES] in self._ciphers


def keyring(keys: str) -> Keyring:
    """From base64 keys separated by commas. Raises `ValueError`, which says how to make one."""
    try:
        made = [b64decode(key.strip(), validate=True) for key in keys.split(",")]
    except ValueError:
        raise ValueError(HOW_TO_SET_KEYS) from None
    if any(len(key) != KEY_BYTES for key in made):
        raise ValueError(HOW_TO_SET_KEYS)
    return Keyring(made)


def new_key() -> str:
    """A fresh key, in base64."""
    return b64encode(urandom(KEY_BYTES)).decode()


def is_ciphertext(stored: str) -> bool:
    """Whether a text has the form of a ciphertext."""
    try:
        return _decoded(stored)[:1] == VERSION
    except DecryptionError:
        return False


def _key_id(key: bytes) -> bytes:
    return sha256(b"recepcionista key id " + key).digest()[:ID_BYTES]


def _associated_data(context: Sequence[object]) -> bytes:
    """JSON, because different contexts must have different bytes."""
    return json.dumps(context, default=repr).encode()


def _decoded(stored: object) -> bytes:
    """The bytes of a ciphertext in text form; base64 that is not canonical was changed."""
    if isinstance(stored, str) and stored.startswith(PREFIX):
        encoded = stored.removeprefix(PREFIX)
        try:
            raw = b64decode(encoded, validate=True)
        except ValueError:
            raise DecryptionError("is not sealed") from None
        if b64encode(raw).decode() == encoded:
            return raw
    raise DecryptionError("is not sealed")
