"""Roles of verbs in context: a verb may be a name ("add Will Add") or tell ("did you add")."""

from itertools import takewhile

from graph.understanding.intents import Language
from graph.understanding.offline.sentence.nominal import requested
from graph.understanding.offline.sentence.slips import mended
from graph.understanding.offline.sentence.units import (
    AMBIGUOUS,
    Unit,
    has_small_letters,
    roles_of,
    unit_at,
)

BEFORE_NAME = ("to", "client", "named", "name_noun", "new", "article", "title", "copula")
"""Roles of words between a request and the name."""
OBJECTS = ("to", "client", "article", "named", "other", "new", "this_one", "email_noun")
"""Roles of words directly behind a verb of request, but not behind a name."""
JOINING = ("y", "e", "and", "&")
VERBS = ("create", "record", "find", "tell", "edit", "cancel")
YES = "sí"
"""With its accent it is no "if", which folds to the same letters."""
ROLE_OF_PROMPT = "system"
"""Opens injected instructions where no word stands before it, as in "put him on the system"."""
AUXILIARIES = frozenset(("did", "has", "had", "haven't", "hasn't", "didn't"))
NEW_CLIENT = frozenset(("client", "new"))


def in_context(units: list[Unit], language: Language) -> list[Unit]:
    """The units with typing errors mended and the roles of verbs corrected by their neighbours."""
    units = requested(mended(units, language))
    read: list[Unit] = []
    cased = has_small_letters(units)
    request: int | None = None
    past = False
    for index, unit in enumerate(units):
        if unit.roles:
            unit = _without_false_role(unit, unit_at(units, index - 1))
        past = (past and not unit.ends_sentence) or unit.norm in AUXILIARIES
        if unit.quoted or not unit.has(*VERBS):
            announces = read and unit.roles | read[-1].roles >= NEW_CLIENT
            request = index if announces else request
            read.append(unit)
            continue
        asks = unit.has("create", "record")
        after = unit_at(units, index + 1)
        if asks and past:
            unit = unit.with_roles(frozenset({"create_past"}))
        elif _is_name(read, unit, after, request, cased):
            unit = unit.with_roles(frozenset())
        elif asks and request is not None and _goes_on(read, after, request):
            proper = cased and unit.capital and read[-1].capital
            unit = unit.with_roles(frozenset(() if proper else (AMBIGUOUS,)))
        elif asks:
            request = index
        read.append(unit)
    return read


def _without_false_role(unit: Unit, before: Unit) -> Unit:
    """The unit; "sí" is no "if", and "system" behind another word no injected instruction."""
    if unit.text.lower() == YES:
        return unit.with_roles(unit.roles - {"hypothetical"})
    harmless = unit.norm == ROLE_OF_PROMPT and before.kind == "word"
    return unit.with_roles(unit.roles - {"injection"}) if harmless else unit


def _goes_on(before: list[Unit], after: Unit, request: int) -> bool:
    """Whether a verb behind an unknown word continues a name, as in "add drew register with…"."""
    last = unit_at(before, len(before) - 1)
    if last.kind != "word" or (last.roles and not last.has("client", "title")):
        return False
    return not after.has(*OBJECTS) and not any(u.kind == "email" for u in before[request:])


def _is_name(before: list[Unit], unit: Unit, after: Unit, request: int | None, cased: bool) -> bool:
    """Whether a verb is a name: "Registra a Alta Gracia", "add Will Add", "Nombre: Crea Hogar"."""
    if not before or not after.kind or after.kind == "email" or after.has(*OBJECTS):
        return False
    last, proper = before[-1], cased and unit.capital
    named = last.has("to", "named", "name_noun") and not unit.norm.endswith("r")
    if unit.has("create") and named:
        return True
    first = unit_at(before, len(before) - 2)
    joined = last.norm in JOINING and first.capital and not first.roles
    called = last.has("client", "title", "article") and last.text.islower() and after.capital
    return proper and (joined or called or _follows_request(before, request))


def _follows_request(before: list[Unit], request: int | None) -> bool:
    """Whether only words that lead to a name stand between a request or a label and here."""
    behind = before if request is None else before[request + 1 :]
    since = list(takewhile(_leads_to_name, reversed(behind)))
    roles = roles_of(since)
    new_client = "client" in roles and not roles.isdisjoint(("new", "other"))
    reaches = request is not None and len(since) == len(behind)
    return reaches or new_client or not roles.isdisjoint(("named", "name_noun"))


def _leads_to_name(unit: Unit) -> bool:
    return unit.kind in ("mark", "line") or unit.has(*BEFORE_NAME)
