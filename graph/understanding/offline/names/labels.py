"""Labels before names ("Nombre:", "last name is") and before other data ("móvil:")."""

from graph.understanding.offline.sentence.units import Unit

LABELS = ("name_noun", "named")
QUOTES = "\"“«'*"


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
