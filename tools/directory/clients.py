"""The client directory: create, find, count."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, text
from sqlalchemy.exc import IntegrityError

from tools.directory.filters import Filters
from tools.directory.log import Entry, Origin, append
from tools.directory.pages import HIGHEST_ID, PageRequest
from tools.directory.search import COLUMNS, HOLDER, count, search
from tools.errors import ConstraintViolated, InvalidCursor
from tools.folding import fold, folded_address
from tools.tables import Instant, clients
from tools.validity import valid_email, valid_name

# Built once: building a statement costs more than SQLite needs to run it.
# As text, because SQLAlchemy has ON CONFLICT for one dialect at a time.
CREATE = text(
    "INSERT INTO clientes"
    " (nombre, email, nombre_plegado, email_plegado, dominio, creado, session_id, turno) VALUES"
    " (:nombre, :email, :nombre_plegado, :email_plegado, :dominio, :creado, :session_id, :turno)"
    " ON CONFLICT (email_plegado) DO NOTHING RETURNING id"
).bindparams(bindparam("creado", type_=Instant()))
BY_ID = select(*COLUMNS).where(clients.c.id == bindparam("client"))
CREATED_IN = (
    select(clients.c.turno, *COLUMNS)
    .where(
        clients.c.session_id == bindparam("session"),
        clients.c.turno.between(bindparam("first"), bindparam("last")),
    )
    .order_by(clients.c.turno, clients.c.id)
)
NOBODY = Origin()


@dataclass(frozen=True)
class Client:
    """A row of the directory; `created` is aware UTC."""

    id: int
    name: str
    email: str
    created: datetime
    version: int = 1
    """One more with each write to the client."""


@dataclass(frozen=True)
class Page:
    """Some of the clients found; `total` counts all of them, `cursor` asks for the next ones."""

    clients: tuple[Client, ...]
    total: int
    cursor: str | None


class EmailTaken(Exception):
    """Another client has this email: `client`."""

    def __init__(self, client: Client) -> None:
        """Keep the client that has it."""
        super().__init__("another client has this email")
        self.client = client


def create_client(
    connection: Connection, *, name: str, email: str, created: datetime, origin: Origin = NOBODY
) -> Client:
    """Add a client, and log it.

    Raises `InvalidName`, `InvalidEmail` and `EmailTaken`; the transaction goes on after each.
    """
    name, email = valid_name(name), valid_email(email)
    row = columns_of(name, email) | {
        "creado": created,
        "session_id": origin.session_id,
        "turno": origin.turn,
    }
    key = connection.execute(CREATE, row).scalar_one_or_none()
    if key is None and (holder := _holder(connection, row["email_plegado"])):
        raise EmailTaken(holder)
    if key is None:
        raise ConstraintViolated("a client with this address was deleted meanwhile")
    append(connection, [Entry(key, 1, "crear", created, origin)])
    return Client(id=key, name=name, email=email, created=created)


def columns_of(name: str, email: str) -> dict[str, Any]:
    """The columns of a valid name and email, those by which they are found included."""
    address = folded_address(email)
    return {
        "nombre": name,
        "email": email,
        "nombre_plegado": fold(name),
        "email_plegado": address,
        "dominio": fold(address.rpartition("@")[2]),
    }


@contextmanager
def unless_taken(connection: Connection, address: str) -> Iterator[None]:
    """Runs one write in a savepoint. Raises `EmailTaken` when a client has the folded address."""
    try:
        with connection.begin_nested():
            yield
    except IntegrityError as error:
        holder = _holder(connection, address)
        if holder is None:
            raise
        raise EmailTaken(holder) from error


def _holder(connection: Connection, address: str) -> Client | None:
    """The client who has the folded address."""
    row = connection.execute(HOLDER, {"address": address}).one_or_none()
    return Client(*row) if row else None


def get_client(connection: Connection, client_id: int) -> Client | None:
    """The client, or None."""
    row = connection.execute(BY_ID, {"client": client_id}).one_or_none()
    return Client(*row) if row else None


def count_clients(connection: Connection, filters: Filters) -> int:
    """How many clients match."""
    return count(connection, filters)


def created_in(
    connection: Connection, session_id: str, first: int, last: int
) -> list[tuple[int, Client]]:
    """The clients created in the session's turns `first` to `last`, each with its turn's number."""
    span = {"session": session_id, "first": first, "last": last}
    rows = connection.execute(CREATED_IN, span)
    return [(turn, Client(*columns)) for turn, *columns in rows]


def find_clients(
    connection: Connection,
    filters: Filters,
    *,
    newest_first: bool = False,
    by_name: bool = False,
    limit: int = 20,
    cursor: str | None = None,
) -> Page:
    """Clients in the order of their creation, or newest first. Raises `InvalidCursor`.

    `by_name`: in alphabetical order, or with `newest_first` from Z to A.
    """
    if cursor is None:
        cursor = first_cursor(newest_first=newest_first, by_name=by_name)
    start, after = _place(cursor) if by_name else (_position(cursor), None)
    page = PageRequest(start, newest_first, limit + 1, by_name, after)
    total, rows = search(connection, filters, page)
    found = tuple(Client(*columns) for columns in rows[:limit])
    if len(rows) <= limit:
        return Page(found, total, None)
    return Page(found, total, _cursor(found[-1], by_name=by_name))


def first_cursor(*, newest_first: bool, by_name: bool = False) -> str:
    """The cursor that asks for the first page."""
    return str(HIGHEST_ID - 1 if newest_first and not by_name else 0)


def _cursor(last: Client, *, by_name: bool) -> str:
    """The client's id, by name also its folded name, in the alphabet of query strings."""
    if not by_name:
        return str(last.id)
    return f"{last.id}.{urlsafe_b64encode(fold(last.name).encode()).decode().rstrip('=')}"


def _place(cursor: str) -> tuple[int, str | None]:
    """The id and the folded name; a number alone, of earlier versions, is an offset."""
    position, dot, name = cursor.partition(".")
    try:
        after = urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode()
    except ValueError as error:
        raise InvalidCursor("not a cursor of this service") from error
    if "\0" in after:
        raise InvalidCursor("not a cursor of this service")
    return _position(position), after if dot else None


def _position(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        raise InvalidCursor("not a cursor of this service")
    return int(cursor)
