"""Totals and pages of the directory, answered from its indexes.

Parts of names and addresses are found in SQLite's full-text index of trigrams, from `MIN_PART`
characters on; other conditions in the indexes of `clientes`, which contain the names too, so that
counting reads no rows of the table.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    func,
    select,
)

from tools.directory.filters import MIN_PART, Filters, conditions
from tools.tables import clients, name_index

COLUMNS = (clients.c.id, clients.c.nombre, clients.c.email, clients.c.creado)
HIGHEST_ID = 10**18
"""Above every client's id."""
STRETCH = 10_000
"""Clients beyond the cursor among which a page is looked for first when more than these are found;
when fewer are found, all of them are sorted by id."""

Rows = Sequence[Row[int, str, str, datetime]]


@dataclass(frozen=True)
class PageRequest:
    """The first `limit` clients with ids above `start`, or the last ones with ids below it."""

    start: int
    newest_first: bool
    limit: int

    def of(self, query: Select[Any], key: ColumnElement[int]) -> Select[Any]:
        """The page of the query's clients, whose ids are `key`, in the order of ids."""
        beyond = key < self.start if self.newest_first else key > self.start
        order = key.desc() if self.newest_first else key
        return query.where(beyond).order_by(order).limit(self.limit)


# Built once, because SQLAlchemy takes longer to build a subquery than SQLite to run it.
NEARBY = clients.alias()
_START = bindparam("start", type_=Integer)
_PAST = select(clients.c.id).limit(1).offset(bindparam("stretch", type_=Integer))
_LAST = _PAST.where(clients.c.id > _START).order_by(clients.c.id).scalar_subquery()
_FIRST = _PAST.where(clients.c.id < _START).order_by(clients.c.id.desc()).scalar_subquery()
AFTER_START = and_(NEARBY.c.id > _START, NEARBY.c.id < func.coalesce(_LAST, HIGHEST_ID))
BEFORE_START = and_(NEARBY.c.id < _START, NEARBY.c.id > func.coalesce(_FIRST, 0))


def search(connection: Connection, filters: Filters, page: PageRequest) -> tuple[int, Rows]:
    """The number of clients found, and a page of them."""
    if connection.dialect.name == "sqlite" and (indexed := _indexed(filters)):
        return _in_name_index(connection, indexed, page)
    wanted = conditions(filters, clients)
    counting = select(func.count()).select_from(clients).where(*wanted)
    total = connection.execute(counting).scalar_one()
    if not wanted:
        return total, connection.execute(page.of(select(*COLUMNS), clients.c.id)).all()
    rows = _nearby(connection, filters, page) if total > STRETCH else []
    if total and len(rows) < page.limit:
        rows = connection.execute(_sorted(wanted, page)).all()
    return total, rows


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


def _in_name_index(
    connection: Connection, indexed: _Indexed, page: PageRequest
) -> tuple[int, Rows]:
    """As `search`; only clients that are left to comparison are read for being counted."""
    compared = conditions(indexed.rest, clients)
    wanted = [*compared, name_index.c.clientes_nombres.match(indexed.query)]
    joined = name_index.join(clients, clients.c.id == name_index.c.rowid)
    counted = joined if compared else name_index
    total = connection.execute(select(func.count()).select_from(counted).where(*wanted))
    found = select(*COLUMNS).select_from(joined).where(*wanted)
    rows = connection.execute(page.of(found, name_index.c.rowid))
    return total.scalar_one(), rows.all()


def _quoted(phrase: str) -> str:
    """As a string of FTS5's query language, in which nothing but quotes has a meaning."""
    return '"' + phrase.replace('"', '""') + '"'


def _nearby(connection: Connection, filters: Filters, page: PageRequest) -> Rows:
    """The page's clients that are among the next ones by id."""
    stretch = BEFORE_START if page.newest_first else AFTER_START
    order = NEARBY.c.id.desc() if page.newest_first else NEARBY.c.id
    found = select(*(NEARBY.c[column.name] for column in COLUMNS)).order_by(order)
    query = found.where(stretch, *conditions(filters, NEARBY)).limit(page.limit)
    return connection.execute(query, {"start": page.start, "stretch": STRETCH}).all()


def _sorted(wanted: list[ColumnElement[bool]], page: PageRequest) -> Select[Any]:
    """The page's clients, whose ids are gathered in an index and sorted.

    As an expression the id does not tempt SQLite to read the table, in the order of ids, instead.
    """
    gathered = page.of(select(clients.c.id), clients.c.id + 0).where(*wanted)
    return page.of(select(*COLUMNS).where(clients.c.id.in_(gathered)), clients.c.id)
