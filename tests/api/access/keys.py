"""API keys put into a service's database past the service, as the operator's command does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from api.access.api_keys import NewKey, make_key
from tests.databases import fresh_database
from tools.api_keys import create_key, revoke_key
from tools.database.engine import open_database

DAY = timedelta(days=1)


def add_key(
    database: Path, owner: str, *roles: str, expires: datetime | None = None, revoked: bool = False
) -> NewKey:
    key, now = make_key(), datetime.now(UTC)
    opened = open_database(fresh_database(database))
    with opened.write() as transaction:
        create_key(
            transaction,
            key_id=key.id,
            owner=owner,
            roles=roles or ("admin",),
            digest=key.digest,
            created=now,
            expires=expires,
        )
        if revoked:
            assert revoke_key(transaction, key.id, at=now)
    opened.close()
    return key


def bearer(credential: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {credential}"}
