"""Changes and deletions in words that the rules do not know; each is shown and asked about."""

from itertools import takewhile

from graph.understanding.evidence.names import judge_name
from graph.understanding.evidence.short_forms import part_of, shares_word
from graph.understanding.intents import (
    ChangeClient,
    CreateClient,
    Intent,
    QueryClients,
    RemoveClient,
    Talk,
)
from graph.understanding.offline.changes.answering import EXCEPT
from graph.understanding.offline.changes.ordering import OR, place_of
from graph.understanding.offline.changes.parts import parts_of
from graph.understanding.offline.changes.signs import BULK, order_at
from graph.understanding.offline.learned.reading import (
    CERTAIN,
    LIKELY,
    SURE,
    UNDENIED,
    VERY_SURE,
    LearnedReading,
)
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.speech import conditional
from graph.understanding.offline.sentence.units import Unit

KEPT: list[Intent] = [Talk(topic="kept")]
"""The reading of an order that seems denied, supposed, reported or put off."""
OF_MANY: list[Intent] = [Talk(topic="unsupported")]
"""The reading of an order about many at once."""
MANY = BULK | EXCEPT | {"every", "cada"}
"""Words for all, or for all but some."""
UNREAD = ("changes", "kept", "off_topic", "unknown", "unsupported")
DENYING = ("negation", "no")
"""Roles of words in whose clause nobody is deleted, and nothing changed that the rules keep."""
ENOUGH = {
    False: ((CERTAIN, LIKELY), (SURE, SURE), (LIKELY, VERY_SURE)),
    True: ((CERTAIN, LIKELY), (VERY_SURE, VERY_SURE), (SURE, UNDENIED)),
}
"""Probabilities of an order, and of what it orders, from which on together it is asked about,
without and with something that may speak against it."""
DOUBTING = ("cancel", "create", "hypothetical", "later")
"""Roles of words that may."""


def altered(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    """The change or the deletion of a sure order; empty where the rules read what is as likely.

    "Ana has asked that we erase her record. Kindly delete."
    """
    message = reading.message
    if message.draft is not None or not _may_alter(reading, found):
        return []
    told, ordered, _ = reading.judged
    if told != "order":
        return []
    shares, kept = reading.alters, found == KEPT
    kind = "remove" if shares["remove"] > shares["change"] else "change"
    denied = (kept or kind == "remove") and _is_denied(reading)
    if denied or _is_either(reading) or conditional(message.units, message.everything):
        return []
    doubted = kept or message.is_question or message.has(*DOUBTING)
    enough = any(ordered >= act and shares[kind] >= share for act, share in ENOUGH[doubted])
    if not enough and not (kept and ordered >= CERTAIN):
        return []
    return _removed(reading, found) if kind == "remove" else _changed(reading)


def respelt(reading: LearnedReading) -> ChangeClient | None:
    """The change of a name into one like it: "in Ana Gil's record the name is wrong, …"."""
    match altered(reading, []):
        case [ChangeClient(about=str(about), name=str(name)) as change]:
            return change if shares_word(about, name) else None
    return None


def without_strangers(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    """The changes; beside a new address no new name that is no client's: "… he is from Trinity"."""
    return [
        each.model_copy(update={"name": None, "plain": False})
        if isinstance(each, ChangeClient) and _names_stranger(reading, each)
        else each
        for each in found
    ]


def _names_stranger(reading: LearnedReading, change: ChangeClient) -> bool:
    if not (change.name and change.email):
        return False  # else the models would be asked about each change and each answer
    told = any(name.text == change.name and not name.client for name in reading.names)
    return told and not reading.message.reader.backs(change.email, change.name)


def _is_denied(reading: LearnedReading) -> bool:
    """Whether a denial stands in the clause of the order."""
    return any(unit.has(*DENYING) for unit in _clause(reading))


def _clause(reading: LearnedReading) -> list[Unit]:
    """The words of the clause with the verb of the order, or else with the first name."""
    units, verb = reading.message.units, order_at(reading.message)
    start = reading.names[0].start if reading.names else 0
    at = verb if verb is not None else next((i for i, u in enumerate(units) if u.end > start), 0)
    before = takewhile(_is_word, reversed(units[:at]))
    return [*before, *takewhile(_is_word, units[at:])]


def _is_either(reading: LearnedReading) -> bool:
    """Whether one or the other is meant: "borra a Ana o a Luis"; not in a name, "Bar O Pote"."""
    inside = [range(name.start, name.end) for name in reading.names]
    ors = [unit.start for unit in reading.message.units if unit.norm in OR]
    return any(not any(start in name for name in inside) for start in ors)


def _is_word(unit: Unit) -> bool:
    return unit.kind == "word" and not unit.text.endswith(".")


def is_astray(reading: LearnedReading, intent: Intent) -> bool:
    """Whether the rules take words for a client that are no name by learned evidence."""
    if not isinstance(intent, ChangeClient | RemoveClient) or not intent.about:
        return False
    about = intent.about
    if judge_name(about) == "name" or about in (each.text for each in reading.message.emails):
        return False
    told = [name.text for name in reading.names]
    whole = any(" " in name and judge_name(name) == "name" for name in told)
    if not whole and _is_led_to(reading.message, about):
        return False
    return not any(part_of(about, name) or part_of(name, about) for name in told)


def _is_led_to(message: Message, about: str) -> bool:
    """Whether words lead to it as to somebody: "the plumber's", "al fontanero"."""
    start = message.reader.message.find(about)
    behind = message.reader.message[start + len(about) :]
    before = [unit for unit in message.units if unit.end <= start][-1:]
    led = any(unit.has("article", "of", "to") for unit in before)
    return led or behind[:1] in ("'", "’")


def _may_alter(reading: LearnedReading, found: list[Intent]) -> bool:
    """Whether nothing was read, or something that an order to change or delete is taken for."""
    if reading.message.has("injection", "undo", "howto"):
        return False
    match found:
        case [Talk(topic=topic)]:
            asks = topic == "changes" and reading.message.has("inverted", "question")
            return topic in UNREAD and not asks
        case [QueryClients() as query]:
            return bool(query.text or query.email) and not query.count
        case [CreateClient(doubt=doubt) as made]:
            told = bool(reading.names) and not any(name.client for name in reading.names)
            return doubt is not None or told or made.email is None
        case [ChangeClient(about=str()) as change] | [QueryClients(), ChangeClient() as change]:
            unknown = change.about is None and change.position is None and not change.email
            unread = unknown if change.gives else bool(reading.names)
            return unread or is_astray(reading, change)
        case [RemoveClient() as removal, *again] if all(each == removal for each in again):
            return is_astray(reading, removal)
    bare = all(isinstance(each, CreateClient) and not each.email for each in found)
    return bare and bool(reading.message.units)


def _removed(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    """The deletion of the one client who is named, or else of one who was shown."""
    message, names = reading.message, _people(reading)
    if found == OF_MANY and any(u.has("all") or u.norm in MANY for u in _clause(reading)):
        return []
    told = [email.text for email in message.emails] or names
    if len(told) == 1:
        return [RemoveClient(about=told[0])]
    if told or not _has_shown(message) or found == OF_MANY:
        return []
    place = place_of(message, message.query(message.everything), -1)
    return [RemoveClient(position=place)]


def _changed(reading: LearnedReading) -> list[Intent]:
    """The change of the one client who is named, or else of the one who was shown."""
    message = reading.message
    parts = [part for part in parts_of(message, 0, len(message.units)) if part.email]
    right = [part.text for part in parts if part.place != "not"]
    wrong = [part.text for part in parts if part.place == "not"]
    names = _people(reading)
    if right:
        about = next(iter([*names, *wrong]), None)
        known = about is not None or _has_shown(message)
        several = len(right) > 1 or len(names) > 1
        if several or not known or _is_of_created(message, right, names):
            return []
        return [ChangeClient(about=about, email=right[0])]
    told = list(dict.fromkeys(name.text for name in reading.names))
    refused = message.has("remove", *DENYING)
    if len(told) == 2 and part_of(told[0], told[1]) and not refused:
        return [ChangeClient(about=told[0], name=told[1])]  # a name that was not whole
    new = [name for name in names if any(n.client and n.text == name for n in reading.names)]
    old = [name for name in names if name not in new]
    if len(new) != 1 or len(old) > 1 or not (old or _has_shown(message)):
        return []
    return [ChangeClient(about=next(iter(old), None), name=new[0])]


def _is_of_created(message: Message, emails: list[str], names: list[str]) -> bool:
    """Whether the address repeats the name of the client just created, and not the one told."""
    created, backs = message.memory.created, message.reader.backs
    own = created is not None and all(backs(email, created.name) for email in emails)
    return own and bool(names) and not any(backs(emails[0], name) for name in names)


def _people(reading: LearnedReading) -> list[str]:
    """The names, each once; none that is part of another one."""
    names = list(dict.fromkeys(name.text for name in reading.names))
    return [n for n in names if not any(n != other and part_of(n, other) for other in names)]


def _has_shown(message: Message) -> bool:
    return message.memory.results is not None or message.memory.created is not None
