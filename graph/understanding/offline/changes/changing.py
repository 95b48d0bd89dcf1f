"""The intents of a message about changes to clients, in the order in which the rules try them."""

from typing import Literal

from graph.understanding.intents import Intent, Talk
from graph.understanding.offline.changes.clauses import clauses, read_clauses
from graph.understanding.offline.changes.ordering import read_order
from graph.understanding.offline.changes.restoring import read_restore
from graph.understanding.offline.changes.signs import OTHERS, order_at, taken_back
from graph.understanding.offline.changes.undoing import read_undo
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.requests.other_business import asks_change

MINE = ("edit_past", "restore_past", "undo_past")
"""Roles of verbs in the first person, which order nothing: "¿cómo cambio un email?"."""

Kind = Literal["change", "remove", "restore"]
ORDERING = ("edit", "remove", "undo", "correction")
SPEAKING: dict[Kind, tuple[str, ...]] = {
    "change": (*ORDERING, "edit_past", "remove_past"),
    "remove": ORDERING,
    "restore": (*ORDERING, "restore"),
}


def ordered(message: Message) -> list[Intent]:
    """The change, deletion or undo that the message orders; or why it is none."""
    for read in (read_undo, read_restore):
        if (found := read(message)) is not None:
            return found
    if message.draft is None and message.has("howto") and message.has(*MINE):
        return [Talk(topic="changes")]  # "cómo cambio un email"
    verb = order_at(message)
    if message.draft is not None or verb is None:
        return (read_order(message) or []) if asks_change(message) else []
    return _orders(message, verb)


def _orders(message: Message, verb: int) -> list[Intent]:
    """What the verb and those behind it order, and the question or creation beside them."""
    parts = clauses(message)
    if len(parts) > 1 and not message.has("create", "record", "count"):
        return read_clauses(parts)
    requests = [index for index in message.everything if _requests(message, index)]
    if any(index < verb for index in requests):
        return []
    behind = [index for index in requests if _separate(message, index)]
    if not behind:
        return read_order(message) or []
    if any(message.units[index].has("create", "record") for index in behind):
        return []
    question = range(behind[0], len(message.units))
    return [*(read_order(message, behind[0]) or []), message.query(question)]


def _requests(message: Message, index: int) -> bool:
    unit = message.units[index]
    return unit.has(*OTHERS) and not unit.has("courtesy", "polite", "edit", "remove")


def _separate(message: Message, index: int) -> bool:
    """Whether a request begins here, behind a mark or a conjunction."""
    before = [u for u in message.units[:index] if not u.has("courtesy", "polite", "also")]
    return bool(before) and (before[-1].kind != "word" or before[-1].has("and"))


def removal_before(message: Message, trigger: int) -> list[Intent]:
    """The change that is ordered in front of a creation: "borra a Ana y crea a Luis"."""
    verb = order_at(message)
    if verb is None or verb > trigger or message.draft is not None:
        return []
    return [i for i in read_order(message, trigger) or [] if not isinstance(i, Talk)]


def speaks(message: Message, kind: Kind) -> bool:
    """Whether a word of the message is about such a write, and the message does not take it back.

    What was deleted is told, not ordered.
    """
    verb = order_at(message)
    denied = verb is not None and taken_back(message, verb) is not None
    return not denied and message.has(*SPEAKING[kind])
