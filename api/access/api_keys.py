"""API keys: `rcp_<id>_<secret>`. The id is public and finds the row, the secret opens.

The database has the SHA-256 of the secret. A slow hash is for what people make up; a secret of 256
random bits cannot be guessed, whatever a guess costs.
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
    """A key just made; `text` is shown to its owner once and kept nowhere."""

    id: str
    text: str
    digest: bytes


def make_key() -> NewKey:
    """A key that was never made before."""
    key_id, secret = token_hex(ID_BYTES), token_urlsafe(SECRET_BYTES)
    return NewKey(key_id, f"{PREFIX}{key_id}_{secret}", digest_of(secret))


def digest_of(secret: str) -> bytes:
    """What is kept of a secret."""
    return sha256(secret.encode()).digest()


@dataclass(frozen=True)
class KeyRing:
    """The keys in the database; each is looked up anew, so that a revoked one opens no more."""

    database: Database
    clock: Callable[[], datetime]
    compare: Callable[[bytes, bytes], bool] = compare_digest
    """Takes as long whichever bytes differ."""

    def principal(self, text: str) -> Principal:
        """Whose key it is. Raises `Unauthenticated` and `DatabaseUnavailable`."""
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
