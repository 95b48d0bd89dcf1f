"""API keys: owner, roles, expiry, and the digest of the secret, which is not stored."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from tools.database.engine import Database
from tools.errors import DatabaseUnavailable
from tools.tables import api_keys

MARK = ".keys"
"""Suffix of the file beside SQLite's that remembers that there were keys."""
LOST = (
    "API keys were made, and the database has none, so that nobody can sign in with one: restore"
    " the database, make a key with `recepcionista keys create`, or delete %s"
)
REMINDER = (
    "API keys were made for the database beside this file: AUTH=auto asks for a credential.\n"
)

log = logging.getLogger(__name__)

# Built once: building a statement costs more than SQLite needs to run it.
WITH_ID = select(api_keys).where(api_keys.c.id == bindparam("key"))


@dataclass(frozen=True)
class ApiKey:
    """A stored key; instants are aware UTC."""

    id: str
    owner: str
    roles: tuple[str, ...]
    digest: bytes
    created: datetime
    expires: datetime | None
    revoked: datetime | None

    def opens(self, at: datetime) -> bool:
        """Whether the key is neither revoked nor expired at an instant."""
        return self.revoked is None and (self.expires is None or at < self.expires)


def create_key(
    connection: Connection,
    *,
    key_id: str,
    owner: str,
    roles: Collection[str],
    digest: bytes,
    created: datetime,
    expires: datetime | None = None,
) -> None:
    """Store a new key."""
    row = {
        "id": key_id,
        "titular": owner,
        "roles": " ".join(sorted(roles)),
        "huella": digest.hex(),
        "creada": created,
        "caduca": expires,
    }
    connection.execute(insert(api_keys).values(row))


def find_key(connection: Connection, key_id: str) -> ApiKey | None:
    """The key with this id, whatever its state, or None."""
    row = connection.execute(WITH_ID, {"key": key_id}).one_or_none()
    return None if row is None else _key(row)


def list_keys(connection: Connection) -> list[ApiKey]:
    """All keys that were ever made, oldest first."""
    query = select(api_keys).order_by(api_keys.c.creada, api_keys.c.id)
    return [_key(row) for row in connection.execute(query)]


def has_keys(connection: Connection) -> bool:
    """Whether a key was ever made; one that is revoked or expired counts."""
    return connection.execute(select(api_keys.c.id).limit(1)).first() is not None


def keys_were_made(database: Database) -> bool:
    """Whether a key was ever made for this database, or for one that was lost from its place.

    A file beside SQLite's remembers it: without the keys, an empty database would look like a
    service that nobody has to sign in to. Raises `DatabaseUnavailable`.
    """
    with database.read() as transaction:
        found = has_keys(transaction)
    if database.file is None:
        return found
    mark = database.file.with_name(database.file.name + MARK)
    if found and not mark.exists():
        _leave(mark)
    lost = not found and mark.exists()
    if lost:
        log.warning(LOST, mark)
    return found or lost


def _leave(mark: Path) -> None:
    try:
        mark.touch(mode=0o600)
        mark.write_text(REMINDER, encoding="utf-8")
    except OSError as error:
        raise DatabaseUnavailable("no file can be made beside the business database") from error


def revoke_key(connection: Connection, key_id: str, *, at: datetime) -> bool:
    """Revoke the key, if it is not revoked yet; False when there is none with this id."""
    known = update(api_keys).where(api_keys.c.id == key_id)
    connection.execute(known.where(api_keys.c.revocada.is_(None)).values(revocada=at))
    return find_key(connection, key_id) is not None


def erase_owner(connection: Connection, key_id: str, *, name: str, at: datetime) -> None:
    """Revoke the key and give it another owner's name; a key that was ever made has to be known."""
    revoke_key(connection, key_id, at=at)
    connection.execute(update(api_keys).where(api_keys.c.id == key_id).values(titular=name))


def _key(row: Row[tuple[object, ...]]) -> ApiKey:
    return ApiKey(
        id=row.id,
        owner=row.titular,
        roles=tuple(row.roles.split()),
        digest=bytes.fromhex(row.huella),
        created=row.creada,
        expires=row.caduca,
        revoked=row.revocada,
    )
