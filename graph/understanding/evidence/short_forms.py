"""Short forms of names, by which people mean a client that is being registered."""

from collections.abc import Sequence

from graph.understanding.intents import Draft
from tools.folding import fold

MIN_SHORT_FORM = 3
"""Letters of a short form: "Inma" for "Inmaculada"."""


def goes_by(short: str, name: str) -> bool:
    """Whether each word is one of the name's or begins one: "Inma" for "Inmaculada Reyes"."""
    words = fold(name).split()
    return bool(short) and all(
        word in words or (len(word) >= MIN_SHORT_FORM and any(w.startswith(word) for w in words))
        for word in fold(short).split()
    )


def meant(line: Sequence[Draft], name: str | None, email: str | None) -> Draft | None:
    """The pending client that lacks an address and goes by the name, if it is the only one."""
    if not (name and email):
        return None
    found = [
        draft for draft in line if draft.name and not draft.email and goes_by(name, draft.name)
    ]
    return found[0] if len(found) == 1 else None
