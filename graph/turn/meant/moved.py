"""Doubtful creations that are changes: the directory has the client, with another address."""

from collections.abc import Sequence

from graph.turn.plan import Plan, Write
from graph.understanding.intents import ChangeClient, CreateClient
from graph.understanding.situation import Memory
from tools.database.engine import Database, Transaction
from tools.directory.clients import find_clients
from tools.directory.filters import Filters
from tools.folding import fold

MOST = 20
"""Clients with the words of a name that are looked at."""


def as_changes(database: Database, memory: Memory, plan: Plan, message: str) -> Sequence[Write]:
    """The plan's writes; the rules' only client, not ordered but in the directory, is changed.

    "Hamish Baird has left that firm. His address is …": to propose a second one would be wrong.
    A name and an address alone may be a namesake's.
    """
    match plan.writing:
        case [CreateClient(name=str() as name, email=str() as email, doubt="not_ordered")]:
            said = fold(message).replace(fold(name), "").replace(fold(email), "")
            told = plan.by_rules and not memory.line and any(map(str.isalpha, said))
            if told and " " in name:
                with database.read() as transaction:
                    if _is_known(transaction, name):
                        return [ChangeClient(about=name, email=email)]
    return plan.writing


def _is_known(transaction: Transaction, name: str) -> bool:
    """Whether one client, of at most `MOST` with these words, has this whole name."""
    found = find_clients(transaction, Filters(text=name), limit=MOST)
    same = [client for client in found.clients if fold(client.name) == fold(name)]
    return len(same) == 1 and found.total <= MOST
