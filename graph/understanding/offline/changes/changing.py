"""The intents of a message about changes to clients, in the order in which the rules try them."""

from graph.understanding.intents import Intent, Talk
from graph.understanding.offline.changes.ordering import read_order
from graph.understanding.offline.changes.signs import order_at
from graph.understanding.offline.changes.undoing import read_undo
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.requests.other_business import asks_change


def ordered(message: Message) -> list[Intent]:
    """The change, deletion or undo that the message orders; or why it is none."""
    if (undo := read_undo(message)) is not None:
        return undo
    if message.draft is None and message.has("howto") and message.has("edit_past"):
        return [Talk(topic="changes")]  # "cómo cambio un email"
    return (read_order(message) or []) if asks_change(message) else []


def removal_before(message: Message, trigger: int) -> list[Intent]:
    """The change that is ordered in front of a creation: "borra a Ana y crea a Luis"."""
    verb = order_at(message)
    if verb is None or verb > trigger or message.draft is not None:
        return []
    return [i for i in read_order(message, trigger) or [] if not isinstance(i, Talk)]


def speaks(message: Message) -> bool:
    """Whether a word of the message is about changing, deleting, correcting or taking back."""
    return message.has("edit", "remove", "undo", "correction", "edit_past", "remove_past")
