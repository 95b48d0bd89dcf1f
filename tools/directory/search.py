"""Totals and pages of the directory, answered from its indexes.

Parts of names and addresses are found in indexes of trigrams, from `MIN_PART` characters on: a
full-text index of SQLite's, which has to be asked, or one of PostgreSQL's, which its planner knows.
Other conditions are found in the indexes of `clientes`, which contain the names too, so that
counting reads no rows of the table.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    select,
    true,
)

from tools.directory.filters import (
    AT_DOMAIN,
    MIN_PART,
    Filters,
    conditions,
    domain_pattern,
    folded_email,
)
from tools.directory.pages import HIGHEST_ID, PageRequest
from tools.tables import clients, name_index

COLUMNS = (clients.c.id, clients.c.nombre, clients.c.email, clients.c.creado, clients.c.version)
STRETCH = 10_000
"""Clients beyond the cursor among which a page is looked for first; if it is not full, all that are
found are sorted by id."""

Found = Sequence[Sequence[Any]]
"""Clients, each as its `COLUMNS`."""


# Built once, because SQLAlchemy takes longer to build them than SQLite to run them.
EVERYBODY = select(func.count()).select_from(clients)
HOLDER = select(*COLUMNS).where(clients.c.email_plegado == bindparam("address"))
NAMED = name_index.join(clients, clients.c.id == name_index.c.rowid)
MATCHING = name_index.c.clientes_nombres.match(bindparam("phrases"))
NEARBY = clients.alias()
_START = bindparam("start", type_=BigInteger)
_PAST = select(clients.c.id).limit(1).offset(bindparam("stretch", type_=Integer))
_LAST = _PAST.where(clients.c.id > _START).order_by(clients.c.id).scalar_subquery()
_FIRST = _PAST.where(clients.c.id < _START).order_by(clients.c.id.desc()).scalar_subquery()
AFTER_START = and_(NEARBY.c.id > _START, NEARBY.c.id < func.coalesce(_LAST, HIGHEST_ID))
BEFORE_START = and_(NEARBY.c.id < _START, NEARBY.c.id > func.coalesce(_FIRST, 0))


def search(connection: Connection, filters: Filters, page: PageRequest) -> tuple[int, Found]:
    """The number of clients found, and a page of them."""
    total, rows = some(connection, filters, page)
    return count(connection, filters) if total is None else total, rows


def some(connection: Connection, filters: Filters, page: PageRequest) -> tuple[int | None, Found]:
    """A page of the clients found, and their number where no other statement is needed for it."""
    rows: Found
    sqlite = connection.dialect.name == "sqlite"
    if page.is_first and filters.email is not None and filters == Filters(email=filters.email):
        rows = connection.execute(HOLDER, {"address": folded_email(filters.email)}).all()
    elif filters == Filters():
        query = _everybody(page.form)
        rows = connection.execute(query, page.values).all()
    elif sqlite and (indexed := _indexed(filters)):
        query = _in_name_index(indexed, page)
        rows = connection.execute(query, {"phrases": indexed.query, **page.values}).all()
    elif sqlite and _is_broad(filters) and not page.by_name:
        rows = _nearby(connection, filters, page)
        if len(rows) < page.limit:
            return _gathered(connection, filters, page)
    else:
        rows = connection.execute(_plain(filters, page, sqlite=sqlite)).all()
    whole = page.is_first and len(rows) < page.limit
    return len(rows) if whole else None, rows


def is_any(connection: Connection, filters: Filters) -> bool:
    """Whether any client is found."""
    if filters.labels is not None and filters == Filters(domain=filters.domain):
        pattern = {"pattern": domain_pattern(filters.labels)}
        return connection.execute(AT_DOMAIN, pattern).first() is not None
    return bool(some(connection, filters, PageRequest(0, newest_first=False, limit=1))[1])


def count(connection: Connection, filters: Filters) -> int:
    """The number of clients found."""
    if filters == Filters():
        return connection.execute(EVERYBODY).scalar_one()
    if connection.dialect.name == "sqlite" and (indexed := _indexed(filters)):
        query = _counted_in_name_index(indexed)
        return connection.execute(query, {"phrases": indexed.query}).scalar_one()
    query = select(func.count()).select_from(clients).where(*conditions(filters, clients))
    return connection.execute(query).scalar_one()


@cache
def _everybody(form: PageRequest) -> Select[Any]:
    """A page of all clients; see `PageRequest.form`."""
    return form.of(select(*COLUMNS), clients.c.id)


def _plain(filters: Filters, page: PageRequest, *, sqlite: bool) -> Select[Any]:
    wanted = conditions(filters, clients)
    # As an expression the id does not tempt SQLite to read the table in the order of ids.
    key = clients.c.id + 0 if sqlite else clients.c.id
    return page.of(select(*COLUMNS).where(*wanted), key)


def _is_broad(filters: Filters) -> bool:
    """Whether so many clients may be found that a page of them is near the cursor."""
    return filters.ids is None and filters.email is None and filters.session_id is None


class _Indexed(NamedTuple):
    """A query in FTS5's language, and the filters that it leaves to comparison."""

    query: str
    rest: Filters


def _indexed(filters: Filters) -> _Indexed | None:
    """The parts that the full-text index finds, if there are any.

    A domain and dates are combined with names faster in an index of `clientes`.
    """
    parts = [word for word, forms in filters.spellings.items() if all(map(_is_phrase, forms))]
    alone = replace(filters, text=None, part=None) == Filters()
    names = [word for word in filters.words if _is_phrase(word)] if alone else []
    if not parts and not names:
        return None
    either = (" OR ".join(map(_quoted, sorted(filters.spellings[word]))) for word in parts)
    wanted = [*(f"({each})" for each in either), *(f"nombre_plegado : {_quoted(n)}" for n in names)]
    rest = replace(
        filters,
        text=_left(filters.text, filters.words, names),
        part=_left(filters.part, filters.spellings, parts),
    )
    return _Indexed(" AND ".join(wanted), rest)


def _left(asked: str | None, words: Iterable[str], found: list[str]) -> str | None:
    """The words that are not among those found; nothing can be found by blanks alone."""
    return " ".join(word for word in words if word not in found) or (None if found else asked)


def _is_phrase(word: str) -> bool:
    return len(word) >= MIN_PART and "\0" not in word


def _in_name_index(indexed: _Indexed, page: PageRequest) -> Select[Any]:
    """The page, in the full-text index; the query and the page's values are left open."""
    return _named(page.form).where(*conditions(indexed.rest, clients))


@cache
def _named(form: PageRequest) -> Select[Any]:
    """As `_everybody`, of those whom the full-text index finds."""
    return form.of(select(*COLUMNS).select_from(NAMED).where(MATCHING), name_index.c.rowid)


def _counted_in_name_index(indexed: _Indexed) -> Select[int]:
    """The number of clients; only those that are left to comparison are read for it."""
    compared = conditions(indexed.rest, clients)
    counted = NAMED if compared else name_index
    return select(func.count()).select_from(counted).where(MATCHING, *compared)


def _quoted(phrase: str) -> str:
    """As a string of FTS5's query language, in which nothing but quotes has a meaning."""
    return '"' + phrase.replace('"', '""') + '"'


def _nearby(connection: Connection, filters: Filters, page: PageRequest) -> Found:
    """The page's clients that are among the next ones by id."""
    stretch = BEFORE_START if page.newest_first else AFTER_START
    order = NEARBY.c.id.desc() if page.newest_first else NEARBY.c.id
    found = select(*(NEARBY.c[column.name] for column in COLUMNS)).order_by(order)
    query = found.where(stretch, *conditions(filters, NEARBY)).limit(page.limit)
    return connection.execute(query, {"start": page.start, "stretch": STRETCH}).all()


def _gathered(connection: Connection, filters: Filters, page: PageRequest) -> tuple[int, Found]:
    """As `search`; the ids of all clients found are gathered once, counted and sorted."""
    found = select(clients.c.id).where(*conditions(filters, clients)).cte("found")
    counted = select(func.count().label("total")).select_from(found).subquery()
    paged = page.of(select(found.c.id), found.c.id).subquery()
    both = counted.outerjoin(paged, true()).outerjoin(clients, clients.c.id == paged.c.id)
    order = paged.c.id.desc() if page.newest_first else paged.c.id
    query = select(counted.c.total, *COLUMNS).select_from(both).order_by(order)
    rows = connection.execute(query).all()
    return rows[0].total, [row[1:] for row in rows if row.id is not None]
