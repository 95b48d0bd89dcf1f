"""Many clients at once, as files have them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from tools.directory.clients import Client, columns_of
from tools.directory.log import Entry, Origin, Values, append
from tools.directory.search import COLUMNS
from tools.tables import clients

TRIES = 5
"""How often others may be faster with some of the addresses."""
CREATE = insert(clients).returning(clients.c.id)
HOLDERS = select(clients.c.email_plegado, *COLUMNS).where(
    clients.c.email_plegado.in_(bindparam("addresses", expanding=True))
)


def holders_of(connection: Connection, addresses: Iterable[str]) -> dict[str, Client]:
    """The clients that have these folded addresses, each by its address."""
    rows = connection.execute(HOLDERS, {"addresses": [*addresses]})
    return {address: Client(*columns) for address, *columns in rows}


def create_clients(
    connection: Connection, values: Sequence[Values], *, created: datetime, origin: Origin
) -> dict[str, Client]:
    """Add the clients whose addresses nobody has, in this order, and log them.

    The values are valid, and no two addresses the same. Returns the clients that had one before,
    by its folded form.
    """
    rows = [columns_of(*each) for each in values]
    provenance = {"creado": created, "session_id": origin.session_id, "turno": origin.turn}
    for tries_left in reversed(range(TRIES)):
        taken = holders_of(connection, (row["email_plegado"] for row in rows))
        new = [row | provenance for row in rows if row["email_plegado"] not in taken]
        try:
            with connection.begin_nested():
                ids = connection.execute(CREATE, new).scalars().all() if new else []
        except IntegrityError:
            if not tries_left:
                raise
        else:
            if ids:
                append(connection, [Entry(key, 1, "crear", created, origin) for key in ids])
            break
    return taken
