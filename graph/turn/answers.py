"""Answers a question to the directory inside the turn's transaction."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal
from zoneinfo import ZoneInfo

from graph.understanding.intents import QueryClients
from graph.understanding.situation import Results
from tools.database.engine import Transaction
from tools.directory.clients import Client, Page, count_clients, find_clients
from tools.directory.days import bounds
from tools.directory.filters import Filters
from tools.validity import is_email

MAX_ROWS = 20
"""Clients that one reply lists."""
MAX_POSITION = 1_000
"""The last position of a client that can be asked for."""
LOOKED_FOR = ("text", "part", "email", "domain")
"""Fields of a query that name whom it is about."""

Outcome = Literal[
    "rows", "count", "no_more", "nothing_shown", "no_such_position", "none_before", "none_after"
]


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
        filters = _filters(query, session_id, timezone)
        return _about_shown(transaction, query, filters, shown)
    if query.more:
        if not (shown and shown.query and shown.cursor):
            return Answer("no_more", query, results=shown)
        query, cursor = shown.query, shown.cursor
    query, page = _found(transaction, query, session_id, timezone, cursor)
    if query.count:
        return Answer("count", query, total=page.total, results=Results(query=query))
    if query.neighbour is not None and len(page.clients) == 1:
        return _beside(transaction, query, Results(query=query, ids=_ids(page.clients)))
    if query.position is not None and query.position > 0 and page.clients:
        return _at(page, query.position, query, shown)
    whole = query.limit is not None and query.limit <= MAX_ROWS
    ids = _ids(page.clients)
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
    """The page asked for, or that of the first looser query that finds anything."""
    pages = (
        (each, _page(transaction, each, _filters(each, session_id, timezone), cursor))
        for each in chain([query], _looser(query))
    )
    strict = next(pages)
    found = strict if strict[1].total else next((each for each in pages if each[1].total), None)
    return found or strict


def _page(
    transaction: Transaction, query: QueryClients, filters: Filters, cursor: str | None
) -> Page:
    """The clients asked for; of a question for their number no clients."""
    if query.count:
        return Page((), count_clients(transaction, filters), None)
    return find_clients(
        transaction,
        filters,
        newest_first=query.newest_first,
        by_name=query.by_name,
        limit=_rows_of(query),
        cursor=cursor,
    )


def _rows_of(query: QueryClients) -> int:
    """How many clients are read: up to the one whose position is asked for."""
    if query.position is not None and query.position > 0:
        return min(query.position, MAX_POSITION)
    return min(query.limit or MAX_ROWS, MAX_ROWS)


def _at(page: Page, position: int, query: QueryClients, shown: Results | None) -> Answer:
    """The one of the clients found whose position is asked for, from 1."""
    if position > len(page.clients):
        return Answer("no_such_position", query, total=page.total, results=shown)
    picked, ids = page.clients[position - 1], _ids(page.clients)
    return Answer("rows", query, (picked,), 1, Results(query=query, ids=ids, focus=picked.id))


def _looser(query: QueryClients) -> Iterator[QueryClients]:
    """Other meanings of the one thing that is looked for, and of "the last one that I added".

    "Los de acme" have it in the name or the address, if not as a label of the domain; "acme" may be
    a domain's label, "jm.nunez" and "pedro@" parts of addresses. A whole address or domain that no
    client has is not looked for in longer ones.
    """
    if query.this_session and query.limit:
        yield query.model_copy(update={"this_session": False})
    asked = {name: text for name in LOOKED_FOR if (text := getattr(query, name))}
    others: list[dict[str, str]] = []
    match asked:
        case {"domain": label, **rest} if not rest and "." not in label:
            others = [{"text": label}, {"part": label}]
        case {"domain": beginning, **rest} if not rest:
            others = [{"part": f"{beginning}@"}]
        case {"text": word, **rest} if not rest and not query.count:
            others = [{"domain": word}]
        case {"email": part, **rest} if not rest and not is_email(part):
            others = [{"part": part}]
    yield from (query.model_copy(update=dict.fromkeys(asked) | other) for other in others)


def _about_shown(
    transaction: Transaction, query: QueryClients, filters: Filters, shown: Results | None
) -> Answer:
    """The clients shown last, some of them, one of them, or the one picked out before."""
    ids = shown.ids if shown else ()
    if shown is None or not ids:
        return Answer("nothing_shown", query, results=shown)
    if query.neighbour is not None:
        return _beside(transaction, query, shown)
    narrowed = filters != Filters()
    if query.position is not None:
        index = query.position - 1 if query.position > 0 else query.position
        if query.position == 0 or not -len(ids) <= index < len(ids):
            return Answer("no_such_position", query, total=len(ids), results=shown)
        picked: tuple[int, ...] = (ids[index],)
    else:
        chooses = narrowed or query.limit is not None
        picked = ids if chooses else shown.meant
    found = find_clients(
        transaction,
        replace(filters, ids=picked),
        newest_first=query.newest_first,
        limit=query.limit or len(picked),
    ).clients
    ranked = query.limit is not None
    clients = found if ranked else tuple(sorted(found, key=lambda each: picked.index(each.id)))
    if query.count:
        among = shown.query.model_copy(update={"count": True}) if shown.query else None
        counted = Results(query=among, ids=_ids(clients))
        return Answer("count", query, total=len(clients), results=counted)
    focus = clients[0].id if len(clients) == 1 else None
    kept = _ids(clients) if narrowed or (query.limit or 1) > 1 else ids
    results = shown.model_copy(update={"ids": kept, "focus": focus})
    return Answer("rows", query, clients, len(clients), results)


def _beside(transaction: Transaction, query: QueryClients, shown: Results) -> Answer:
    """The client created directly before or after those shown, or the one picked out."""
    before = query.neighbour == "before"
    start = str(min(shown.meant) if before else max(shown.meant))
    page = find_clients(transaction, Filters(), newest_first=before, limit=1, cursor=start)
    if not page.clients:
        return Answer("none_before" if before else "none_after", query, results=shown)
    update = {"ids": _ids(page.clients), "focus": None, "cursor": None}
    results = shown.model_copy(update=update)
    return Answer("rows", query, page.clients, len(page.clients), results)


def _ids(clients: Iterable[Client]) -> tuple[int, ...]:
    return tuple(client.id for client in clients)


def _filters(query: QueryClients, session_id: str, timezone: ZoneInfo) -> Filters:
    created_from, created_before = bounds(query.created_from, query.created_to, timezone)
    return Filters(
        text=query.text,
        part=query.part,
        email=query.email,
        domain=query.domain,
        not_domain=query.not_domain,
        created_from=created_from,
        created_before=created_before,
        session_id=session_id if query.this_session else None,
        alike=query.alike,
    )
