"""The directory as evidence: a message that names a client is a question about that client."""

from graph.understanding.evidence.mentions import mentions_in
from graph.understanding.evidence.names import judge_name
from graph.understanding.intents import Intent, QueryClients, Talk
from tools.database.engine import Database, Transaction
from tools.directory.clients import find_clients
from tools.directory.filters import Filters

REFUSED = ("off_topic", "unknown")
"""Topics of messages that would be turned away."""
SEARCHES = {"kind", "text", "domain", "details", "exists", "newest_first", "limit"}
"""Fields of a query that only looks for clients by their names."""


def looked_up(database: Database, intents: tuple[Intent, ...], message: str) -> tuple[Intent, ...]:
    """The intents; a question about the client that the message names takes the place of none.

    So does it of a search that finds nobody, or of one without a condition, when the message has
    another word that names a client ("busca a pedro en mis contactos").
    """
    if len(intents) != 1 or not _may_be_open(intents[0]):
        return intents
    [intent] = intents
    with database.read() as transaction:
        if isinstance(intent, QueryClients) and _finds(transaction, intent):
            return intents
        found = next(filter(None, (_question(transaction, m) for m in mentions_in(message))), None)
    if found is None:
        return intents
    details = isinstance(intent, QueryClients) and intent.details
    return (found.model_copy(update={"details": details}),)


def _may_be_open(intent: Intent) -> bool:
    """Whether the intent may leave the message unanswered."""
    if isinstance(intent, Talk):
        return intent.topic in REFUSED
    if not isinstance(intent, QueryClients) or intent.model_fields_set - SEARCHES:
        return False
    return not intent.text or judge_name(intent.text) == "no_name"


def _finds(transaction: Transaction, query: QueryClients) -> bool:
    """Whether the search has a condition, and finds somebody."""
    conditions = Filters(text=query.text, domain=query.domain)
    return bool(query.text or query.domain) and _any(transaction, conditions)


def _question(transaction: Transaction, mention: str) -> QueryClients | None:
    """The question about the clients of this name or this domain, if there are any."""
    if _any(transaction, Filters(text=mention)):
        return QueryClients(text=mention)
    one_word = " " not in mention
    if one_word and _any(transaction, Filters(domain=mention)):
        return QueryClients(domain=mention.lower())
    return None


def _any(transaction: Transaction, filters: Filters) -> bool:
    return bool(find_clients(transaction, filters, limit=1).clients)
