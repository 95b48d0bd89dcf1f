"""Corrections behind the clients of a request: "… No, perdone"."""

from graph.understanding.evidence.names import kind_of
from graph.understanding.offline.requests.message import Message

SORRY = ("sorry", "apologies", "disculpe", "disculpa", "perdon", "perdone", "perdona")
CORRECTING = ("no", "negation", "cancel", "correction", "email_noun", "name_noun", "edit")
"""Roles of words that say, behind a "sorry", that something is to change."""


def corrected_behind(message: Message, stretch: range) -> bool:
    """Whether a correction follows the clients that goes beyond what was read: "… No, perdone"."""
    last = max((i for i in message.everything if message.units[i].kind == "email"), default=-1)
    behind = range(last + 1, len(message.units))
    return last in stretch and any(
        message.units[i].has("correction") and not _only_sorry(message, i) for i in behind
    )


def _only_sorry(message: Message, index: int) -> bool:
    """Whether common words alone follow a "sorry", or none an "instead"."""
    words = [unit for unit in message.units[index + 1 :] if unit.kind == "word"]
    plain = all(kind_of(unit.text) == "word" and not unit.has(*CORRECTING) for unit in words)
    norm = message.units[index].norm
    return (norm in SORRY and len(words) > 1 and plain) or (norm == "instead" and not words)
