"""The creations that words beside pasted material ask for, or that are proposed without any."""

from itertools import dropwhile

from graph.understanding.intents import CreateClient, Doubt, Language
from graph.understanding.offline.pasted.labels import Material
from graph.understanding.offline.requests.message import ASKING, Message
from graph.understanding.offline.sentence.phrases import read_units
from graph.understanding.offline.sentence.speech import create_triggers, tentative
from graph.understanding.offline.sentence.units import Unit

MAX_ORDERED = 20
"""Clients that one order creates; longer lists are proposed as a whole."""


MAX_UNITS_TO_PLACE = 4
"""From a verb such as "pásalos" to "a clientes"."""
INTO = ("a", "al", "en", "to", "into", "in", "onto", "on", "como", "as")
"""First words of a place where clients are put."""


def creations_of(
    material: Material, beside: Message, *, ordered: bool = False
) -> tuple[CreateClient, ...]:
    """The clients of the material, in doubt without an order; none if something else is asked.

    `beside`: the message without the material. `ordered`: other evidence sees an order in it.
    """
    units = _introduced(beside.units)
    verbs = create_triggers(units) or [i for i in beside.everything if _moves(units, i)]
    if not verbs and (beside.has(*ASKING, "edit", "cancel") or beside.is_question):
        return ()
    revoked = any(tentative(units, verb) for verb in verbs) or beside.has("injection")
    headed = beside.has("client") and beside.has("new")
    alone = len(material.clients) == 1 and not any(unit.kind == "word" for unit in units)
    typed = material.labelled and alone
    ordered = (ordered or bool(verbs) or headed or typed) and not revoked
    doubt: Doubt | None = "revoked" if revoked else None if ordered else "not_ordered"
    if ordered and len(material.clients) > MAX_ORDERED:
        doubt = "long_list"
    language = beside.reader.language
    return tuple(
        CreateClient(name=name and _untitled(name, language), email=email, doubt=doubt)
        for name, email in material.clients
    )


def _untitled(name: str, language: Language) -> str:
    """The name without titles before it: "Mr Keith Duxbury"."""
    own = dropwhile(lambda unit: unit.has("title"), read_units(name, language))
    return next((name[unit.start :] for unit in own), name)


def _moves(units: list[Unit], index: int) -> bool:
    """Whether a verb puts the material among the clients: "pásalos a clientes", "get it in…"."""
    verb = units[index].has("tell", "other_action", "create_past") or units[index].norm == "get"
    near = units[index + 1 : index + 1 + MAX_UNITS_TO_PLACE]
    return verb and any(unit.has("place") and unit.norm.split()[0] in INTO for unit in near)


def _introduced(units: list[Unit]) -> list[Unit]:
    """The units; "me llegó esto, …" before a comma only introduces the material."""
    comma = max((i for i, unit in enumerate(units) if unit.text == ","), default=0)
    return [
        unit._replace(roles=unit.roles - {"reported"}) if i < comma else unit
        for i, unit in enumerate(units)
    ]
