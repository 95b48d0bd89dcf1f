"""What a message shows of a request, whatever its sentences are read as."""

from graph.understanding.intents import Language
from graph.understanding.offline.learned.reading import LIKELY, ORDERING, SURE, LearnedReading
from graph.understanding.offline.lexicon.words import other
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.requests.other_business import VERBS, asked_thing
from graph.understanding.offline.sentence.context import in_context
from graph.understanding.offline.sentence.language import read_all
from graph.understanding.offline.sentence.speech import (
    conditional,
    create_triggers,
    supposes,
)
from graph.understanding.situation import Memory, Situation
from tools.folding import composed

REVOKING = ("injection", "negation", "cancel", "later", "create_past")
"""Roles of words with which a message may deny a request or put it off."""
TELLING = ("reported", "howto")
"""Roles of words that report a request or ask how it is made, if they stand before it."""
ANNOUNCING = ("client", "new", "other")
"""Roles of words of which two announce a client: "cliente nuevo", "otra nueva"."""
WONDERING = ("question", "exist", "inverted", "count", "find", "tell")
"""Roles of words that make a question of an order behind them."""
MAX_TO_EMAIL = 3
"""Words from a "no" to the "email" that is missing."""


def asks_for_client(reading: LearnedReading) -> bool:
    """Whether this message or the one before asks for a client, and nothing in this one revokes it.

    What asks: a verb of creation, a "new client", a client being registered, or one just created.
    Nothing does where learned evidence takes a message with an address for no order.
    """
    read = reading.message
    if _tells(reading):
        return False
    verbs = create_triggers(read.units)
    answers = bool(read.memory.line) and read.has_email and not read.has(*VERBS)
    if _revoked(read, verbs) or (asked_thing(read) is not None and not answers):
        return False
    announced = sum(read.has(role) for role in ANNOUNCING) > 1
    if verbs or announced or _orders_in(other(read.reader.language), read.reader.message):
        opening = read.units[: verbs[0]] if verbs else read.units
        wonders = any(unit.has(*WONDERING) for unit in opening)
        return not (read.is_question and wonders) or read.has("polite")
    if read.has_email and not read.is_question and _is_order(reading):
        return True
    if read.inquires:
        return False
    return bool(read.memory.line) or read.memory.just_created or _asked_before(read)


def _tells(reading: LearnedReading) -> bool:
    """Whether the message is rather talk or a question than an order: "I was about to add …"."""
    read = reading.message
    if not read.has_email or read.memory.line or read.memory.just_created:
        return False
    return reading.judged.all[0] < LIKELY


def _is_order(reading: LearnedReading) -> bool:
    """Whether learned evidence takes the message for an order, and a word such as "please" does."""
    read = reading.message
    ordering = any(unit.has(*ORDERING) and not unit.has("article") for unit in read.units)
    if not ordering or read.has("record_past", "thing"):
        return False
    act, sure, _ = reading.judged
    return act == "order" and sure >= SURE


def _revoked(read: Message, verbs: list[int]) -> bool:
    before = range(verbs[0]) if verbs else read.everything
    return (
        any(_denies(read, index) for index in read.everything)
        or any(read.units[index].has(*TELLING) for index in before)
        or any(read.takes_back(verb) for verb in verbs)
        or any(supposes(read.units, index) for index in read.everything)
        or conditional(read.units, read.everything)
    )


def _denies(read: Message, index: int) -> bool:
    """Whether the unit revokes a request: no "no" that only says that an address is missing."""
    unit = read.units[index]
    behind = read.units[index + 1 : index + 1 + MAX_TO_EMAIL]
    lacks = unit.has("negation") and any(each.has("email_noun") for each in behind)
    return unit.has(*REVOKING) and not lacks


def _asked_before(read: Message) -> bool:
    before = read.situation.message_before
    alone = Situation(read.situation.today, Memory(language=read.reader.language))
    return bool(before) and asks_for_client(LearnedReading(Message.of(composed(before), alone)))


def _orders_in(language: Language, message: str) -> bool:
    """Whether the message has a verb of creation of this language: "… dale, save it"."""
    return bool(create_triggers(in_context(read_all(message)[language], language)))
