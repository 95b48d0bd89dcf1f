"""The directory as evidence: a message that names a client is a question about that client."""

from collections.abc import Iterator

from graph.turn.answers import LOOKED_FOR
from graph.understanding.evidence.mentions import mentions_in
from graph.understanding.evidence.names import judge_name
from graph.understanding.intents import CreateClient, Intent, QueryClients, Talk
from graph.understanding.offline.emails.emails import find_emails
from tools.database.engine import Database, Transaction
from tools.directory.filters import Filters
from tools.directory.search import is_any
from tools.folding import fold

REFUSED = ("off_topic", "unknown")
"""Topics of messages that would be turned away."""
MIN_PLURAL_LETTERS = 4
NARROWING = {"created_from", "created_to", "this_session", "refers_back", "position", "more"}
"""Conditions beside that for whom is looked: such a query is not taken for another one."""


def looked_up(database: Database, intents: tuple[Intent, ...], message: str) -> tuple[Intent, ...]:
    """The intents; a question about the client that the message names takes the place of none.

    So does it of a search that finds nobody, or of one without a condition, when the message has
    another word that names a client ("busca a pedro en mis contactos") or the text beside a domain
    is no name, and of the number of all clients, when a word is a label of their domains ("how many
    on acme"). A doubtful question for which the directory has nobody is another one, small talk, or
    a new client's data alone, of whom the rest is asked.
    """
    may_be_open = [_may_be_open(intent, message) for intent in intents]
    if not any(may_be_open):
        return intents
    text = message if len(intents) == 1 else ""
    with database.read() as transaction:
        return tuple(
            _looked_up(transaction, intent, text) if is_open else intent
            for intent, is_open in zip(intents, may_be_open, strict=True)
        )


def _looked_up(transaction: Transaction, intent: Intent, message: str) -> Intent:
    if isinstance(intent, QueryClients) and _finds(transaction, intent):
        return intent.model_copy(update={"doubtful": None})
    meant = (query for query in _questions(message, intent) if _finds(transaction, query))
    return next(meant, None) or _without_doubt(intent)


def _may_be_open(intent: Intent, message: str) -> bool:
    """Whether the intent may leave the message unanswered, as the number of all clients may."""
    if isinstance(intent, Talk):
        return intent.topic in REFUSED
    if not isinstance(intent, QueryClients):
        return False
    if _counts_all(intent) and not intent.doubtful:
        return bool(mentions_in(message))
    return bool(intent.doubtful) or not intent.conditions & NARROWING


def _counts_all(intent: Intent) -> bool:
    return isinstance(intent, QueryClients) and intent.count and not intent.conditions


def _questions(message: str, intent: Intent) -> Iterator[QueryClients]:
    """Questions about those whom the message names, in words or by an address."""
    asked = intent if isinstance(intent, QueryClients) else QueryClients()
    base = asked.model_copy(update=dict.fromkeys((*LOOKED_FOR, "doubtful")))
    for email in find_emails(message):
        yield base.model_copy(update={"email": email.address})
    if asked.domain and asked.text and _is_noise(asked.text, asked.domain):
        yield base.model_copy(update={"domain": asked.domain})
    if asked.domain or asked.email:
        return
    counts_all = _counts_all(intent)
    for mention in dict.fromkeys(_mentions(message, intent, asked)):
        if not counts_all:
            yield base.model_copy(update={"text": mention})
        if " " not in mention:
            yield base.model_copy(update={"domain": mention.lower()})


def _mentions(message: str, intent: Intent, asked: QueryClients) -> list[str]:
    """Those whom the message may name; by one word, too, where it is not sure what is asked.

    Where it is, only by a word without the ending of a plural, unless a name is asked for already.
    """
    mentions = mentions_in(message)
    if asked.text and not asked.doubtful and asked.text in mentions:
        return list(_forms(asked.text)[1:])
    words = [word for mention in mentions for word in mention.split()]
    if isinstance(intent, Talk) or asked.doubtful:
        return mentions + [form for word in words for form in _forms(word)]
    single = [form for word in words for form in _forms(word) if form != word]
    return mentions + ([] if asked.text else single)


def _is_noise(text: str, domain: str) -> bool:
    """Whether a text beside a domain is no name, or that domain's: "anybody wi a gmail one"."""
    return judge_name(text) == "no_name" or fold(text) in fold(domain).split(".")


def _forms(word: str) -> tuple[str, str]:
    """A word of a name as it is, and without the ending of a plural: "the Duffys"."""
    return word, word.removesuffix("s") if len(word) > MIN_PLURAL_LETTERS else word


def _finds(transaction: Transaction, query: QueryClients) -> bool:
    """Whether the query looks for somebody, and the directory has one."""
    asked = {name: value for name in LOOKED_FOR if (value := getattr(query, name))}
    return bool(asked) and is_any(transaction, Filters(**asked))


def _without_doubt(intent: Intent) -> Intent:
    match intent:
        case QueryClients(doubtful="name"):
            return intent.model_copy(update={"text": None, "part": None, "doubtful": None})
        case QueryClients(doubtful="question"):
            return Talk(topic="off_topic")
        case QueryClients(doubtful="data"):
            return CreateClient(name=intent.text, email=intent.email)
    return intent
