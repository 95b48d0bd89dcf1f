"""Answers a question to the directory inside the turn's transaction."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from graph.understanding.intents import QueryClients, Results
from tools.database.engine import Transaction
from tools.directory.clients import Client, Page, find_clients
from tools.directory.filters import Filters

MAX_ROWS = 20
"""Clients that one reply lists."""

Outcome = Literal["rows", "count", "no_more", "nothing_shown", "no_such_position"]


@dataclass(frozen=True)
class Answer:
    """What the directory says; `query` is the question as it was finally put."""

    outcome: Outcome
    query: QueryClients
    clients: tuple[Client, ...] = ()
    total: int = 0
    results: Results | None = None
    """What memory keeps as shown last; it has a cursor while there is more to show."""


def answer(
    transaction: Transaction,
    query: QueryClients,
    *,
    shown: Results | None,
    session_id: str,
    timezone: ZoneInfo,
) -> Answer:
    """Put the question; `shown` is what "el segundo" and "más" refer to."""
    cursor = None
    if query.refers_back:
        return _about_shown(transaction, query, shown)
    if query.more:
        if not (shown and shown.query and shown.cursor):
            return Answer("no_more", query, results=shown)
        query, cursor = shown.query, shown.cursor
    query, page = _found(transaction, query, session_id, timezone, cursor)
    if query.count:
        return Answer("count", query, total=page.total, results=Results(query=query))
    whole = query.limit is not None and query.limit <= MAX_ROWS
    ids = tuple(client.id for client in page.clients)
    results = Results(query=query, ids=ids, cursor=None if whole else page.cursor)
    total = len(ids) if whole else page.total
    return Answer("rows", query, page.clients, total, results)


def _found(
    transaction: Transaction,
    query: QueryClients,
    session_id: str,
    timezone: ZoneInfo,
    cursor: str | None,
) -> tuple[QueryClients, Page]:
    """The page asked for; "los de acme" are those with acme in the name if no domain has it."""
    page = find_clients(
        transaction,
        _filters(query, session_id, timezone),
        newest_first=query.newest_first,
        limit=min(query.limit or MAX_ROWS, MAX_ROWS),
        cursor=cursor,
    )
    if page.total or not query.domain or query.text or "." in query.domain:
        return query, page
    named = query.model_copy(update={"domain": None, "text": query.domain})
    found = _found(transaction, named, session_id, timezone, cursor)
    return found if found[1].total else (query, page)


def _about_shown(transaction: Transaction, query: QueryClients, shown: Results | None) -> Answer:
    """The clients shown last, one of them, or the one picked out before."""
    ids = shown.ids if shown else ()
    if shown is None or not ids:
        return Answer("nothing_shown", query, results=shown)
    if query.position is not None:
        index = query.position - 1 if query.position > 0 else query.position
        if query.position == 0 or not -len(ids) <= index < len(ids):
            return Answer("no_such_position", query, total=len(ids), results=shown)
        picked: tuple[int, ...] = (ids[index],)
    else:
        picked = ids if shown.focus is None else (shown.focus,)
    found = find_clients(transaction, Filters(ids=picked), limit=len(picked)).clients
    clients = tuple(sorted(found, key=lambda client: picked.index(client.id)))
    if query.count:
        return Answer("count", query, total=len(clients), results=shown)
    focus = picked[0] if len(picked) == 1 else None
    results = shown.model_copy(update={"focus": focus})
    return Answer("rows", query, clients, len(clients), results)


def _filters(query: QueryClients, session_id: str, timezone: ZoneInfo) -> Filters:
    return Filters(
        text=query.text,
        email=query.email,
        domain=query.domain,
        created_from=_midnight(query.created_from, timezone),
        created_before=_midnight(_next_day(query.created_to), timezone),
        session_id=session_id if query.this_session else None,
    )


def _next_day(day: date | None) -> date | None:
    return day if day is None or day == date.max else day + timedelta(days=1)


def _midnight(day: date | None, timezone: ZoneInfo) -> datetime | None:
    """The instant at which the day starts; the calendar's first and last days have none nearby."""
    if day is None or not date(2, 1, 1) <= day <= date(9998, 12, 31):
        return None
    return datetime.combine(day, time(), timezone).astimezone(UTC)
