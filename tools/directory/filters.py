"""Filters on clients, and the SQL conditions they become on every database."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import idna
from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    bindparam,
    false,
    func,
    literal,
    not_,
    or_,
    select,
)
from sqlalchemy.dialects.sqlite import DATETIME

from tools.errors import InvalidEmail
from tools.folding import fold, folded_address
from tools.tables import Instant, clients
from tools.validity import valid_email

_sqlite_datetime: Callable[..., DATETIME] = DATETIME  # its constructor has no annotations
MIN_PART = 3
"""Characters of the shortest part that is looked for in addresses: a trigram."""
ENCODED_LABEL = re.compile(r"xn--[a-z0-9-]+", re.IGNORECASE)
WILDCARDS = re.compile(r"[%_/\\]")
"""LIKE's own characters, and those with which they are escaped."""
WHOLE_SECONDS = Instant().with_variant(_sqlite_datetime(truncate_microseconds=True), "sqlite")

_NAMES = clients.alias().c.nombre_plegado
SHARED = select(_NAMES).where(_NAMES.contains(" ")).group_by(_NAMES).having(func.count() > 1)
"""The names that several clients have, read in the order of their index."""


@dataclass(frozen=True)
class Filters:
    """Conditions that all hold; None is no condition.

    `text` is part of a name: each of its words occurs in the name. `part` is part of a name or of
    an address: each of its words occurs in one of them, in the address if it has `MIN_PART`
    characters. `domain` is a whole domain or some of its labels, `not_domain` several of them with
    spaces between, whose clients are left out. Instants are a half-open interval.
    """

    text: str | None = None
    part: str | None = None
    email: str | None = None
    domain: str | None = None
    not_domain: str | None = None
    created_from: datetime | None = None
    created_before: datetime | None = None
    session_id: str | None = None
    ids: tuple[int, ...] | None = None
    alike: bool = False
    """Whether their whole name, of two words or more, is also another client's."""

    @property
    def words(self) -> list[str]:
        """The distinct words of `text`, folded as the stored names are."""
        return list(dict.fromkeys(fold(self.text or "").split()))

    @property
    def spellings(self) -> dict[str, set[str]]:
        """For each word of `part` its forms: that of names, and that of addresses."""
        words = _decoded(self.part or "").split()
        found = {word: {fold(word), folded_address(word)} for word in words}
        return {word: forms for word, forms in found.items() if all(forms)}

    @property
    def labels(self) -> str | None:
        """The domain or labels in the form in which domains are compared."""
        return None if self.domain is None else _labels(self.domain)

    @property
    def other_labels(self) -> list[str]:
        """The domains that are left out, in that form."""
        return [_labels(domain) for domain in (self.not_domain or "").split()]


def _labels(domain: str) -> str:
    return fold(_decoded(domain)).lstrip("@").strip(".")


def conditions(filters: Filters, rows: FromClause) -> list[ColumnElement[bool]]:
    """The conditions on `rows`, which is `clientes` or a subquery with its columns."""
    column, found = rows.c, _words(filters, rows)
    if filters.email is not None:
        found.append(column.email_plegado == folded_email(filters.email))
    if filters.alike:
        found.append(column.nombre_plegado.in_(SHARED))
    found += _at_domains(filters, rows)
    if filters.created_from is not None:
        found.append(column.creado >= _edge(filters.created_from))
    if filters.created_before is not None:
        found.append(column.creado < _edge(filters.created_before))
    if filters.session_id is not None:
        found.append(column.session_id == filters.session_id)
    if filters.ids is not None:
        found.append(column.id.in_(filters.ids))
    return found


def _at_domains(filters: Filters, rows: FromClause) -> list[ColumnElement[bool]]:
    """The conditions on the domain; of all clients by looking up each domain that meets them."""
    every = rows is clients
    domain = _DOMAINS.c.dominio if every else rows.c.dominio
    found = [not_(_has(domain, labels)) for labels in filters.other_labels]
    if filters.labels is not None:
        found.append(_has(domain, filters.labels))
    return [rows.c.dominio.in_(select(domain).where(*found))] if found and every else found


def _words(filters: Filters, rows: FromClause) -> list[ColumnElement[bool]]:
    found = [_contains(rows.c.nombre_plegado, word) for word in filters.words]
    found += [_has_part(rows, forms) for forms in filters.spellings.values()]
    blank = filters.text is not None and not filters.words
    blank |= filters.part is not None and not filters.spellings
    return [false()] if blank else found


def _edge(at: datetime) -> ColumnElement[datetime]:
    """The instant; whole seconds compare with SQLite's texts that have no fraction, too."""
    return literal(at.astimezone(UTC), Instant() if at.microsecond else WHOLE_SECONDS)


def folded_email(address: str) -> str:
    """The address as it is compared; an invalid one, which no client has, as it was given.

    Of plain ASCII the normal form is the same, and finding it out takes longer than the lookup.
    """
    if address.isascii() and not ENCODED_LABEL.search(address):
        return folded_address(address)
    try:
        return folded_address(valid_email(address))
    except InvalidEmail:
        return folded_address(address)


def _has_part(rows: FromClause, forms: set[str]) -> ColumnElement[bool]:
    names = (_contains(rows.c.nombre_plegado, form) for form in forms)
    long = (form for form in forms if len(form) >= MIN_PART)
    return or_(*names, *(_contains(rows.c.email_plegado, form) for form in long))


def _contains(column: ColumnElement[str], part: str) -> ColumnElement[bool]:
    """SQLite compares faster without an escape character, which few parts need."""
    return column.contains(part, autoescape=bool(WILDCARDS.search(part)))


def _decoded(text: str) -> str:
    """The text with the letters that its domains' encoded labels ("xn--bcher-kva") stand for."""
    return ENCODED_LABEL.sub(_letters, text)


def _letters(label: re.Match[str]) -> str:
    try:
        return idna.decode(label[0])
    except UnicodeError:
        return label[0]


def _has(domain: ColumnElement[str], labels: str) -> ColumnElement[bool]:
    """Whether it is the whole domain or its subdomain, or has these labels in it."""
    return _contains(_dotted(domain), f".{labels}.")


def _dotted(domain: ColumnElement[str]) -> ColumnElement[str]:
    return literal(".") + domain + literal(".")


def domain_pattern(labels: str) -> str:
    """The pattern of LIKE, escaped by "/", for domains that have these labels."""
    return "%." + WILDCARDS.sub(r"/\g<0>", labels) + ".%"


def _all_domains() -> CTE:
    """There are few: each is found in the index as the first one after the one before it."""
    every = clients.alias()
    known = select(func.min(every.c.dominio).label("dominio")).cte(recursive=True)
    after = select(func.min(every.c.dominio)).where(every.c.dominio > known.c.dominio)
    more = select(after.scalar_subquery()).where(known.c.dominio.is_not(None))
    return known.union_all(more)


# Built once, because SQLAlchemy takes longer to build them than SQLite to run them.
_DOMAINS = _all_domains()
AT_DOMAIN = select(_DOMAINS.c.dominio).where(
    _dotted(_DOMAINS.c.dominio).like(bindparam("pattern"), escape="/")
)
"""The domains like a `domain_pattern`."""
