"""The name of a client whose address comes alone, from the user's messages before."""

from collections.abc import Iterator, Sequence
from itertools import islice

from graph.state import text_of
from graph.understanding.evidence.names import judge_name
from graph.understanding.intents import CreateClient, Doubt, Intent, QueryClients
from graph.understanding.models.clients import Named
from graph.understanding.offline.emails.emails import find_emails
from graph.understanding.offline.learned.reading import SURE, VERY_SURE, LearnedReading
from graph.understanding.offline.requests.message import Message
from graph.understanding.situation import Memory, Situation
from tools.folding import composed

ENDING = ("cancel", "leave_out")
"""Roles of words behind which nobody of an earlier message is meant."""
REACH = 3
"""Messages before this one in which the name is looked for."""


def named_before(reading: LearnedReading, found: Sequence[Intent]) -> Sequence[Intent]:
    """The creation of a lone address with the one name before it that it may be of.

    That is a name which the address repeats, or else the only client of an order; nobody who has an
    address already, and nobody behind a no or a correction. The client is proposed unless this
    message or that one orders it.
    """
    message, email = reading.message, _lone_address(found)
    if email is None or reading.names or any(each.name for each in message.memory.line):
        return found
    given = [each.address for m in message.situation.window for each in find_emails(text_of(m))]
    for earlier in _earlier(message):
        if earlier.message.has(*ENDING) or earlier.answered[0] == "no" or earlier.corrects >= SURE:
            return found
        names = [name for name in earlier.names if _may_be(message, name, given)]
        if not names:
            continue
        ordered = earlier.judged.act == "order" and earlier.judged.sure >= SURE
        repeated = [name for name in names if message.reader.backs(email, name.text)]
        meant = repeated or ([name for name in names if name.client] if ordered else [])
        if len(meant) != 1:
            return found
        doubt: Doubt | None = None if ordered or _orders(reading) else "not_ordered"
        fresh = message.draft is None
        return [CreateClient(name=meant[0].text, email=email, fresh=fresh, doubt=doubt)]
    return found


def _lone_address(found: Sequence[Intent]) -> str | None:
    """The address of the only intent, if that creates or looks for a client without a name."""
    match found:
        case [CreateClient(name=None, about=None, doubt=None, email=email)]:
            return email
        case [QueryClients(text=None, doubtful="data", email=email)]:
            return email
    return None


def _earlier(message: Message) -> Iterator[LearnedReading]:
    """The user's last messages, the newest first, each read as if nothing had been before."""
    situation = Situation(message.situation.today, Memory())
    said = (text_of(m) for m in reversed(message.situation.window) if m.type == "human")
    for text in islice(said, REACH):
        yield LearnedReading(Message.of(composed(text), situation))


def _may_be(message: Message, name: Named, given: Sequence[str]) -> bool:
    """Whether it is a name, and none of the addresses that were given is its own."""
    has_one = any(message.reader.backs(email, name.text) for email in given)
    return not has_one and judge_name(name.text) != "no_name"


def _orders(reading: LearnedReading) -> bool:
    """Whether more than the address is said, and orders a client."""
    words = any(unit.kind == "word" for unit in reading.message.units)
    act, sure, _ = reading.judged
    return words and act == "order" and sure >= VERY_SURE
