"""Taking back the last write, in words that the rules do not know: "go back a step, wrong lady"."""

from itertools import dropwhile, takewhile

from graph.understanding.evidence.short_forms import part_of
from graph.understanding.intents import (
    CreateClient,
    Intent,
    QueryClients,
    RemoveClient,
    Talk,
    UndoLast,
)
from graph.understanding.offline.changes.undoing import orders_more
from graph.understanding.offline.learned.altering import is_astray
from graph.understanding.offline.learned.reading import CERTAIN, SURE, LearnedReading
from graph.understanding.offline.requests.message import Message

UNREAD = ("changes", "off_topic", "unknown", "unsupported")
"""Topics of messages that may be an undo."""
BLOCKING = ("hypothetical", "howto", "injection", "later")
"""Roles of words with which nothing is taken back."""
DENYING = ("negation", "no", "reported")
"""Roles of words in the clause with which it is only if that is `CERTAIN`."""
BOTH, BEFORE = ("both", "ambas", "ambos"), "anterior"
"""Words for more than the last write; "eso y lo anterior" is, too."""


def unwritten(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    """The undo, where it is sure and nobody but the client written last may be meant."""
    message = reading.message
    if message.draft is not None or not all(_may_undo(reading, each) for each in found):
        return []
    waits = message.memory.pending is not None or message.has_email or not message.units
    if waits or message.has(*BLOCKING) or _is_of_more(message):
        return []
    doubted = message.is_question or _is_denied(message) or _orders_more(message)
    named = any(name.client for name in reading.names)
    return [] if named or reading.undoes < (CERTAIN if doubted else SURE) else [UndoLast()]


def _orders_more(message: Message) -> bool:
    """Whether another verb orders something."""
    units = message.units
    return any(orders_more(units, at) for at, unit in enumerate(units) if not unit.has("undo"))


def _is_denied(message: Message) -> bool:
    """Whether a denial stands in the clause of the verb, or anywhere if no verb is known."""
    units = message.units
    verb = next((at for at, unit in enumerate(units) if unit.has("undo")), None)
    if verb is None:
        return message.has(*DENYING)
    clause = takewhile(lambda unit: unit.kind == "word", reversed(units[:verb]))
    return any(unit.has(*DENYING) for unit in clause)


def _may_undo(reading: LearnedReading, intent: Intent) -> bool:
    """Whether the rules read nothing, or what an undo is taken for."""
    created = reading.message.memory.created
    match intent:
        case Talk(topic=topic):
            return topic in UNREAD
        case RemoveClient(about=str(about)):
            own = created is not None and part_of(about, created.name)
            return own or is_astray(reading, intent)
        case RemoveClient(position=position):
            return position is None
        case QueryClients() as query:
            return bool(query.doubtful)
        case CreateClient(name=None, email=None):
            return True
    return False


def _is_of_more(message: Message) -> bool:
    """Whether several or older writes are meant, or another thing is undone: "deshaz el nudo"."""
    units, numbers = message.units, message.reader.words.numbers
    verb = [*dropwhile(lambda unit: not unit.has("undo"), units)][1:3]
    thing = len(verb) == 2 and verb[0].has("article") and not verb[1].roles
    several = any(unit.norm in BOTH or numbers.get(unit.norm, 1) > 1 for unit in units)
    several |= message.has("and") and any(unit.norm == BEFORE for unit in units)
    last = message.period.last if message.period else None
    return thing or several or (last is not None and last < message.situation.today)
