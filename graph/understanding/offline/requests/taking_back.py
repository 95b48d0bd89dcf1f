"""Words behind a request that revoke it: "… mejor no", "… si confirma", "… No, perdone"."""

from graph.understanding.evidence.names import kind_of
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.speech import conditional
from graph.understanding.offline.sentence.units import unit_at

SORRY = ("sorry", "apologies", "disculpe", "disculpa", "perdon", "perdone", "perdona")
CORRECTING = ("no", "negation", "cancel", "correction", "email_noun", "name_noun", "edit")
"""Roles of words that say, behind a "sorry", that something is to change."""


def taken_back(message: Message, trigger: int, stop: int) -> bool:
    """Whether words behind the verb revoke the request: "… mejor no", "… si confirma".

    Words behind "email" put off the address alone: "… I'll get her email when she's back".
    """
    nouns = (i for i in range(trigger + 1, stop) if message.units[i].has("email_noun"))
    behind = range(trigger + 1, stop if message.has_email else next(nouns, stop))
    free = [message.units[i] for i in behind if i not in message.used]
    called_off = any(unit.has("cancel") and not unit.has("courtesy") for unit in free)
    return called_off or conditional(message.units, behind)


def corrected_behind(message: Message, stretch: range) -> bool:
    """Whether a correction follows the clients that goes beyond what was read: "… No, perdone"."""
    last = max((i for i in message.everything if message.units[i].kind == "email"), default=-1)
    behind = range(last + 1, len(message.units))
    return last in stretch and any(
        (message.units[i].has("correction") and not _only_sorry(message, i)) or _bare_no(message, i)
        for i in behind
    )


def _only_sorry(message: Message, index: int) -> bool:
    """Whether common words alone follow a "sorry", or none an "instead"."""
    words = [unit for unit in message.units[index + 1 :] if unit.kind == "word"]
    plain = all(kind_of(unit.text) == "word" and not unit.has(*CORRECTING) for unit in words)
    norm = message.units[index].norm
    return (norm in SORRY and len(words) > 1 and plain) or (norm == "instead" and not words)


def _bare_no(message: Message, index: int) -> bool:
    """Whether the unit is a "no" by itself: "… No, para."."""
    before, after = unit_at(message.units, index - 1), unit_at(message.units, index + 1)
    alone = before.kind in ("mark", "line") and after.kind in ("", "mark", "line")
    return message.units[index].has("no") and alone
