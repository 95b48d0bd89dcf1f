"""Requests that are not offered: for other things than clients, and for changes to clients."""

from collections.abc import Sequence

from graph.understanding.offline.lexicon.words import key
from graph.understanding.offline.names.placing import indefinite
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.units import Unit

VERBS = ("create", "record", "find", "tell", "other_action", "requesting", "edit")
"""Roles of verbs that may ask for a thing."""
BESIDE_THING = ("article", "courtesy", "new", "other", "stop", "to_me", "polite", "first", "last")
"""Roles of words between the verb and the thing."""
NO_THING = ("client", "named", "name_noun", "email_noun", "to", "title", "of", "with", "details")
MAX_UNITS_TO_THING = 5
"""From the verb to the thing."""
REQUESTS = ("edit", "create", "record", "find", "tell", "count", "question", "exist")
MAX_PARTS = 5
"""Parts of a message behind the thing in which a question is searched."""
LINKS = ("and", "also")


def wants_thing(units: Sequence[Unit], verb: int) -> int | None:
    """The index of the thing that a verb asks for ("crea una factura"), or None."""
    unknown = 0
    for index in range(verb + 1, min(verb + 1 + MAX_UNITS_TO_THING, len(units))):
        unit = units[index]
        mail = unit.has("email_noun") and units[verb].has("other_action")
        sent = mail and indefinite(units[index - 1])
        if sent or (unit.has("thing") and not unit.text.istitle()):
            return index
        unknown += not unit.roles
        if unit.kind != "word" or unit.quoted or unknown > 1 or unit.has(*NO_THING):
            return None
    return None


def asked_thing(message: Message) -> int | None:
    """The index of the thing that the message asks for, behind a verb or as first word; or None."""
    if not message.has("thing", "email_noun"):
        return None
    for index, unit in enumerate(message.units):
        if unit.has(*VERBS) and not unit.quoted:
            found = wants_thing(message.units, index)
            if found is not None:
                return found
    opening = next((i for i, u in enumerate(message.units) if not u.has(*BESIDE_THING)), None)
    if opening is None or not message.units[opening].has("thing"):
        return None
    named = message.draft is not None and message.units[opening].capital
    return None if named else opening


def question_behind(message: Message, thing: int) -> range | None:
    """The question to the directory behind the thing: "… y dime cuántos clientes hay"; or None."""
    behind = range(thing + 1, len(message.units))
    links = [i for i in behind if _separates(message.units[i])]
    parts = (range(index + 1, len(message.units)) for index in links[:MAX_PARTS])
    return next((part for part in parts if message.asks(part)), None)


def asks_change(message: Message) -> bool:
    """Whether the message asks to change or delete a client: "borra a Ana".

    A correction of the draft is no such request.
    """
    units, draft = message.units, message.draft
    requests = (i for i, u in enumerate(units) if u.has(*REQUESTS) and not u.has("courtesy"))
    first = next((i for i in requests if not units[i].quoted), None)
    if first is None or not units[first].has("edit"):
        return draft is None and message.has("edit_past") and message.has_email
    if any(_another_request(units, index) for index in range(first + 1, len(units))):
        return False
    return draft is None or _of_others(message, draft.name or "")


def _another_request(units: Sequence[Unit], index: int) -> bool:
    """Whether a request of another kind starts at the unit, behind a mark or a conjunction."""
    if units[index].has("edit") or not units[index].has(*REQUESTS):
        return False
    near = [unit for unit in units[max(0, index - 3) : index] if not unit.has("courtesy")]
    return bool(near) and _separates(near[-1])


def _separates(unit: Unit) -> bool:
    """Whether the unit separates clauses: a mark, a line end or a conjunction."""
    return unit.kind not in ("word", "email") or unit.has(*LINKS)


def _of_others(message: Message, known: str) -> bool:
    """Whether the change is of all clients, or of another one than the draft's."""
    if message.has("all"):
        return True
    if message.has("name_noun"):
        return False
    draft_words = set(key(known).split())
    return any(
        message.reader.proper(unit)
        and not unit.roles
        and not message.reader.initial(index)
        and key(unit.text).removesuffix("'s") not in draft_words
        for index, unit in enumerate(message.units)
    )
