"""Taking back: "deshaz", "deshaz lo último", "undo that"."""

from collections.abc import Sequence
from itertools import takewhile

from graph.understanding.intents import Intent, RemoveClient, RestoreClient, Talk, UndoLast
from graph.understanding.offline.changes.parts import parts_of
from graph.understanding.offline.changes.signs import ORDERS, OTHERS, taken_back
from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.speech import CONDITIONS
from graph.understanding.offline.sentence.units import SENTENCE_END, Unit, unit_at

BESIDE = listed("article courtesy polite thanks correction cancel greeting last this_one undo yes")
BECAUSE = ("porque", "because", "cause", "since", "pues", "ya que")
DELETION = listed("borrado baja eliminacion deletion removal")
LAST_THING = listed(
    "lo ultimo que acabas acabo acaba de hacer hice hiciste cambio alta borrado accion paso eso "
    "esto te he hemos hecho la cosa anterior antes what you just did i that it this last the "
    "change thing action one step we my your please mistake error equivocado equivoque me was a "
    "deletion registration creation por favor porfa para momento un no oops ups perdon sorry wait "
    "espera inscripcion registro ficha entrada movimiento modificacion dato datos nombre correo "
    "entry edit record signup back out way again step how old name email atras como estaba "
    "guardaste guardado saved put went"
)
"""Words beside the verb that mean the last thing that was done."""
POINTING, DOING = ("eso", "esto"), listed("hice hiciste hizo has he ha acabas acabo acaba")
"""Words before and behind a "que" that begins no reason: "deshaz eso que hiciste"."""
BINDING = listed(
    "if|si|unless|until|till|hasta|provided|case|in case|caso|en caso|siempre|siempre que"
)
"""Words of another clause on which an order depends."""
MINDS = listed("mind minds idea opinion parecer planes plans")
"""What somebody changes with whom nothing is changed here."""
LEADING = ("and", "also", "courtesy", "polite", "yes", "negation")
CONNECTIVES = listed("but pero instead sino then luego ahora now just quiero queria want")
"""Words before a verb with which a clause still begins with it."""


def read_undo(message: Message) -> list[Intent] | None:
    """The undo that the message asks for, or why not; None without one.

    With somebody's name it is the deletion of that client, which waits for a yes.
    """
    if not message.has("undo"):
        return None
    verb = next((i for i, u in enumerate(message.units) if u.has("undo") and not u.quoted), None)
    if verb is None or message.draft is not None:
        return None
    first, end = _clause(message.units, verb)
    known = _all_known(message.units, first, verb, end)
    answer = taken_back(message, verb)
    if answer and not (known and _stands_alone(message, first, end)):
        return [answer]
    deletion = next((i for i, u in enumerate(message.units) if u.norm in DELETION), verb)
    named = parts_of(message, max(verb, deletion) + 1, max(deletion + 1, end))
    if named and (deletion > verb or message.has("remove", "remove_past", "edit_past")):
        return [RestoreClient(about=named[0].text)]  # "deshaz el borrado de Juan"
    if named:
        return [RemoveClient(about=named[0].text)]
    others = [at for at in message.everything if not first <= at < end]
    more = message.has_email or any(orders(message.units, at) for at in others)
    return [Talk(topic="changes") if more or not known else UndoLast()]


def _stands_alone(message: Message, first: int, end: int) -> bool:
    """Whether the clause orders it, and the others only tell why: "undo, he left when he heard"."""
    units = message.units
    text = message.reader.message[units[first].start : units[end - 1].end]
    clause = Message.of(text, message.situation)
    verb = next((i for i, unit in enumerate(clause.units) if unit.has("undo")), None)
    before = [*takewhile(lambda unit: unit.text not in SENTENCE_END, reversed(units[:first]))]
    behind = [unit for unit in units[end:] if unit.kind == "word"]
    reported = any(unit.has("reported", "hypothetical") for unit in before)
    refused = any(u.has("no", "negation") or u.norm in CONDITIONS for u in behind[:2])
    refused |= any(unit.has("cancel", "leave_out") for unit in behind)
    bound = any(
        u.norm in BINDING or u.has("later", "injection", "howto") for u in (*before, *behind)
    )
    stands = not (reported or refused or bound)
    return stands and verb is not None and taken_back(clause, verb) is None


def orders(units: Sequence[Unit], index: int) -> bool:
    """Whether a change is told, or a clause begins with a verb that orders or asks: "…. Add Bo".

    "I've the wrong file open" does not.
    """
    unit, before = units[index], unit_at(units, index - 1)
    idiom = any(each.norm in MINDS for each in units[index + 1 : index + 3])
    if unit.has(*ORDERS) and not (before.has("article", "of") or idiom):
        return True
    begins = before.kind != "word" or before.has(*LEADING) or before.norm in CONNECTIVES
    return begins and unit.has(*OTHERS) and not unit.has("details", "reported")


def _all_known(units: Sequence[Unit], first: int, verb: int, end: int) -> bool:
    """Whether each word beside the verb means the last thing that was done."""
    before = [unit for unit in units[first:verb] if not unit.has("and")]
    if first == 0 and before and not before[0].roles:
        before = before[1:]  # "argh undo that"
    rest = [*before, *units[verb + 1 : end]]
    return all(unit.has(*BESIDE) or is_about_last(unit.norm) for unit in rest)


def _clause(units: Sequence[Unit], verb: int) -> tuple[int, int]:
    """The units between the marks before and behind the verb; those beyond tell why."""
    ends = [
        i
        for i, u in enumerate(units)
        if u.kind in ("mark", "line") or u.norm in BECAUSE or _tells_why(units, i, verb)
    ]
    first = max((index + 1 for index in ends if index < verb), default=0)
    return first, min((index for index in ends if index > verb), default=len(units))


def _tells_why(units: Sequence[Unit], index: int, verb: int) -> bool:
    """Whether a reason begins here: "deshaz eso que se arrepintió"; not "lo que acabas de …"."""
    if index <= verb or units[index].norm != "que" or units[index - 1].norm not in POINTING:
        return False
    return unit_at(units, index + 1).norm.partition(" ")[0] not in DOING


def is_about_last(norm: str) -> bool:
    """Whether the words mean the last thing that was done, or stand beside such."""
    return all(word in LAST_THING for word in norm.split())
