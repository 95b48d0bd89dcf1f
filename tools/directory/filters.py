"""Filters on clients, and the SQL conditions they become on every database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, FromClause, Select, false, func, literal, select
from sqlalchemy.dialects.sqlite import DATETIME

from tools.errors import InvalidEmail
from tools.folding import fold
from tools.tables import Instant, clients
from tools.validity import valid_email

_sqlite_datetime: Callable[..., DATETIME] = DATETIME  # its constructor has no annotations
WHOLE_SECONDS = Instant().with_variant(_sqlite_datetime(truncate_microseconds=True), "sqlite")


@dataclass(frozen=True)
class Filters:
    """Conditions that all hold; None is no condition.

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

    @property
    def words(self) -> list[str]:
        """The distinct words of `text`, folded as the stored names are."""
        return list(dict.fromkeys(fold(self.text or "").split()))

    @property
    def labels(self) -> str | None:
        """The domain or labels in the form in which domains are compared."""
        return None if self.domain is None else self.domain.strip().lstrip("@").strip(".").lower()


def conditions(filters: Filters, rows: FromClause) -> list[ColumnElement[bool]]:
    """The conditions on `rows`, which is `clientes` or a subquery with its columns."""
    column, found = rows.c, list[ColumnElement[bool]]()
    if filters.text is not None:
        words = filters.words
        found += [column.nombre_plegado.contains(word, autoescape=True) for word in words]
        found += [] if words else [false()]
    if filters.email is not None:
        found.append(column.email_plegado == _folded_email(filters.email))
    if filters.labels is not None:
        every = rows is clients
        found.append(
            column.dominio.in_(_domains(filters.labels))
            if every
            else _has(column.dominio, filters.labels)
        )
    if filters.created_from is not None:
        found.append(column.creado >= _edge(filters.created_from))
    if filters.created_before is not None:
        found.append(column.creado < _edge(filters.created_before))
    if filters.session_id is not None:
        found.append(column.session_id == filters.session_id)
    if filters.ids is not None:
        found.append(column.id.in_(filters.ids))
    return found


def _edge(at: datetime) -> ColumnElement[datetime]:
    """The instant; whole seconds compare with SQLite's texts that have no fraction, too."""
    return literal(at.astimezone(UTC), Instant() if at.microsecond else WHOLE_SECONDS)


def _folded_email(address: str) -> str:
    """The address as it is stored; an invalid one, which no client has, as it was given."""
    try:
        return valid_email(address).lower()
    except InvalidEmail:
        return address.strip().lower()


def _domains(wanted: str) -> Select[str]:
    """The whole domain, its subdomains, or the domains with these labels in them.

    There are few: each is found in the index as the first one after the one before it.
    """
    every = clients.alias()
    known = select(func.min(every.c.dominio).label("dominio")).cte(recursive=True)
    after = select(func.min(every.c.dominio)).where(every.c.dominio > known.c.dominio)
    more = select(after.scalar_subquery()).where(known.c.dominio.is_not(None))
    known = known.union_all(more)
    return select(known.c.dominio).where(_has(known.c.dominio, wanted))


def _has(domain: ColumnElement[str], labels: str) -> ColumnElement[bool]:
    return (literal(".") + domain + literal(".")).contains(f".{labels}.", autoescape=True)
