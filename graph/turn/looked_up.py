"""The directory as evidence: a message that names a client is a question about that client."""

from graph.understanding.evidence.mentions import mentions_in
from graph.understanding.intents import Intent, QueryClients, Talk
from tools.database.engine import Transaction
from tools.directory.clients import find_clients
from tools.directory.filters import Filters

REFUSED = ("off_topic", "unknown")
"""Topics of messages that would be turned away."""
SEARCHES = {"kind", "text", "domain", "details", "newest_first", "limit"}
"""Fields of a query that only looks for clients by their names."""


def looked_up(
    transaction: Transaction, intents: tuple[Intent, ...], message: str
) -> tuple[Intent, ...]:
    """The intents; a question about the client that the message names takes the place of none.

    So does it of a search that finds nobody, or of one without a condition, when the message has
    another word that names a client ("busca a pedro en mis contactos").
    """
    if len(intents) != 1 or not _open(transaction, intents[0]):
        return intents
    found = next(filter(None, (_question(transaction, m) for m in mentions_in(message))), None)
    if found is None:
        return intents
    [intent] = intents
    details = isinstance(intent, QueryClients) and intent.details
    return (found.model_copy(update={"details": details}),)


def _open(transaction: Transaction, intent: Intent) -> bool:
    """Whether the intent leaves the message unanswered."""
    if isinstance(intent, Talk):
        return intent.topic in REFUSED
    if not isinstance(intent, QueryClients) or intent.model_fields_set - SEARCHES:
        return False
    filters = Filters(text=intent.text, domain=intent.domain)
    return not (intent.text or intent.domain) or not _any(transaction, filters)


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
