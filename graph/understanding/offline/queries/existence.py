"""Questions of existence ("¿tenemos…?", "is there…?") about clients of the directory."""

from itertools import pairwise

from graph.understanding.offline.names.placing import indefinite
from graph.understanding.offline.sentence.units import Unit

MAX_WORDS = 8
"""Of a question about duplicates."""


def asks_existence(words: list[Unit], *, question: bool) -> bool:
    """Whether words with an "exist" ask for a client: "¿hay alguna Ana?"; not "¿ya está?"."""
    if words[0].has("no") and not question:
        return False
    if all(unit.has("exist", "courtesy", "stop") and not unit.has("client") for unit in words):
        return False
    of_somebody = any(a.has("exist") and b.has("to") for a, b in pairwise(words))
    of_somebody |= any(
        a.has("exist") and indefinite(b) and c.capital and not c.roles
        for a, b, c in zip(words, words[1:], words[2:], strict=False)
    )
    ours = any(unit.has("client", "provider", "email_noun") for unit in words)
    return question or of_somebody or ours


def asks_duplicates(units: list[Unit]) -> bool:
    """Whether a question is who is in the directory twice: "¿hay duplicados?", not of invoices."""
    words = [unit for unit in units if unit.kind == "word"]
    known = all(unit.roles and not unit.has("thing", "howto") for unit in words)
    return known and len(words) <= MAX_WORDS and any(unit.has("duplicate") for unit in words)
