"""Where a message asks for a creation: verbs, verbs that are quoted, and announcements."""

from graph.understanding.offline.requests.message import LINKS, Message
from graph.understanding.offline.requests.other_business import wants_thing
from graph.understanding.offline.sentence.speech import create_triggers, quoted_triggers

MAX_TRIGGERS = 25
"""Requests that are read in one message; a turn creates fewer clients."""
NEXT = ("ahora", "luego", "despues", "now", "next", "then")
MAX_UNITS_TO_CLIENT = 6
"""Units behind a request within which it says whom."""


def find_triggers(message: Message) -> list[int]:
    """The units that ask for a creation, in order."""
    asked = create_triggers(message.units)
    things = {wants_thing(message.units, index) for index in asked}
    found = [
        index
        for index in asked
        if index not in things and not message.continues_name(index) and _is_request(message, index)
    ]
    draft = message.draft
    waiting = draft is not None and draft.proposed and not message.has_email
    if waiting and not any(_names_someone(message, index) for index in found):
        found = []
    announced = [i for i in _announcements(message) if not found or i < found[0]]
    found = (announced + found)[:MAX_TRIGGERS]
    return found or (quoted_triggers(message.units)[:MAX_TRIGGERS] if message.has_email else [])


def _is_request(message: Message, index: int) -> bool:
    """A verb such as "apunta" asks only for somebody; "registra" asks by itself."""
    if any(unit.has("all") for unit in message.units[index + 1 : index + 2]):
        return False
    if wants_thing(message.units, index) is not None:
        return False
    certain = message.units[index].has("create") or message.has_email
    return certain or _names_someone(message, index)


def _names_someone(message: Message, trigger: int) -> bool:
    """Whether a name or "un cliente" stands behind the trigger."""
    for index in range(trigger + 1, min(trigger + MAX_UNITS_TO_CLIENT, len(message.units))):
        unit = message.units[index]
        if unit.kind == "word" and unit.has("client"):
            return True
        if unit.has("to", "named", "name_noun") and message.reader.at(index + 1):
            return True
    return False


def _announcements(message: Message) -> list[int]:
    """As in "Cliente nuevo", "otro con nombre…", "y a Ovidio…": a creation without a verb."""
    if not message.has("new", "other"):
        return _and_also(message)
    asks = message.asks(message.everything)
    for index in message.everything:
        if _new_client(message, index, asks=asks) or _another(message, index, asks=asks):
            return [index]
    return _and_also(message)


def _new_client(message: Message, index: int, *, asks: bool) -> bool:
    near = range(max(0, index - 2), min(index + 3, len(message.units)))
    if not message.units[index].has("client") or not any(_new(message, i) for i in near):
        return False
    labelled = message.has("named", "name_noun", "email_noun")
    return message.has_email or not asks or (labelled and not message.inquires)


def _new(message: Message, index: int) -> bool:
    """Whether the unit says "nuevo", and is no surname."""
    unit, before = message.units[index], message.units[index - 1] if index else None
    behind_name = before is not None and before.capital and not before.has("client")
    return unit.has("new", "other") and not (behind_name and message.reader.proper(unit))


def _another(message: Message, index: int, *, asks: bool) -> bool:
    unit = message.units[index]
    if asks or not unit.has("other", "new") or not _opens(message, index):
        return False
    if message.has_email:
        return True
    going_on = _created_last(message) or message.draft is not None
    return unit.has("other") and (going_on or message.has("named", "name_noun", "email_noun"))


def _and_also(message: Message) -> list[int]:
    """As in "Y a Ovidio Vera ovidio@vera.es", right after a creation."""
    first = next((i for i, unit in enumerate(message.units) if unit.kind == "word"), None)
    if first is None or not message.has_email or not _created_last(message):
        return []
    goes_on = message.units[first].has("and", "also", "to") or message.units[first].norm in NEXT
    return [first] if goes_on and not message.is_question else []


def _created_last(message: Message) -> bool:
    results = message.memory.results
    return results is not None and results.query is None


def _opens(message: Message, index: int) -> bool:
    """Whether only links and courtesies stand before the unit."""
    before = message.units[:index]
    return all(unit.kind != "word" or unit.has(*LINKS, "greeting") for unit in before)
