"""Taking back: "deshaz", "deshaz lo último", "undo that"."""

from graph.understanding.intents import Intent, RemoveClient, RestoreClient, Talk, UndoLast
from graph.understanding.offline.changes.parts import parts_of
from graph.understanding.offline.changes.signs import taken_back
from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.requests.message import Message

BESIDE = listed("article courtesy polite thanks correction cancel greeting last this_one undo yes")
DELETION = listed("borrado baja eliminacion deletion removal")
MAX_WORDS = 10
LAST_THING = listed(
    "lo ultimo que acabas acabo acaba de hacer hice hiciste cambio alta borrado accion paso eso "
    "esto te he hemos hecho la cosa anterior what you just did i that it this last the change "
    "thing "
    "action one step we my your please mistake error equivocado equivoque me was a deletion "
    "registration creation por favor porfa para momento un no oops ups perdon sorry wait espera"
)
"""Words beside the verb that mean the last thing that was done."""


def read_undo(message: Message) -> list[Intent] | None:
    """The undo that the message asks for, or why not; None without one.

    With somebody's name it is the deletion of that client, which waits for a yes.
    """
    if not message.has("undo"):
        return None
    verb = next((i for i, u in enumerate(message.units) if u.has("undo") and not u.quoted), None)
    words = [unit for unit in message.units if unit.kind == "word"]
    if verb is None or message.draft is not None:
        return None
    if answer := taken_back(message, verb):
        return [answer]
    deletion = next((i for i, u in enumerate(message.units) if u.norm in DELETION), verb)
    named = parts_of(message, max(verb, deletion) + 1, len(message.units))
    if named and (deletion > verb or message.has("remove", "remove_past", "edit_past")):
        return [RestoreClient(about=named[0].text)]  # "deshaz el borrado de Juan"
    if named:
        return [RemoveClient(about=named[0].text)]
    rest = [unit for i, unit in enumerate(message.units) if i != verb and unit.kind == "word"]
    known = all(unit.has(*BESIDE) or _about_last(unit.norm) for unit in rest)
    if not known or len(words) > MAX_WORDS or message.has_email:
        return [Talk(topic="changes")]
    return [UndoLast()]


def _about_last(norm: str) -> bool:
    return all(word in LAST_THING for word in norm.split())
