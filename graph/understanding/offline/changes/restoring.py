"""Bringing deleted clients back: "recupera a Juan", "restore Juan", "trae al que borré"."""

from graph.understanding.intents import Intent, RestoreClient, Talk
from graph.understanding.offline.changes.parts import parts_of
from graph.understanding.offline.changes.signs import plural, taken_back
from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.speech import means_somebody

OTHER_THINGS = ("email_noun", "name_noun", "details", "count", "find", "create", "all", "thing")
"""Roles of words for what is looked up, not brought back: "recupera los datos de Ana"."""
LAST = listed("ultimo ultima last")
DELETED = ("remove_past", "edit_past", "remove")
SEPARABLE = listed("bring get")
MAX_UNITS_BACK = 5


def read_restore(message: Message) -> list[Intent] | None:
    """The return that the message orders, or why not; None without one."""
    if not message.has("restore") and message.reader.norms.isdisjoint(SEPARABLE):
        return None
    units = message.units
    verb = next((i for i in message.everything if _restores(message, i)), None)
    if verb is None or message.draft is not None:
        return None
    if message.has(*OTHER_THINGS) and not message.has(*DELETED):
        return None
    if answer := taken_back(message, verb):
        return [answer]
    parts = [part for part in parts_of(message, 0, len(units)) if part.place != "not"]
    if parts:
        addresses = [part.text for part in parts if part.email]
        names = addresses or [part.text.removesuffix(" back") for part in parts]
        return [RestoreClient(about=name) for name in dict.fromkeys(names)]
    behind = units[verb + 1 :]
    many = any(unit.has("client") and plural(unit) for unit in behind)
    if many or message.has("all") or message.period:
        return [Talk(topic="unsupported")]
    one = any(unit.has(*DELETED) or unit.norm in LAST for unit in behind)
    return [RestoreClient()] if one or means_somebody(units, verb) else [Talk(topic="changes")]


def _restores(message: Message, index: int) -> bool:
    """Whether the unit is the verb: "recupera", or "bring" in "bring Ana back"."""
    unit, behind = message.units[index], message.units[index + 1 : index + MAX_UNITS_BACK]
    back = unit.norm in SEPARABLE and any(each.norm == "back" for each in behind)
    return (unit.has("restore") or back) and not unit.quoted
