"""Which clients of the directory a change or a deletion is about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.understanding.evidence.short_forms import goes_by, long_forms
from graph.understanding.intents import ChangeClient, RemoveClient, RestoreClient
from graph.understanding.situation import KnownClient, Memory
from tools.database.engine import Transaction
from tools.directory.clients import Client, Page, find_clients
from tools.directory.filters import Filters
from tools.folding import fold
from tools.validity import is_email

MAX_CANDIDATES = 10
"""Clients that are listed when several may be meant."""
MAX_FORMS = 10
"""Long forms of a short name that are looked for."""
MIN_PART = 3
"""Letters of a part of an address that is looked for."""

Wanted = ChangeClient | RemoveClient | RestoreClient


@dataclass(frozen=True)
class Meant:
    """The clients that may be meant, at most `MAX_CANDIDATES`, of `total`."""

    clients: tuple[Client, ...] = ()
    total: int = 0

    @property
    def only(self) -> Client | None:
        """The client, if there is no other one."""
        return self.clients[0] if self.total == 1 else None


def whom(transaction: Transaction, wanted: Wanted, memory: Memory, session_id: str) -> Meant:
    """The clients that the words, the position, or the conversation mean."""
    listed = memory.pending.candidates if memory.pending else ()
    if wanted.position is not None:
        return _at(transaction, wanted.position, _shown(memory), session_id)
    if wanted.about is None:
        return _of_context(transaction, wanted, memory)
    among = [each.id for each in listed if _called(wanted.about, each)]
    if among:
        return _these(transaction, among)
    called = _called_so(transaction, wanted.about, memory)
    pointed = isinstance(wanted, RemoveClient) and wanted.pointed
    return _of_context(transaction, wanted, memory) if pointed and not called.total else called


def _called(about: str, client: KnownClient) -> bool:
    return fold(about) in (fold(client.email), fold(client.name)) or goes_by(about, client.name)


def _shown(memory: Memory) -> tuple[int, ...]:
    """Ids of the clients listed last, in their order."""
    pending = memory.pending
    if pending and pending.candidates:
        return tuple(each.id for each in pending.candidates)
    return memory.results.ids if memory.results else ()


def _at(transaction: Transaction, position: int, ids: Sequence[int], session_id: str) -> Meant:
    """The n-th of the clients shown; without any, that of the session, or of all."""
    index = position - 1 if position > 0 else position
    if ids:
        inside = position != 0 and -len(ids) <= index < len(ids)
        return _these(transaction, [ids[index]]) if inside else Meant()
    if abs(position) != 1:
        return Meant()
    for filters in (Filters(session_id=session_id), Filters()):
        found = find_clients(transaction, filters, newest_first=position < 0, limit=1).clients
        if found:
            return Meant(found, 1)
    return Meant()


def _of_context(transaction: Transaction, wanted: Wanted, memory: Memory) -> Meant:
    """The client in question: proposed, picked out, created or shown last; or all that were shown.

    A correction that tells what was wrong is of those shown or created who have it.
    """
    wrong = wanted.replaces if isinstance(wanted, ChangeClient) else None
    if memory.pending and memory.pending.client:
        return _these(transaction, [memory.pending.client.id])
    results, last = memory.results, memory.created
    ids = list(results.ids) if results else []
    if results and results.focus is not None:
        ids = [results.focus]
    elif memory.just_created:
        ids = ids[-1:] if not wrong else ids
    known = ids or ([last.id] if last else [])
    if wrong:
        having = [c for c in _these(transaction, known).clients if _has(c, wrong)]
        return (
            Meant(tuple(having), len(having)) if having else _called_so(transaction, wrong, memory)
        )
    return _these(transaction, known)


def _has(client: Client, wrong: str) -> bool:
    words = fold(client.name).split()
    return fold(wrong) == fold(client.email) or set(fold(wrong).split()) <= set(words)


def _these(transaction: Transaction, ids: Sequence[int]) -> Meant:
    found = find_clients(transaction, Filters(ids=tuple(ids)), limit=MAX_CANDIDATES)
    clients = sorted(found.clients, key=lambda client: list(ids).index(client.id))
    return Meant(tuple(clients), found.total)


def _called_so(transaction: Transaction, about: str, memory: Memory) -> Meant:
    """The clients with this address or name, or with a part of it; the nearest meaning counts."""
    for filters in _meanings(about):
        found = find_clients(transaction, filters, limit=MAX_CANDIDATES)
        same = [client for client in found.clients if fold(client.name) == fold(about)]
        if " " in about.strip() and len(same) == 1:
            return Meant((same[0],), 1)
        if found.total:
            return _whole_words(found, about)
    shown = _these(transaction, _shown(memory)[:MAX_CANDIDATES]).clients
    named = tuple(client for client in shown if goes_by(about, client.name))
    return Meant(named, len(named)) if named else _by_short_form(transaction, about)


def _whole_words(found: Page, about: str) -> Meant:
    """Those who have it as words of their names, if there are any: "Juan" is not Juanita."""
    wanted = set(fold(about).split())
    whole = [client for client in found.clients if wanted <= set(fold(client.name).split())]
    if whole and found.total <= MAX_CANDIDATES:
        return Meant(tuple(whole), len(whole))
    return Meant(found.clients, found.total)


def _meanings(about: str) -> Iterator[Filters]:
    if is_email(about):
        yield Filters(email=about)
        return
    yield Filters(text=about)
    if len(about) >= MIN_PART:
        yield Filters(part=about)


def _by_short_form(transaction: Transaction, about: str) -> Meant:
    """The clients for whose names the first word is short: "Sole" for Soledad."""
    short, _, rest = about.partition(" ")
    for name in sorted(long_forms(short))[:MAX_FORMS]:
        found = find_clients(transaction, Filters(text=f"{name} {rest}"), limit=MAX_CANDIDATES)
        if found.total:
            return Meant(found.clients, found.total)
    return Meant()
