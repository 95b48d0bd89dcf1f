"""Whether a message orders a change, or only denies it, supposes it, or asks how it is done."""

from graph.understanding.intents import Talk
from graph.understanding.offline.changes.parts import parts_of
from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.speech import conditional, supposes
from graph.understanding.offline.sentence.units import Unit, unit_at

ORDERS = ("edit", "remove")
BULK = frozenset(listed("todos todas everyone everybody all ambos ambas both"))
ONE_PERSON = frozenset(("him", "her", "it"))
WHOLE = listed("base|base de datos|la base de datos|database|directory|directorio|agenda|lista")


SEPARABLE = frozenset(
    listed("drop take strike cross pull kick saca sacar saque saquen sacad saqua")
)
AWAY = frozenset(listed("off|from|out|out of|de la lista|del listado|del directorio|de la agenda"))
REASONS = ("ya no",)
OTHERS = ("create", "record", "find", "tell", "count")
MAX_UNITS_AWAY = 7


def removes(message: Message, index: int) -> bool:
    """Whether the unit is a verb of deletion: "borra", or "take" in "take Ana off the list"."""
    unit = message.units[index]
    if unit.norm not in SEPARABLE or unit.has("remove"):
        return unit.has("remove")
    behind = message.units[index + 1 : index + MAX_UNITS_AWAY]
    return any(each.norm in AWAY for each in behind) and any(
        each.has("place", "client", "find") or each.norm in WHOLE for each in behind
    )


def order_at(message: Message) -> int | None:
    """The first verb that orders a change or a deletion; None without one."""
    return next(iter(orders_in(message)), None)


def orders_in(message: Message) -> list[int]:
    """The verbs that order a change or a deletion."""
    if not message.has(*ORDERS) and message.reader.norms.isdisjoint(SEPARABLE):
        return []
    return [
        index
        for index, unit in enumerate(message.units)
        if (unit.has(*ORDERS) or removes(message, index)) and not unit.quoted
    ]


def taken_back(message: Message, verb: int) -> Talk | None:
    """The answer to an order that is none: denied, supposed, reported, put off, or only asked."""
    before, behind = message.units[:verb], range(verb + 1, len(message.units))
    asks_how = any(unit.has("howto") and not unit.has("polite") for unit in before)
    if asks_how:
        return Talk(topic="changes")
    if verb and message.units[verb - 1].has("cancel"):
        return Talk(topic="kept")
    later = any(message.units[index].has("later") for index in behind)
    called_off = any(
        message.cancels(index) and message.units[index].norm not in REASONS for index in behind
    )
    supposed = any(supposes(message.units, index) for index in message.everything)
    if message.takes_back(verb) or supposed or later or called_off or message.has("injection"):
        return Talk(topic="kept")
    if conditional(message.units, behind):
        return Talk(topic="kept")
    return Talk(topic="changes") if _wonders(message, verb) else None


def _wonders(message: Message, verb: int) -> bool:
    """Whether it is asked what happens, or happened: "¿quién borra…?", "did I delete her"."""
    before = message.units[:verb]
    asked = any(unit.has("question", "inverted") for unit in before)
    polite = any(unit.has("polite") for unit in before)
    opens = bool(before) and before[0].has("inverted")
    return (message.is_question or opens) and asked and not polite


def of_many(message: Message, verb: int, end: int) -> bool:
    """Whether the order is about several clients at once: "borra todos", "los de ayer"."""
    behind = message.units[verb + 1 : end]
    if any(unit.has("find") or unit.norm in WHOLE for unit in behind[:4]):
        order, after = message.units[verb].norm, unit_at(message.units, verb + 1).norm
        if order.endswith(("lo", "la")) or ONE_PERSON & {after, *order.split()}:
            return False  # "bórrala del directorio", "take him off the list"
        return not parts_of(message, verb + 1, end)
    if any(unit.has("duplicate") for unit in behind):
        return not parts_of(message, verb + 1, end)
    dated = message.period is not None and message.period.start > message.units[verb].start
    if dated or any(unit.has("all") or unit.norm in BULK for unit in behind):
        return True
    return any(unit.has("client") and plural(unit) for unit in behind) and not message.has_email


def plural(unit: Unit) -> bool:
    """Whether a word for clients is in the plural."""
    last = unit.norm.split()[0]
    return last.endswith("s") or last in ("people", "ppl", "gente")
