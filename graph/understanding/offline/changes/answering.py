"""Answers to what was asked about a change: yes, no, which one, or the value that is missing."""

from collections.abc import Sequence

from graph.understanding.evidence.names import judge_name
from graph.understanding.evidence.short_forms import goes_by, part_of
from graph.understanding.intents import (
    CancelDraft,
    ChangeClient,
    ConfirmDraft,
    Intent,
    RemoveClient,
    RestoreClient,
)
from graph.understanding.offline.changes.ordering import place_of
from graph.understanding.offline.changes.parts import parts_of
from graph.understanding.offline.changes.signs import order_at
from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.speech import create_triggers
from graph.understanding.offline.sentence.units import Unit
from graph.understanding.situation import KnownClient, PendingChange
from tools.folding import fold

BESIDE_YES = listed("yes courtesy thanks polite this_one article greeting client copula to of")
BESIDE_NO = listed(
    "no cancel courtesy thanks polite this_one article greeting negation farewell undo"
)
YES = frozenset(listed("hazlo hagalo hacelo adelante do it go ahead proceed borralo borrala"))
AGREEING = frozenset(listed("que asi eso mismo sin duda seguro segura estoy i am it that please"))
ALL = frozenset(listed("ambos ambas los las dos tres todo todos todas both all of them two three"))
"""Words for all that was proposed, where that is more than one."""
EXCEPT = frozenset(listed("menos salvo excepto except but pero"))
MAX_BESIDE = 4
"""Words beside a name that tells which client is meant."""


def answer_to_change(message: Message) -> list[Intent] | None:
    """The intents of an answer to the pending change; None for a message about something else."""
    pending = message.memory.pending
    words = [unit for unit in message.units if unit.kind == "word"]
    if pending is None or message.has("injection") or not message.units:
        return None
    if not words and not message.has_email:
        return [ConfirmDraft()] if message.reader.message.strip() in ("👍", "✅") else None
    if not message.is_question and words and _agrees(words, message.memory.changes):
        return [ConfirmDraft()]
    if words and (_refuses(words) or _keeps(message, words)):
        return [CancelDraft()]
    if create_triggers(message.units):
        return None
    if pending.candidates:
        return _picked(message, pending)
    return None if order_at(message) is not None else _value(message, pending, words)


def _agrees(words: Sequence[Unit], waiting: Sequence[PendingChange]) -> bool:
    """Whether all words consent, or repeat what was proposed; and none denies it."""
    orders = {"edit" if change.kind == "change" else change.kind for change in waiting}
    every = ALL if len(waiting) > 1 else frozenset[str]()
    if any(unit.has("no", "negation", "cancel", "undo") and not unit.has("yes") for unit in words):
        return False
    consents = any(unit.has("yes", *orders) or unit.norm in YES | every for unit in words)
    # With several, a name alone would be a yes to one of them.
    beside = AGREEING | every | (_known_words(waiting[0]) if len(waiting) == 1 else set())
    return consents and all(
        unit.has(*BESIDE_YES, *orders) or unit.norm in YES or set(unit.norm.split()) <= beside
        for unit in words
    )


def _known_words(pending: PendingChange) -> set[str]:
    client = pending.client
    texts = [client.name if client else "", pending.name or ""]
    return set(fold(" ".join(texts)).split())


def _refuses(words: Sequence[Unit]) -> bool:
    """Whether all words refuse: "no", "mejor no", "déjalo así", "cancel"."""
    refusing = any(unit.has("no", "cancel", "undo") for unit in words)
    return refusing and all(unit.has(*BESIDE_NO) for unit in words)


def _keeps(message: Message, words: Sequence[Unit]) -> bool:
    """Whether a no opens the answer, and nothing else is told or ordered: "no, keep him"."""
    orders = order_at(message) is not None or bool(create_triggers(message.units))
    told = message.has_email or bool(parts_of(message, 0, len(message.units)))
    return words[0].has("no") and not (orders or told or message.is_question)


def _picked(message: Message, pending: PendingChange) -> list[Intent] | None:
    """Which of the listed clients is meant: "el segundo", a name or an address."""
    asked = message.query(message.everything)
    position = place_of(message, asked, -1)
    about = _named(message, pending.candidates)
    if about is None and position is None:
        return None
    rest = sum(unit.kind == "word" for unit in message.units)
    named = len((about or "").split())
    if rest - named > MAX_BESIDE or message.has("create", "count"):
        return None
    position = None if about else position
    if pending.kind == "remove":
        return [RemoveClient(about=about, position=position)]
    if pending.kind == "restore":
        return [RestoreClient(about=about, position=position)]
    return [ChangeClient(about=about, position=position)]


def _named(message: Message, candidates: Sequence[KnownClient]) -> str | None:
    """The address or the name in the message that one of the clients has."""
    addresses = {fold(client.email): client.email for client in candidates}
    for unit in message.emails:
        if fold(unit.text) in addresses:
            return addresses[fold(unit.text)]
    free = [fold(u.text) for u in message.units if u.kind == "word" and not u.has("article")]
    for client in candidates:
        whole = fold(client.name).split()
        if all(word in free for word in whole) and _unlike(client, candidates):
            return client.email
    said = [part.text for part in parts_of(message, 0, len(message.units)) if not part.email]
    for text in said:
        found = [c for c in candidates if part_of(text, c.name) or goes_by(text, c.name)]
        if len(found) == 1:
            return found[0].email
    return None


def _unlike(client: KnownClient, candidates: Sequence[KnownClient]) -> bool:
    """Whether no other of them has all words of the client's name."""
    return sum(part_of(client.name, other.name) for other in candidates) == 1


def _value(message: Message, pending: PendingChange, words: Sequence[Unit]) -> list[Intent] | None:
    """Another value for the same client: the one that was asked for, or a better one."""
    if message.is_question or message.has("find", "count", "create"):
        return None
    if pending.proposed and message.memory.beside:
        return _of_one(message, words)
    if pending.kind != "change":
        return None
    parts = parts_of(message, 0, len(message.units))
    emails = [part.text for part in parts if part.email and part.place != "not"]
    names = [part.text for part in parts if not part.email and part.place != "not"]
    if len(emails) == 1 and not names:
        return [ChangeClient(email=emails[0], name=pending.name)]
    bare = len(words) - sum(len(name.split()) for name in names) <= MAX_BESIDE
    if pending.proposed and _agrees_kindly(words, names):
        return None
    if len(names) == 1 and not emails and bare:
        return [ChangeClient(name=names[0], email=pending.email, surname=message.has("family"))]
    return None


def _agrees_kindly(words: Sequence[Unit], names: Sequence[str]) -> bool:
    """Whether a yes addresses somebody instead of telling another name: "sí mi reina"."""
    few = 0 < len(words) <= MAX_BESIDE and words[0].has("yes")
    small = all(name.islower() and judge_name(name) != "name" for name in names)
    return few and bool(names) and small and not any(unit.norm in EXCEPT for unit in words)


def _of_one(message: Message, words: Sequence[Unit]) -> list[Intent] | None:
    """An answer about one of several: another address, or that it stays: "sí, pero a Ana no"."""
    parts = parts_of(message, 0, len(message.units))
    names = [part.text for part in parts if not part.email]
    emails = [part.text for part in parts if part.email and part.place != "not"]
    waiting = [(change, change.client) for change in message.memory.changes if change.client]
    meant = [
        (change, client)
        for change, client in waiting
        if any(part_of(name, client.name) or goes_by(name, client.name) for name in names)
    ]
    if len(meant) != 1 or len(names) != 1:
        return None
    change, client = meant[0]
    if emails and change.kind == "change":
        return [ChangeClient(about=client.email, name=change.name, email=emails[-1])]
    excepted = any(unit.has("no", "negation") or unit.norm in EXCEPT for unit in words)
    short = len(words) - len(names[0].split()) <= MAX_BESIDE
    return [CancelDraft(about=client.email)] if excepted and short and not emails else None
