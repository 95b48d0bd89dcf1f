"""Doubtful creations that are changes: the directory has the client, with another address."""

from collections.abc import Sequence

from graph.turn.plan import Write
from graph.understanding.intents import ChangeClient, CreateClient
from graph.understanding.situation import Memory
from tools.database.engine import Database, Transaction
from tools.directory.clients import find_clients
from tools.directory.filters import Filters
from tools.folding import fold

MOST = 2
"""Clients of a name that are looked at: of two of them no one is meant."""


def as_changes(database: Database, memory: Memory, intents: Sequence[Write]) -> Sequence[Write]:
    """The intents; the only client, whom nobody ordered and the directory has, is changed.

    "Hamish Baird has left that firm. His address is …": to propose a second one would be wrong.
    """
    match intents:
        case [CreateClient(name=str() as name, email=str() as email, doubt="not_ordered")]:
            if not memory.line and " " in name:
                with database.read() as transaction:
                    if _is_known(transaction, name):
                        return [ChangeClient(about=name, email=email)]
    return intents


def _is_known(transaction: Transaction, name: str) -> bool:
    """Whether exactly one client has this whole name."""
    found = find_clients(transaction, Filters(text=name), limit=MOST)
    return found.total == 1 and fold(found.clients[0].name) == fold(name)
