"""The clients of a learned reading: each name with its address, as far as their order tells it."""

from collections.abc import Sequence
from typing import NamedTuple

from graph.understanding.evidence.names import judge_name
from graph.understanding.evidence.short_forms import part_of, shares_word
from graph.understanding.intents import CreateClient, Intent
from graph.understanding.models.clients import Named
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.units import IN_DOUBT, Unit
from tools.folding import fold

MIN_WORD = 3
"""Letters of a word of a name from which on an address repeats it not by chance."""
TO_EMAIL = 12
"""Letters from a name to the address that is its own."""


class Pair(NamedTuple):
    """A client to be registered."""

    name: str
    email: str | None = None


def pairs_of(message: Message, found: Sequence[Named]) -> list[Pair]:
    """The clients; none where the order of names and addresses does not tell whose each is.

    None either where an address is dictated, which may have been misheard, or somebody's of whom
    the message only tells.
    """
    names = clients_of(message, found)
    emails = list({unit.norm: unit for unit in message.emails}.values())
    mentions = [name for name in found if not name.client]
    dictated = any(is_dictated(message, email) for email in emails)
    if dictated or any(_owns(message, mention, names) for mention in mentions):
        return []
    if not emails:
        return [Pair(name.text) for name in names]
    texts = [email.text for email in emails]
    items: list[Named | Unit] = [*names, *emails]
    items.sort(key=lambda each: each.start)
    order = "".join("N" if isinstance(each, Named) else "@" for each in items)
    count = len(names)
    if len(emails) == count and order in ("N@" * count, "@N" * count, "N" * count + "@" * count):
        pairs = [Pair(name.text, email) for name, email in zip(names, texts, strict=True)]
        return [] if _contradicts(message, pairs) else pairs
    if message.has_lines:
        return []
    if len(emails) == 1:
        backed = [name for name in names if message.reader.backs(texts[0], name.text)]
        near = [name for name in names if leads_to(name, emails[0])]
        most = max((shared_words(texts[0], name.text) for name in backed), default=0)
        best = [
            name for name in near if name in backed and shared_words(texts[0], name.text) == most
        ]
        backed = near if len(near) == len(best) == 1 else backed
        if len(backed) == 1 and near in ([], backed):
            return [Pair(name.text, texts[0] if name in backed else None) for name in names]
        if backed and near:
            return []
    return _each_before(items) if order.startswith("N") and "@@" not in order else []


def shared_words(email: str, name: str) -> int:
    """Words of the name that the address has before its "@"."""
    local = fold(email).partition("@")[0]
    return sum(len(word) >= MIN_WORD and word in local for word in fold(name).split())


def clients_of(message: Message, found: Sequence[Named]) -> list[Named]:
    """The names of clients to be registered, each once and as a whole.

    Without an address in the message also whoever it mentions, if the words are a name by evidence.
    """
    named = [name for name in found if name.client]
    if not named and not message.has_email:
        return [name for name in found if judge_name(name.text) == "name"]
    words = [frozenset(fold(name.text).split()) for name in named]
    return [
        name
        for at, name in enumerate(named)
        if not any(words[at] < other for other in words) and words[at] not in words[:at]
    ]


def _contradicts(message: Message, pairs: list[Pair]) -> bool:
    """Whether an address repeats a word of another client's name, and none of its own client's."""
    backs = message.reader.backs
    return any(
        backs(pair.email, other.name) and not backs(pair.email, pair.name)
        for pair in pairs
        for other in pairs
    )


def _owns(message: Message, mention: Named, clients: list[Named]) -> bool:
    """Whether an address is of somebody who is only mentioned, by its words or its place."""
    backs = message.reader.backs
    return any(
        backs(email.text, mention.text)
        or (leads_to(mention, email) and not any(backs(email.text, c.text) for c in clients))
        for email in message.emails
        if not any(leads_to(client, email) for client in clients)
    )


def leads_to(name: Named, email: Unit) -> bool:
    """Whether the address stands close behind the name."""
    return 0 <= email.start - name.end < TO_EMAIL


def is_dictated(message: Message, email: Unit) -> bool:
    """Whether the address was said in words, which may have been misheard."""
    return email.has(IN_DOUBT) or "@" not in message.reader.message[email.start : email.end]


def _each_before(items: list[Named | Unit]) -> list[Pair]:
    """Each name with the address that follows it, if one does."""
    behind = [*items[1:], None]
    return [
        Pair(name.text, email.text if isinstance(email, Unit) else None)
        for name, email in zip(items, behind, strict=True)
        if isinstance(name, Named)
    ]


def joined(found: Sequence[Intent]) -> list[Intent]:
    """The intents, each address under the whole name: "add Ann Lee. Ann is ann@lee.org"."""
    halves = [i for i in found if isinstance(i, CreateClient) and i.name and not i.email]
    made, whole = list[Intent](), list[CreateClient]()
    for intent in found:
        if isinstance(intent, CreateClient) and intent.email and intent.name:
            longer = [half for half in halves if part_of(intent.name, half.name or "")]
            if len(longer) == 1:
                whole.append(longer[0])
                intent = intent.model_copy(update={"name": longer[0].name})
        made.append(intent)
    return [intent for intent in made if intent not in whole]


def without_strays(names: Sequence[Named], found: list[Intent]) -> list[Intent]:
    """The intents without words that are no name by any evidence, beside whole clients."""
    if not any(isinstance(each, CreateClient) and each.name and each.email for each in found):
        return found
    told = [name.text for name in names]
    return [
        each
        for each in found
        if not isinstance(each, CreateClient)
        or each.email
        or not each.fresh
        or judge_name(each.name or "") == "name"
        or any(shares_word(each.name or "", name) for name in told)
    ]
