"""Several orders in one message: "busca a Marta y bórrala", "borra a Ana y cambia a Luis …"."""

import re
from collections.abc import Sequence

from graph.understanding.intents import (
    ChangeClient,
    Intent,
    QueryClients,
    RemoveClient,
    Talk,
)
from graph.understanding.offline.changes.ordering import read_order
from graph.understanding.offline.changes.parts import parts_of
from graph.understanding.offline.changes.several import people_in
from graph.understanding.offline.changes.signs import (
    order_at,
    orders_in,
    removes,
    taken_back,
)
from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.speech import create_triggers, means_somebody, supposes

ASKING = ("find", "tell")
CREATING = ("create", "record")
AND = re.compile(r"\s+(?:y|e|and)\s+", re.I)
DOUBTED = ("reported", "howto", "injection")
PLURAL = frozenset(("os", "as", "them", "both"))
"""Ends of Spanish verbs, and English words, of a pronoun for several."""
Write = ChangeClient | RemoveClient
THEN = frozenset(
    listed("luego despues then tambien also ademas ya de paso por favor porfa please favor me")
)
"""Words between the conjunction and the verb of a further order."""


def clauses(message: Message, asking: Sequence[str] = ASKING) -> list[Message]:
    """The message's orders, each as a message of its own, and what asks in front of them.

    One message where all may be supposed, reported, or asked about.
    """
    text, first, verbs = message.reader.message, 0, orders_in(message)
    found: list[str] = []
    if not verbs or _supposed(message, verbs[0]):
        return [message]
    for verb in verbs:
        start = verb
        while start and message.units[start - 1].norm in THEN:
            start -= 1
        before = message.units[start - 1 : start]
        asked = any(i in verbs or message.units[i].has(*asking) for i in range(first, start))
        if asked and before and (before[0].has("and") or before[0].kind in ("mark", "line")):
            found.append(text[message.units[first].start : before[0].start])
            first = verb
    if not found:
        return [message]
    found.append(text[message.units[first].start :])
    return [Message.of(each, message.situation) for each in found]


def after_creation(message: Message) -> tuple[Message, list[Intent]] | None:
    """The creation in front, and the orders behind it: "crea a Ana, ana@x.es y borra a Luis"."""
    if message.draft is not None or not message.has("create", "record"):
        return None
    created, *rest = clauses(message, CREATING)
    if not create_triggers(created.units) or order_at(created) is not None:
        return None
    if not rest or any(create_triggers(clause.units) for clause in rest):
        return None
    orders: list[Intent] = [i for i in read_clauses(rest) if not isinstance(i, Talk)]
    return (created, orders) if orders else None


def read_clauses(parts: Sequence[Message]) -> list[Intent]:
    """All that the clauses ask for; none where the first one does not ask for anything.

    An order that is denied, supposed or only asked about takes those behind it back, too.
    """
    found: list[Intent] = []
    people: list[str] = []
    for clause in parts:
        if order_at(clause) is None:
            if found or not clause.asks(clause.everything):
                return found
            found.append(clause.query(clause.everything))
            named = people_in(clause, parts_of(clause, 0, len(clause.units)))
            people = [name for each in named for name in AND.split(each)]
            continue
        verb = order_at(clause) or 0
        if len(people) > 1 and _plural(clause) and removes(clause, verb):
            taken = taken_back(clause, verb)
            return [*found, *([] if taken else map(_removal, people))]
        read = read_order(clause) or []
        if any(isinstance(intent, Talk) for intent in read):
            return [*found, *read]
        for intent in read:
            last = found[-1] if found else None
            if isinstance(intent, ChangeClient | RemoveClient) and last is not None:
                intent = _resolved(_renaming(clause, intent), last)
            found = [*found, intent]
    return found


def _supposed(message: Message, verb: int) -> bool:
    before = message.units[:verb]
    told = any(unit.has(*DOUBTED) and not unit.has("polite") for unit in before)
    return told or any(supposes(message.units, index) for index in range(verb))


def _plural(clause: Message) -> bool:
    """Whether the order is about several by a pronoun: "bórralos", "delete both"."""
    verb = order_at(clause) or 0
    norms = {clause.units[verb].norm[-2:], *(u.norm for u in clause.units[verb + 1 : verb + 2])}
    return not norms.isdisjoint(PLURAL) and not parts_of(clause, verb, len(clause.units))


def _removal(name: str) -> RemoveClient:
    return RemoveClient(about=name)


def _renaming(clause: Message, intent: Write) -> Write:
    """The change in which a pronoun means the client, and the only name is the new one."""
    verb = order_at(clause) or 0
    if not isinstance(intent, ChangeClient) or not intent.about or intent.gives:
        return intent
    if not means_somebody(clause.units, verb):
        return intent
    return intent.model_copy(update={"about": None, "name": intent.about, "plain": False})


def _resolved(intent: Write, last: Intent) -> Write | Talk:
    """The intent, a pronoun in which means whom the one before was about."""
    if intent.about or intent.position is not None:
        return intent
    match last:
        case QueryClients():
            about, position = last.email or last.text or last.part, last.position
        case ChangeClient() | RemoveClient():
            about, position = last.about, last.position
        case _:
            about, position = None, None
    if about is None and position is None:
        return Talk(topic="unsupported")
    return intent.model_copy(update={"about": about, "position": position})
