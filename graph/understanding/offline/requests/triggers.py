"""Triggers: the units that ask for a creation, which are verbs and announcements ("otro…")."""

from graph.understanding.evidence.names import judge_name, kind_of
from graph.understanding.offline.requests.message import LINKS, Message
from graph.understanding.offline.requests.other_business import wants_thing
from graph.understanding.offline.sentence.speech import (
    create_triggers,
    means_somebody,
    quoted_triggers,
)
from graph.understanding.offline.sentence.units import SENTENCE_END, starts_sentence, unit_at

MAX_TRIGGERS = 25
"""Of one message; a turn creates fewer clients."""
NEXT = ("ahora", "luego", "despues", "now", "next", "then")
TOO = ("too", "tambien", "as well", "igual")
MAX_UNITS_TO_CLIENT = 6
"""From a verb to the client that it registers."""
MAX_UNITS_TO_NAME = 12
"""From a verb to a name that is one by its own words."""
NO_OBJECT = ("of", "with", "this_one")
"""Roles of words behind which a name is no object of the verb: "ponme algo de Luis Fonsi"."""
PREPOSITIONS = ("en", "por", "sobre", "desde", "hasta", "in", "on", "at", "by", "from", "about")


def find_triggers(message: Message) -> list[int]:
    """The units that ask for a creation, in order; quoted verbs only where nothing else asks."""
    asked = create_triggers(message.units)
    things = {wants_thing(message.units, index) for index in asked}
    found = [
        index
        for index in asked
        if index not in things and not message.continues_name(index) and _is_request(message, index)
    ]
    draft = message.draft
    waiting = draft is not None and draft.asks_consent and not message.has_email
    if waiting and not any(_names_someone(message, index) for index in found):
        found = []
    announced = [i for i in _announcements(message) if not found or i < found[0]]
    found = (announced + found)[:MAX_TRIGGERS]
    return found or (quoted_triggers(message.units)[:MAX_TRIGGERS] if message.has_email else [])


def _is_request(message: Message, index: int) -> bool:
    """Whether the verb asks for a client: "registra" by itself, "apunta" only with a name."""
    everybody = unit_at(message.units, index + 1).has("all") and not message.has_email
    if everybody or _wants_list(message, index) or wants_thing(message.units, index) is not None:
        return False
    certain = message.units[index].has("create") or message.has_email
    return certain or _names_someone(message, index)


def _wants_list(message: Message, index: int) -> bool:
    """Whether a list is the object of the verb: "ponme la lista de clientes"."""
    noun, after = (unit_at(message.units, index + step) for step in (1, 2))
    return noun.has("find") and after.has("of", "client", "all") and not message.has_email


def _names_someone(message: Message, trigger: int) -> bool:
    """Whether a name or "cliente" follows the verb."""
    for index in range(trigger + 1, min(trigger + MAX_UNITS_TO_CLIENT, len(message.units))):
        unit = message.units[index]
        if unit.kind == "word" and unit.has("client"):
            return True
        after = unit_at(message.units, index + 1)
        if unit.has("to", "named", "name_noun") and (
            message.reader.at(index + 1) or (unit.has("to") and after.has("other"))
        ):
            return True
    return _plainly_named(message, trigger)


def _plainly_named(message: Message, trigger: int) -> bool:
    """Whether a name of several words, known as names, is an object of the verb."""
    units = message.units
    for index in range(trigger + 1, min(trigger + MAX_UNITS_TO_NAME, len(units))):
        before = units[index - 1]
        if before.text in SENTENCE_END and not means_somebody(units, trigger):
            return False
        if before.has(*NO_OBJECT) or before.norm in PREPOSITIONS:
            continue
        found = message.reader.at(index)
        words = found.text.split() if found else []
        known = any(kind_of(word) == "name" for word in words)
        if found and known and len(words) > 1 and judge_name(found.text) == "name":
            return True
    return False


def _announcements(message: Message) -> list[int]:
    """The first announcement without a verb: "cliente nuevo", "otro con nombre…", "y a Ovidio…"."""
    if not message.has("new", "other"):
        return _and_also(message)
    asks = message.asks(message.everything)
    for index in message.everything:
        if _new_client(message, index, asks=asks) or _another(message, index, asks=asks):
            return [index]
    return _and_also(message)


def _new_client(message: Message, index: int, *, asks: bool) -> bool:
    """Whether the unit is the noun of "cliente nuevo"."""
    near = range(max(0, index - 2), min(index + 3, len(message.units)))
    if not message.units[index].has("client") or not any(_new(message, i) for i in near):
        return False
    labelled = message.has("named", "name_noun", "email_noun") and not message.inquires
    listed = any(unit.text == ":" for unit in message.units[index + 1 : index + 3])
    return message.has_email or not asks or labelled or (listed and _plainly_named(message, index))


def _another(message: Message, index: int, *, asks: bool) -> bool:
    """Whether the unit is an "otro" that opens the message: "otro con nombre Ana"."""
    unit = message.units[index]
    if asks or not unit.has("other", "new") or not _opens(message, index):
        return False
    after = unit_at(message.units, index + 1)
    if unit.has("new") and after.text.islower() and not after.roles:
        return False
    if message.has_email:
        return True
    if unit.has("article") and message.draft is not None and not _plainly_named(message, index):
        return False  # "una señora mayor", as an answer
    going_on = message.memory.just_created or message.draft is not None
    return unit.has("other") and (going_on or message.has("named", "name_noun", "email_noun"))


def _and_also(message: Message) -> list[int]:
    """The first word, directly after a creation, of "y a Ovidio Vera ovidio@vera.es"."""
    first = next((i for i, unit in enumerate(message.units) if unit.kind == "word"), None)
    if first is None or not message.has_email or not message.memory.just_created:
        return []
    if message.is_question:
        return []
    if message.units[first].has("and", "also", "to") or message.units[first].norm in NEXT:
        return [first]
    return [i for i, unit in enumerate(message.units) if unit.norm in TOO][:1]


def _opens(message: Message, index: int) -> bool:
    """Whether only conjunctions, courtesies and greetings precede the unit in its sentence."""
    while not starts_sentence(message.units, index):
        index -= 1
        unit = message.units[index]
        if unit.kind == "word" and not unit.has(*LINKS, "greeting"):
            return False
    return True


def _new(message: Message, index: int) -> bool:
    """Whether the unit is "nuevo" and no surname."""
    unit, before = message.units[index], unit_at(message.units, index - 1)
    behind_name = before.capital and not before.has("client")
    return unit.has("new", "other") and not (behind_name and message.reader.proper(unit))
