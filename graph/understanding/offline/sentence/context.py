"""What a word means beside others: a verb where a name is due is a name, behind "did" it tells."""

from graph.understanding.intents import Language
from graph.understanding.offline.sentence.nominal import requested
from graph.understanding.offline.sentence.slips import mended
from graph.understanding.offline.sentence.units import (
    AMBIGUOUS,
    SENTENCE_END,
    Unit,
    has_small_letters,
)

DUE = ("to", "client", "named", "name_noun", "new", "article", "title", "copula")
"""What may stand between a request and the name."""
OBJECTS = ("to", "client", "article", "named", "other", "new", "this_one", "email_noun")
"""What stands behind a verb that asks, and behind no name."""
JOINING = ("y", "e", "and", "&")
VERBS = ("create", "record", "find", "tell", "edit", "cancel")
AUXILIARIES = ("did", "has", "had", "haven't", "hasn't", "didn't")


def in_context(units: list[Unit], language: Language) -> list[Unit]:
    """The units, with the roles of verbs that ask for a creation as their neighbours leave them."""
    units = requested(mended(units, language))
    read: list[Unit] = []
    cased = has_small_letters(units)
    asked: int | None = None
    past = False
    for index, unit in enumerate(units):
        if unit.kind == "line" or unit.text in SENTENCE_END:
            past = False
        past = past or unit.norm in AUXILIARIES
        asks = unit.has("create", "record")
        if unit.quoted or not unit.has(*VERBS):
            announces = read and unit.roles | read[-1].roles >= {"client", "new"}
            asked = index if announces else asked
            read.append(unit)
        elif asks and past:
            read.append(unit._replace(roles=frozenset({"create_past"})))
        elif _is_name(read, unit, units[index + 1 : index + 2], asked, cased):
            read.append(unit._replace(roles=frozenset()))
        elif asks and asked is not None and _goes_on(read, units[index + 1 : index + 2], asked):
            proper = cased and unit.capital and read[-1].capital
            read.append(unit._replace(roles=frozenset(() if proper else (AMBIGUOUS,))))
        else:
            read.append(unit)
            asked = index if asks else asked
    return read


def _goes_on(before: list[Unit], after: list[Unit], asked: int) -> bool:
    """As in "add drew register with…": a verb behind an unknown word, and no address so far."""
    if (
        not before
        or before[-1].kind != "word"
        or (before[-1].roles and not before[-1].has("client", "title"))
    ):
        return False
    begins = bool(after) and after[0].has(*OBJECTS)
    return not begins and not any(unit.kind == "email" for unit in before[asked:])


def _is_name(
    before: list[Unit], unit: Unit, after: list[Unit], asked: int | None, cased: bool
) -> bool:
    """As in "Registra a Alta Gracia", "add Will Add", "Nombre: Crea Hogar"."""
    if not before or not after or after[0].kind == "email" or after[0].has(*OBJECTS):
        return False
    if (
        unit.has("create")
        and before[-1].has("to", "named", "name_noun")
        and not unit.norm.endswith("r")
    ):
        return True
    joined = before[-1].norm in JOINING and before[-2:-1] != [] and before[-2].capital
    if cased and unit.capital and joined and not before[-2].roles:
        return True
    called = before[-1].has("client", "title", "article") and before[-1].text.islower()
    if cased and unit.capital and called and after[0].capital:
        return True
    since: list[Unit] = []
    for earlier in reversed(before if asked is None else before[asked + 1 :]):
        if earlier.kind not in ("mark", "line") and not earlier.has(*DUE):
            break
        since.append(earlier)
    reaches = asked is not None and len(since) == len(before) - asked - 1
    said = {role for u in since for role in u.roles}
    new_client = "client" in said and not said.isdisjoint(("new", "other"))
    due = reaches or new_client or not said.isdisjoint(("named", "name_noun"))
    return due and cased and unit.capital
