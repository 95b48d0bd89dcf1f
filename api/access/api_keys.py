"""API keys: `rcp_<id>_<secret>`. The public id selects the row, the secret authenticates.

The database stores the SHA-256 of the secret. Slow hashes protect passwords, which people choose;
256 random bits cannot be guessed, however cheap a guess is.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from secrets import token_hex, token_urlsafe

from api.access.errors import Unauthenticated
from api.access.principal import Principal, granted
from tools.api_keys import find_key
from tools.database.engine import Database

PREFIX = "rcp_"
ID_BYTES, SECRET_BYTES = 8, 32
FORM = re.compile(r"rcp_([0-9a-f]{16})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True)
class NewKey:
    """A new key; `text` is printed once and stored nowhere."""

    id: str
    text: str
    digest: bytes


def make_key() -> NewKey:
    """A new random key."""
    key_id, secret = token_hex(ID_BYTES), token_urlsafe(SECRET_BYTES)
    return NewKey(key_id, f"{PREFIX}{key_id}_{secret}", digest_of(secret))


def digest_of(secret: str) -> bytes:
    """The stored form of a secret, 32 bytes."""
    return sha256(secret.encode()).digest()


@dataclass(frozen=True)
class KeyRing:
    """The keys in the database, read at each request, so that revoking takes effect at once."""

    database: Database
    clock: Callable[[], datetime]
    compare: Callable[[bytes, bytes], bool] = compare_digest
    """Constant-time, whichever bytes differ."""

    def principal(self, text: str) -> Principal:
        """The owner and roles of a key. Raises `Unauthenticated` and `DatabaseUnavailable`."""
        form = FORM.fullmatch(text)
        if form is None:
            raise Unauthenticated
        key_id, secret = form.groups()
        with self.database.read() as transaction:
            key = find_key(transaction, key_id)
        if key is None or not self.compare(key.digest, digest_of(secret)):
            raise Unauthenticated
        if not key.opens(self.clock()):
            raise Unauthenticated
        return Principal(key.owner, granted(key.roles), f"key:{key.id}")
