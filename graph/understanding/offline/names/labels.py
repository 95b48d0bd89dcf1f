"""Labels before names: "Nombre:", "last name is", and what only looks like one."""

from graph.understanding.offline.names.names import NameFound
from graph.understanding.offline.sentence.units import Unit

LABELS = ("name_noun", "named")
QUOTES = "\"“«'*"


def refers(units: list[Unit], found: NameFound) -> bool:
    """As in "Brigid's email is…": about somebody known already."""
    after = units[found.after : found.after + 1]
    owned = found.text.endswith(("'s", "’s"))
    return owned and bool(after) and after[0].has("copula", "email_noun")


def is_label(units: list[Unit], index: int) -> bool:
    """A small word with a colon behind it: "móvil:", "m:", "mailto:"."""
    after = units[index + 1 : index + 2]
    label = units[index].text.islower() or units[index].has("name_noun", "email_noun", "phone_noun")
    return bool(after) and after[0].text == ":" and label


def labelled(units: list[Unit], index: int) -> bool | None:
    """Whether the label before has a colon and rules the rest of the line; None without a label."""
    marked = False
    for back in range(index - 1, max(-1, index - 5), -1):
        unit = units[back]
        if unit.has(*LABELS) or (marked and unit.has("client") and not unit.norm.endswith("s")):
            return marked
        if unit.kind == "mark" and unit.text in (":", "="):
            marked = True
        elif not (unit.has("copula", "article", "courtesy", "title") or unit.text in QUOTES):
            return None
    return None


def label_of(units: list[Unit], index: int) -> Unit | None:
    """The label that stands before a unit: "apellido", "first name is", "Nombre:"."""
    for back in range(index - 1, max(-1, index - 4), -1):
        unit = units[back]
        if unit.has("name_noun", "family", "given"):
            return unit
        if not (unit.has("copula", "article") or unit.text in (":", "=", *QUOTES)):
            return None
    return None
