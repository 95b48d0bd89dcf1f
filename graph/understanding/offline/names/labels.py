"""Labels before names ("Nombre:", "last name is") and before other data ("móvil:")."""

from graph.understanding.offline.names.names import NameFound
from graph.understanding.offline.names.owners import shares
from graph.understanding.offline.sentence.units import Unit, unit_at

LABELS = ("name_noun", "named")
QUOTES = "\"“«'*"


def refers(units: list[Unit], found: NameFound) -> bool:
    """Whether a possessive refers to a known client, as in "Brigid's email is…"."""
    owned = found.text.endswith(("'s", "’s"))
    return owned and unit_at(units, found.after).has("copula", "email_noun")


def labelled(units: list[Unit], index: int) -> bool | None:
    """Whether the label before the unit has a colon, so that the line is a name; None: no label."""
    colon = False
    for back in range(index - 1, max(-1, index - 5), -1):
        unit = units[back]
        if unit.has(*LABELS) or (colon and unit.has("client") and not unit.norm.endswith("s")):
            return colon
        if unit.kind == "mark" and unit.text in (":", "="):
            colon = True
        elif not (unit.has("copula", "article", "courtesy", "title") or unit.text in QUOTES):
            return None
    return None


def label_of(units: list[Unit], index: int) -> Unit | None:
    """The label before the unit ("apellido", "first name is", "Nombre:"), or None."""
    for back in range(index - 1, max(-1, index - 4), -1):
        unit = units[back]
        if unit.has("name_noun", "family", "given"):
            return unit
        if not (unit.has("copula", "article") or unit.text in (":", "=", *QUOTES)):
            return None
    return None


def odd_label(units: list[Unit], index: int) -> bool:
    """Whether the unit is an unknown label of an address: "Emil: ana@acme.es"."""
    if index == 0 or index + 2 >= len(units) or units[index].kind != "word":
        return False
    before, word, colon, email = units[index - 1 : index + 3]
    framed = before.kind in ("mark", "line") and colon.text == ":" and email.kind == "email"
    odd = not word.roles and not word.text.islower()
    return framed and odd and not shares(word.text, email.text)
