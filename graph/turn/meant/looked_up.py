"""The directory as evidence: a message that names a client is a question about that client."""

from collections.abc import Iterable, Iterator

from graph.turn.answers import LOOKED_FOR
from graph.understanding.evidence.mentions import mentions_in
from graph.understanding.evidence.names import judge_name
from graph.understanding.intents import CreateClient, Intent, QueryClients, Talk
from graph.understanding.offline.emails.emails import find_emails
from graph.understanding.offline.lexicon.words import LANGUAGES, lexicon
from tools.database.engine import Database, Transaction
from tools.directory.filters import Filters
from tools.directory.search import is_any
from tools.folding import fold

REFUSED = ("off_topic", "unknown")
"""Topics of messages that would be turned away."""
MIN_PLURAL_LETTERS = 3
NARROWING = {
    *("created_from", "created_to", "this_session", "refers_back", "position", "more"),
    *("not_domain", "neighbour"),
}
"""Conditions beside that for whom is looked: such a query is not taken for another one."""


def looked_up(database: Database, intents: tuple[Intent, ...], message: str) -> tuple[Intent, ...]:
    """The intents; a question about the client that the message names takes the place of none.

    So does it of a search that finds nobody, or of one without a condition, when the message has
    another word that names a client ("busca a pedro en mis contactos") or the text beside a domain
    is no name, and of the number of all clients, when a word is a label of their domains ("how many
    on acme"). Where nobody has the name that is looked for, another name in the message is looked
    for, too: "a lad on the phone, Pospisil, what's his email". A doubtful question for which the
    directory has nobody is another one, small talk, or a new client's data alone, of whom the rest
    is asked.
    """
    may_be_open = [_may_be_open(intent, message) for intent in intents]
    if not any(may_be_open):
        return intents
    text = message if len(intents) == 1 else ""
    with database.read() as transaction:
        return tuple(
            each
            for intent, is_open in zip(intents, may_be_open, strict=True)
            for each in (_looked_up(transaction, intent, text) if is_open else [intent])
        )


def _looked_up(transaction: Transaction, intent: Intent, message: str) -> list[Intent]:
    if isinstance(intent, QueryClients) and _finds(transaction, intent):
        if other := _first(transaction, _instead_of_carried(message, intent)):
            return [other]
        return [intent.model_copy(update={"doubtful": None})]
    if meant := _first(transaction, _questions(message, intent)):
        return [meant]
    if not (isinstance(intent, QueryClients) and intent.text and not intent.doubtful):
        return [_without_doubt(intent)]
    if intent.domain and not _is_domain(transaction, intent.domain):
        loose = intent.model_copy(update={"domain": None})
        return [loose if _finds(transaction, loose) else intent]
    further = _first(transaction, _further(message, intent))
    return [intent, further] if further else [intent]


def _first(transaction: Transaction, queries: Iterator[QueryClients]) -> QueryClients | None:
    """The first query that finds somebody."""
    return next((query for query in queries if _finds(transaction, query)), None)


def _is_domain(transaction: Transaction, domain: str) -> bool:
    """Whether it is a whole domain, a provider's, or one that a client has; "poland" is none."""
    provider = any("provider" in lexicon(each).roles.get(domain, ()) for each in LANGUAGES)
    return "." in domain or provider or is_any(transaction, Filters(domain=domain))


def _instead_of_carried(message: str, asked: QueryClients) -> Iterator[QueryClients]:
    """Searches for those whom the message names where the text is that of the question before."""
    if not (message and asked.text) or asked.domain or fold(asked.text) in fold(message):
        return
    yield from _for_each(_without_names(asked), mentions_in(message))


def _without_names(asked: QueryClients) -> QueryClients:
    return asked.model_copy(update=dict.fromkeys((*LOOKED_FOR, "doubtful")))


def _for_each(base: QueryClients, mentions: Iterable[str]) -> Iterator[QueryClients]:
    """The query for each mention: a part of a name, or a label of a domain."""
    for mention in mentions:
        yield base.model_copy(update={"text": mention})
        if " " not in mention:
            yield base.model_copy(update={"domain": mention.lower()})


def _further(message: str, asked: QueryClients) -> Iterator[QueryClients]:
    """Searches for the other names of the message, where words that may be no name are looked for.

    As words in small letters may, and one that opens the message: "Fella on the phone, Pospisil".
    """
    text = asked.text or ""
    named = judge_name(text) == "name" and not text.islower() and not message.startswith(text)
    if named or asked.email or asked.domain or asked.count:
        return
    own = set(fold(text).split())
    for mention in mentions_in(message):
        if own.isdisjoint(fold(mention).split()):
            yield QueryClients(text=mention, details=asked.details)


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
    base = _without_names(asked)
    for email in find_emails(message):
        yield base.model_copy(update={"email": email.address})
    if asked.domain and asked.text and _is_noise(asked.text, asked.domain):
        yield base.model_copy(update={"domain": asked.domain})
    if asked.domain or asked.email:
        return
    named = _for_each(base, dict.fromkeys(_mentions(message, intent, asked)))
    yield from (query for query in named if query.domain or not _counts_all(intent))


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
