"""Deleted clients that can still be brought back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, select

from tools.directory.clients import Client
from tools.directory.log import Origin, entry_of
from tools.encryption.columns import keys_of
from tools.folding import folded_address
from tools.tables import Instant, changes, clients

MOST = 1_000
"""Deletions that are looked through, the newest first."""
_later = changes.alias()
DELETED = (
    select(changes)
    .where(
        changes.c.accion == "borrar",
        changes.c.momento >= bindparam("since", type_=Instant()),
        changes.c.datos.is_not(None),
        ~exists().where(clients.c.id == changes.c.cliente),
        ~exists().where(
            _later.c.cliente == changes.c.cliente, _later.c.version > changes.c.version
        ),
    )
    .order_by(changes.c.id.desc())
    .limit(MOST)
)


@dataclass(frozen=True)
class Deleted:
    """A deleted client as it was, in the version of its deletion, and who deleted it."""

    client: Client
    origin: Origin


def deleted_clients(connection: Connection, *, since: datetime) -> list[Deleted]:
    """The clients deleted since then, the last one first; of one address only the last.

    Raises `DecryptionError`.
    """
    keys = keys_of(connection)
    found: dict[str, Deleted] = {}
    for row in connection.execute(DELETED, {"since": since}):
        entry = entry_of(row, keys)
        if entry.replaced:
            client = Client(entry.client, *entry.replaced, entry.at, entry.version)
            found.setdefault(folded_address(client.email), Deleted(client, entry.origin))
    return list(found.values())
