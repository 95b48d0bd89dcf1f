"""The name of a client whose address comes alone, from the user's messages before."""

from collections.abc import Sequence
from itertools import islice

from graph.state import text_of
from graph.understanding.evidence.names import judge_name
from graph.understanding.evidence.short_forms import part_of
from graph.understanding.intents import CreateClient, Doubt, Intent, QueryClients
from graph.understanding.models.clients import Named
from graph.understanding.offline.emails.emails import find_emails
from graph.understanding.offline.learned.reading import (
    SURE,
    VERY_SURE,
    LearnedReading,
    earlier,
)
from graph.understanding.offline.requests.message import Message

ENDING = ("cancel", "leave_out")
"""Roles of words behind which nobody of an earlier message is meant."""
REACH = 3
"""Messages before this one in which the name is looked for."""


def named_before(reading: LearnedReading, found: Sequence[Intent]) -> Sequence[Intent]:
    """The creation of a lone address with the one name before it that it may be of.

    That is a name which the address repeats, or else the only client of an order in the message
    directly before; nobody who has an address already, and nobody behind a no or a correction. The
    client is proposed unless this message or that one orders it.
    """
    message, email = reading.message, _lone_address(found)
    if email is None or reading.names or any(each.name for each in message.memory.line):
        return found
    given = [each.address for m in message.situation.window for each in find_emails(text_of(m))]
    for back, before in enumerate(islice(earlier(message), REACH)):
        if before.message.has(*ENDING) or before.answered[0] == "no" or before.corrects >= SURE:
            return found
        if names := [name for name in before.names if _may_be(message, name, given)]:
            ordered = before.judged.act == "order" and before.judged.sure >= SURE
            repeated = [name for name in names if message.reader.backs(email, name.text)]
            alone = [name for name in names if name.client] if ordered and not back else []
            return _made(reading, email, repeated or alone, ordered=ordered) or found
        if before.message.has_email:
            return found
    return found


def _made(
    reading: LearnedReading, email: str, names: Sequence[Named], *, ordered: bool
) -> Sequence[Intent]:
    """The creation of the only one of these, in doubt unless a message orders it."""
    if len(names) != 1:
        return ()
    doubt: Doubt | None = None if ordered or _orders(reading) else "not_ordered"
    fresh = reading.message.draft is None
    return [CreateClient(name=names[0].text, email=email, fresh=fresh, doubt=doubt)]


def _lone_address(found: Sequence[Intent]) -> str | None:
    """The address of the only intent, if that creates or looks for a client without a name."""
    match found:
        case [CreateClient(name=None, about=None, doubt=None, email=email)]:
            return email
        case [QueryClients(text=None, doubtful="data", email=email)]:
            return email
    return None


def _may_be(message: Message, name: Named, given: Sequence[str]) -> bool:
    """Whether it is a name, of nobody who has an address already."""
    created = message.memory.created
    has_one = created is not None and part_of(name.text, created.name)
    has_one = has_one or any(message.reader.backs(email, name.text) for email in given)
    return not has_one and judge_name(name.text) != "no_name"


def _orders(reading: LearnedReading) -> bool:
    """Whether more than the address is said, and orders a client."""
    words = any(unit.kind == "word" for unit in reading.message.units)
    act, sure, _ = reading.judged
    return words and act == "order" and sure >= VERY_SURE
