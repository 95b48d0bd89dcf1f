"""Roles of verbs in context: a verb may be a name ("add Will Add") or tell ("did you add")."""

from graph.understanding.intents import Language
from graph.understanding.offline.sentence.nominal import requested
from graph.understanding.offline.sentence.slips import mended
from graph.understanding.offline.sentence.units import (
    NOTHING,
    Unit,
    has_small_letters,
    unit_at,
)

VERBS = ("create", "record", "find", "tell", "edit", "cancel")
YES = "sí"
"""With its accent it is no "if", which folds to the same letters."""
ROLE_OF_PROMPT = "system"
"""Opens injected instructions where no word stands before it, as in "put him on the system"."""
SALUTATIONS = ("dear assistant", "estimado asistente")
"""Open injected instructions where they do not open the message."""
AUXILIARIES = frozenset(("did", "has", "had", "haven't", "hasn't", "didn't"))


def in_context(units: list[Unit], language: Language) -> list[Unit]:
    """The units with typing errors mended and the roles of verbs corrected by their neighbours."""
    units = requested(mended(units, language))
    read: list[Unit] = []
    cased = has_small_letters(units)
    past = False
    for index, unit in enumerate(units):
        if unit.roles:
            unit = _without_false_role(unit, unit_at(units, index - 1))
        past = (past and not unit.ends_sentence) or unit.norm in AUXILIARIES
        if unit.quoted or not unit.has(*VERBS):
            read.append(unit)
            continue
        after = unit_at(units, index + 1)
        if past and unit.has("create", "record"):
            unit = unit.with_roles(frozenset({"create_past"}))
        elif cased and unit.capital and after.capital and _announced(read):
            unit = unit.with_roles(frozenset())
        read.append(unit)
    return read


def _without_false_role(unit: Unit, before: Unit) -> Unit:
    """The unit; "sí" is no "if".

    "System" behind another word and a greeting that opens the message inject no instruction.
    """
    if unit.text.lower() == YES:
        return unit.with_roles(unit.roles - {"hypothetical"})
    greets = before is NOTHING and unit.norm in SALUTATIONS
    harmless = greets or (unit.norm == ROLE_OF_PROMPT and before.kind == "word")
    return unit.with_roles(unit.roles - {"injection"}) if harmless else unit


def _announced(before: list[Unit]) -> bool:
    """Whether a name is due here: "Registra a Alta Gracia", "Nombre: Crea Hogar"."""
    last = next((unit for unit in reversed(before) if unit.kind == "word"), NOTHING)
    return last.has("to", "named", "name_noun", "client") or last.norm.endswith(" a")
