"""An order with which a message begins, whatever it tells behind the last address."""

from collections.abc import Sequence

from graph.understanding.intents import CreateClient, Intent
from graph.understanding.offline.learned.reading import CERTAIN, UNDENIED, LearnedReading
from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.requests.message import Message

LEAST = 0.4
"""Probability of an order from which on the whole message may be one."""
DOUBTS = (None, "not_ordered", "revoked")
"""Doubts that may come from what is told behind."""
DENYING = ("no", "negation", "correction")
"""Roles of words behind the last address that may revoke an order that is not `CERTAIN`."""
REVOKING = listed("cancel create email_noun hypothetical later leave_out reported")
"""Roles of words there that may revoke any."""


def begun_with(reading: LearnedReading, found: Sequence[Intent]) -> Message | None:
    """The message up to its last address, if that is a sure order by itself.

    "Add Ana Gil, ana@gil.es, her cat is poorly". None where nothing is in doubt, where the rest
    may revoke the order or has a client's name, where it is asked how, where an address is quoted,
    or where they are not one for each client.
    """
    message = reading.message
    if message.draft is not None or not (message.emails and _is_doubted(found)):
        return None
    asks_how = message.is_question and message.has("howto")
    if message.has_lines or asks_how or any(unit.quoted for unit in message.emails):
        return None
    if reading.judged.all[0] < LEAST:
        return None
    end = message.emails[-1].end
    behind = [unit for unit in message.units if unit.start >= end and unit.kind == "word"]
    revoked = any(unit.has(*REVOKING) for unit in behind) or "?" in message.reader.message[end:]
    denied = any(unit.has(*DENYING) for unit in behind) and reading.judged.all[0] < CERTAIN
    if not behind or revoked or denied:
        return None
    if any(name.client and name.start >= end for name in reading.names):
        return None
    begun = LearnedReading(Message.of(message.reader.message[:end], message.situation))
    paired = len([name for name in begun.names if name.client]) == len(message.emails)
    return begun.message if paired and begun.judged.all[0] >= UNDENIED else None


def is_done_by(found: Sequence[Intent], begun: Sequence[Intent]) -> bool:
    """Whether the beginning, read by itself, creates all whom the whole message proposes."""
    made = [each for each in begun if isinstance(each, CreateClient) and not each.doubt]
    known = {each.email for each in made if each.name}
    return len(made) == len(begun) and known == {getattr(each, "email", None) for each in found}


def _is_doubted(found: Sequence[Intent]) -> bool:
    """Whether there are only creations, of which some are in doubt."""
    made = [each for each in found if isinstance(each, CreateClient)]
    whole = len(made) == len(found) and all(each.name and each.email for each in made)
    doubts = [each.doubt for each in made]
    return whole and any(doubts) and all(doubt in DOUBTS for doubt in doubts)
