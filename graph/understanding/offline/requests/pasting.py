"""The creations that words beside pasted material ask for, or that are proposed without any."""

from graph.understanding.intents import CreateClient, Doubt, Intent
from graph.understanding.offline.pasted.labels import Material
from graph.understanding.offline.requests.message import ASKING, Message
from graph.understanding.offline.sentence.speech import create_triggers

MAX_ORDERED = 20
"""Clients that one order creates; longer lists are proposed as a whole."""


def creations_of(material: Material, beside: Message) -> tuple[Intent, ...]:
    """The clients of the material, in doubt without an order; none if something else is asked.

    `beside`: the message without the material.
    """
    verbs = create_triggers(beside.units)
    if not verbs and (beside.has(*ASKING, "edit", "cancel") or beside.is_question):
        return ()
    revoked = any(beside.takes_back(verb) for verb in verbs) or beside.has("injection")
    stated = material.labelled and len(material.clients) == 1
    ordered = (bool(verbs) or stated) and not revoked
    doubt: Doubt | None = "revoked" if revoked else None if ordered else "not_ordered"
    if ordered and len(material.clients) > MAX_ORDERED:
        doubt = "long_list"
    return tuple(
        CreateClient(name=name, email=email, doubt=doubt) for name, email in material.clients
    )
