"""Which page of the clients is asked for, as SQL: behind which client, how many, in what order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    bindparam,
    tuple_,
)

from tools.tables import clients

HIGHEST_ID = 10**18
"""Above every client's id."""


@dataclass(frozen=True)
class PageRequest:
    """The first `limit` clients with ids above `start`, or the last ones with ids below it.

    By name, in the order of the folded names or against it, they come behind the client `start`
    with the folded name `after`, so that clients who are created meanwhile move no page; without a
    name, `start` clients are passed over.
    """

    start: int
    newest_first: bool
    limit: int
    by_name: bool = False
    after: str | None = None

    @property
    def is_first(self) -> bool:
        """Whether it passes over nobody."""
        before = HIGHEST_ID - 1 if self.newest_first and not self.by_name else 0
        return self.start == before and self.after is None

    def of(self, query: Select[Any], key: ColumnElement[int]) -> Select[Any]:
        """The page of the query's clients, whose ids are `key`."""
        most = bindparam("most", self.limit, Integer)
        start = bindparam("start", self.start, BigInteger)
        query = query.order_by(*self._directed(self._place(clients, key))).limit(most)
        if self.by_name and self.after is None:
            return query.offset(start)
        last = tuple_(bindparam("after", self.after, Text), start) if self.by_name else start
        place = tuple_(*self._place(clients, key)) if self.by_name else key
        return query.where(place < last if self.newest_first else place > last)

    @property
    def form(self) -> "PageRequest":
        """The request that makes the same statement, the parameters left open; see `values`."""
        return replace(self, start=0, limit=1, after=None if self.after is None else "")

    @property
    def values(self) -> dict[str, object]:
        """The parameters of the statements that it makes."""
        return {"most": self.limit, "start": self.start, "after": self.after}

    def ordered(self, rows: FromClause) -> Sequence[ColumnElement[Any]]:
        """What to sort `rows` by, a subquery with the columns of `clientes`."""
        return self._directed(self._place(rows, rows.c.id))

    def _place(self, rows: FromClause, key: ColumnElement[int]) -> Sequence[ColumnElement[Any]]:
        return [rows.c.nombre_plegado, key] if self.by_name else [key]

    def _directed(self, place: Sequence[ColumnElement[Any]]) -> Sequence[ColumnElement[Any]]:
        return [column.desc() for column in place] if self.newest_first else place
