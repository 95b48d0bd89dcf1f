"""A message as its outline: the roles of its words, with marks for names and addresses.

So the models learn what a word does in a sentence also of words that they have never seen.
"""

from collections.abc import Iterator, Sequence
from functools import cache

from graph.understanding.models.acts import ADDRESS, LINE_END, NAMED, SMALL, UNKNOWN, Seen
from graph.understanding.models.tagger import Name
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.units import Unit

SMALL_ROLES = frozenset(("stop", "language"))
"""Roles of words that only join others."""


def seen_of(message: Message, names: Sequence[Name]) -> Seen:
    """The message as the models see it; a name is one step of its outline."""
    return Seen(message.reader.message, names, list(_steps(message.units, names)))


def _steps(units: Sequence[Unit], names: Sequence[Name]) -> Iterator[str]:
    before = ""
    for unit in units:
        named = any(name.start < unit.end and unit.start < name.end for name in names)
        step = NAMED if named else _kind(unit)
        if not (named and before == NAMED):
            yield step
        before = step


def _kind(unit: Unit) -> str:
    match unit.kind:
        case "email":
            return ADDRESS
        case "line":
            return LINE_END
        case "mark":
            return unit.text
    return _word(unit.roles)


@cache
def _word(roles: frozenset[str]) -> str:
    """The step of a word with these roles."""
    return "+".join(sorted(roles - SMALL_ROLES)) or (SMALL if roles else UNKNOWN)
