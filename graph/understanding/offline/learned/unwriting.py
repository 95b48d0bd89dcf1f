"""Taking back the last write, in words that the rules do not know: "go back a step, wrong lady"."""

from collections.abc import Sequence
from itertools import dropwhile, groupby

from graph.understanding.evidence.short_forms import part_of
from graph.understanding.intents import (
    CreateClient,
    Intent,
    QueryClients,
    RemoveClient,
    Talk,
    UndoLast,
)
from graph.understanding.offline.changes.undoing import is_about_last, orders
from graph.understanding.offline.learned.altering import is_astray
from graph.understanding.offline.learned.reading import SURE, VERY_SURE, LearnedReading
from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.units import Unit
from graph.understanding.situation import Situation

UNREAD = ("changes", "off_topic", "unknown", "unsupported")
"""Topics of messages that may be an undo."""
BLOCKING = ("hypothetical", "howto", "injection", "later", "reported")
"""Roles of words with which nothing is taken back."""
OF_WRITES = listed(
    "article cancel client correction courtesy create create_past edit greeting inverted language "
    "last polite record record_past remove restore stop thanks this_one undo yes"
)
"""Roles of words in a clause that takes back a write, and no other thing: "undo that entry"."""
COURTEOUS = ("courtesy", "greeting", "polite", "thanks")
OF_LAST = ("remove", "restore")
"""Roles of verbs that an undo may have, too: "take it out again", "put it back"."""
BOTH, BEFORE = ("both", "ambas", "ambos"), ("anterior", "previous")
"""Words for more than the last write; those for an older one are, behind an "and"."""
OF_OTHERS = ("all", "first", "find", "negation", "no", "ordinal", "place", "thing")
"""Roles of words in a clause about something else, or about more than the last write."""


def unwritten(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    """The undo, where one clause takes back a write by itself and the others may tell why."""
    message = reading.message
    if message.draft is not None or not all(_may_undo(reading, each) for each in found):
        return []
    waits = message.memory.pending is not None or message.has_email or message.is_question
    if waits or message.has(*BLOCKING) or any(name.client for name in reading.names):
        return []
    if reading.undoes < SURE or _is_of_more(message):
        return []
    return [UndoLast()] if any(_takes_back(message, clause) for clause in _clauses(message)) else []


def _may_undo(reading: LearnedReading, intent: Intent) -> bool:
    """Whether the rules read nothing, or what an undo in unknown words is taken for."""
    created = reading.message.memory.created
    match intent:
        case Talk(topic=topic):
            return topic in UNREAD
        case RemoveClient(about=str(about)):
            own = created is not None and part_of(about, created.name)
            return own or is_astray(reading, intent)
        case RemoveClient(position=position):
            return position is None
        case QueryClients(doubtful=doubtful):
            return bool(doubtful)
        case CreateClient(name=None, email=None):
            return True
    return False


def _is_of_more(message: Message) -> bool:
    """Whether several or older writes are meant, or something else is ordered, too."""
    units, numbers = message.units, message.reader.words.numbers
    several = any(unit.norm in BOTH or numbers.get(unit.norm, 1) > 1 for unit in units)
    several |= message.has("and") and any(unit.norm in BEFORE for unit in units)
    last = message.period.last if message.period else None
    past = last is not None and last < message.situation.today
    ordered = any(
        orders(units, at) for at, unit in enumerate(units) if not unit.has("undo", *OF_LAST)
    )
    return several or past or ordered


def _clauses(message: Message) -> list[list[Unit]]:
    """The words between the marks."""
    clauses = groupby(message.units, lambda unit: unit.kind == "word")
    return [list(clause) for words, clause in clauses if words]


def _takes_back(message: Message, clause: Sequence[Unit]) -> bool:
    """Whether the clause is about the last write alone, and takes it back by itself.

    Without a word for undoing it has to follow a creation.
    """
    undoes = any(unit.has("undo") for unit in clause)
    if not (undoes or (message.memory.just_created and len(clause) > 1)):
        return False
    if any(unit.has(*OF_OTHERS) for unit in clause):
        return False
    rest = [*dropwhile(lambda unit: unit.has(*COURTEOUS), clause)]
    if not all(map(_is_known, rest[1:])):  # the first word may be a verb: "rescind that entry"
        return False
    said = message.reader.message[clause[0].start : clause[-1].end]
    alone = LearnedReading(Message.of(said, Situation(message.situation.today, message.memory)))
    return alone.undoes >= VERY_SURE


def _is_known(unit: Unit) -> bool:
    return is_about_last(unit.norm) or unit.has(*OF_WRITES)
