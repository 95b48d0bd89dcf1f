"""Which deleted client is to be brought back."""

from collections.abc import Callable, Iterator
from datetime import datetime

from graph.turn.meant.whom import MAX_CANDIDATES, Meant
from graph.understanding.evidence.short_forms import goes_by, part_of
from graph.understanding.intents import RestoreClient
from graph.understanding.situation import Memory
from tools.database.engine import Transaction
from tools.directory.clients import Client
from tools.directory.log import Origin
from tools.directory.trash import Deleted, deleted_clients
from tools.folding import fold


def deleted(
    transaction: Transaction,
    wanted: RestoreClient,
    memory: Memory,
    since: datetime,
    writer: Origin,
) -> Meant:
    """The clients deleted since then who had the name or address; the nearest meaning counts.

    Without one, that which the session deleted last, or else whoever asks.
    """
    trash = deleted_clients(transaction, since=since)
    listed = memory.pending.candidates if memory.pending else ()
    if wanted.position is not None:
        place = wanted.position - (wanted.position > 0)
        ids = [listed[place].id] if -len(listed) <= place < len(listed) else []
        return _meant([each.client for each in trash if each.client.id in ids])
    if wanted.about is None:
        return _meant([each.client for each in _own(trash, writer)][:1])
    for called in _meanings(wanted.about):
        if found := [each.client for each in trash if called(each.client)]:
            return _meant(found)
    return Meant()


def _meant(found: list[Client]) -> Meant:
    return Meant(tuple(found[:MAX_CANDIDATES]), len(found))


def _own(trash: list[Deleted], writer: Origin) -> Iterator[Deleted]:
    """Those whom the session deleted, then those whom the caller did."""
    yield from (each for each in trash if each.origin.session_id == writer.session_id)
    caller = (writer.owner, writer.credential)
    yield from (each for each in trash if (each.origin.owner, each.origin.credential) == caller)


def _meanings(about: str) -> Iterator[Callable[[Client], bool]]:
    wanted = fold(about)
    yield lambda client: wanted in (fold(client.email), fold(client.name))
    yield lambda client: part_of(about, client.name) or goes_by(about, client.name)
    yield lambda client: "@" not in about and wanted in fold(client.email).partition("@")[0]
