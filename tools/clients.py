"""The client directory: create, find, count, delete."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import ColumnElement, Connection, delete, false, func, insert, literal, select
from sqlalchemy.exc import IntegrityError

from tools.errors import InvalidCursor, InvalidEmail, InvalidName
from tools.folding import fold
from tools.tables import clients

COLUMNS = (clients.c.id, clients.c.nombre, clients.c.email, clients.c.creado)
MAX_NAME = 200
UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn"}
JOINERS = "\u200c\u200d"  # Persian and Indic names are written with them


@dataclass(frozen=True)
class Client:
    """A row of the directory; `created` is aware UTC."""

    id: int
    name: str
    email: str
    created: datetime


@dataclass(frozen=True)
class Page:
    """Some of the clients found; `total` counts all of them, `cursor` asks for the next ones."""

    clients: tuple[Client, ...]
    total: int
    cursor: str | None


@dataclass(frozen=True)
class Filters:
    """Conditions that all hold; None asks for nothing.

    `text` is part of a name: each of its words occurs in the name. `domain` is a whole domain or
    some of its labels. Instants are a half-open interval.
    """

    text: str | None = None
    email: str | None = None
    domain: str | None = None
    created_from: datetime | None = None
    created_before: datetime | None = None
    session_id: str | None = None
    ids: tuple[int, ...] | None = None


class EmailTaken(Exception):
    """The email belongs to `client` already."""

    def __init__(self, client: Client) -> None:
        """Keep the client that has it."""
        super().__init__("another client has this email")
        self.client = client


def valid_email(address: str) -> str:
    """The address in its normal form. Raises `InvalidEmail`; asks no DNS."""
    try:
        return validate_email(address.strip(), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise InvalidEmail(address) from error


def valid_name(name: str) -> str:
    """The name with single spaces. Raises `InvalidName`."""
    tidy = " ".join(unicodedata.normalize("NFC", name).split())
    unsafe = any(unicodedata.category(c) in UNSAFE and c not in JOINERS for c in tidy)
    if unsafe or len(tidy) > MAX_NAME or not any(c.isalnum() for c in tidy):
        raise InvalidName("a name has 1 to 200 visible characters, one of them a letter or digit")
    return tidy


def create_client(
    connection: Connection,
    *,
    name: str,
    email: str,
    created: datetime,
    session_id: str | None = None,
    turn: int | None = None,
) -> Client:
    """Add a client; session and turn say where it came from.

    Raises `InvalidName`, `InvalidEmail` and `EmailTaken`; the transaction goes on after each.
    """
    name, email = valid_name(name), valid_email(email)
    row = {
        "nombre": name,
        "email": email,
        "nombre_plegado": fold(name),
        "email_plegado": email.lower(),
        "dominio": email.lower().rpartition("@")[2],
        "creado": created,
        "session_id": session_id,
        "turno": turn,
    }
    try:
        with connection.begin_nested():
            statement = insert(clients).values(row).returning(clients.c.id)
            key = connection.execute(statement).scalar_one()
    except IntegrityError as error:
        holder = find_clients(connection, Filters(email=email)).clients
        if not holder:
            raise
        raise EmailTaken(holder[0]) from error
    return Client(id=key, name=name, email=email, created=created)


def get_client(connection: Connection, client_id: int) -> Client | None:
    """The client, or None."""
    found = find_clients(connection, Filters(ids=(client_id,))).clients
    return found[0] if found else None


def created_in(
    connection: Connection, session_id: str, first: int, last: int
) -> list[tuple[int, Client]]:
    """The clients that these turns of the session created, each with its turn's number."""
    query = select(clients.c.turno, *COLUMNS).where(
        clients.c.session_id == session_id, clients.c.turno.between(first, last)
    )
    rows = connection.execute(query.order_by(clients.c.turno, clients.c.id))
    return [(turn, Client(*columns)) for turn, *columns in rows]


def delete_client(connection: Connection, client_id: int) -> bool:
    """Remove a client; False when there is none."""
    return connection.execute(delete(clients).where(clients.c.id == client_id)).rowcount > 0


def find_clients(
    connection: Connection,
    filters: Filters,
    *,
    newest_first: bool = False,
    limit: int = 20,
    cursor: str | None = None,
) -> Page:
    """Clients in the order of their creation, or newest first. Raises `InvalidCursor`."""
    conditions = _conditions(filters)
    total = connection.execute(
        select(func.count()).select_from(clients).where(*conditions)
    ).scalar_one()
    order = clients.c.id.desc() if newest_first else clients.c.id
    if cursor is not None:
        after = _position(cursor)
        conditions.append(clients.c.id < after if newest_first else clients.c.id > after)
    query = select(*COLUMNS).where(*conditions).order_by(order).limit(limit + 1)
    rows = connection.execute(query).all()
    found = tuple(Client(*row) for row in rows[:limit])
    return Page(found, total, str(found[-1].id) if len(rows) > limit else None)


def _position(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        raise InvalidCursor("not a cursor of this service")
    return int(cursor)


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    column = clients.c
    conditions: list[ColumnElement[bool]] = []
    if filters.text is not None:
        words = fold(filters.text).split()
        conditions += [] if words else [false()]
        conditions += [column.nombre_plegado.contains(word, autoescape=True) for word in words]
    if filters.email is not None:
        conditions.append(column.email_plegado == _folded_email(filters.email))
    if filters.domain is not None:
        conditions.append(_in_domain(filters.domain))
    if filters.created_from is not None:
        conditions.append(column.creado >= filters.created_from)
    if filters.created_before is not None:
        conditions.append(column.creado < filters.created_before)
    if filters.session_id is not None:
        conditions.append(column.session_id == filters.session_id)
    if filters.ids is not None:
        conditions.append(column.id.in_(filters.ids))
    return conditions


def _folded_email(address: str) -> str:
    """As stored when the address is valid; as given, when it is not, and then none has it."""
    try:
        return valid_email(address).lower()
    except InvalidEmail:
        return address.strip().lower()


def _in_domain(domain: str) -> ColumnElement[bool]:
    """The whole domain, its subdomains, or a domain with these labels in it."""
    wanted = domain.strip().lstrip("@").strip(".").lower()
    labels = literal(".") + clients.c.dominio + literal(".")
    return labels.contains(f".{wanted}.", autoescape=True)
