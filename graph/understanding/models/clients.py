"""Which names of a message are of clients to be registered, by a linear model.

It weighs the words round each name and their roles, its place and the act of the message. Trained
by `make acts`.
"""

import re
from collections.abc import Iterator, Sequence
from math import exp, sqrt
from typing import NamedTuple
from zlib import crc32

from graph.understanding.models.acts import EMAIL, NAME, NAMED, PLAIN, Judged, Seen, plain
from graph.understanding.models.weights import Scaled, stored, sums_of
from tools.folding import fold

BUCKETS = 1 << 17
"""Numbers of features; some share one by chance."""
NEAR, FAR, MANY = 4, 9, 3
"""Words on either side of a name; distance to an address from which on it does not matter; names,
addresses or words of a name from which on more do not matter."""
RUNS, ROLE_RUNS = (2, 3, 4), (2, 3)
"""Words, and their roles, of a run that has the name among them."""
_WORD = re.compile(r"\w+|[?¿!@\0]")
_PART = re.compile(r"\w+")


class Named(NamedTuple):
    """A name at `[start:end]` in the message, and the probability that it is to be registered."""

    text: str
    start: int
    end: int
    sure: float

    @property
    def client(self) -> bool:
        """Whether it is likelier a client to be registered than somebody who is told of."""
        return self.sure >= 0.5


def clients_among(
    seen: Seen, state: str, judged: Judged, model: Scaled | None = None
) -> list[Named]:
    """The names with their probabilities; `state` is the situation, such as "email nothing"."""
    if not seen.names:
        return []
    weights, scale = model or stored("clients")
    found = []
    for name, features in zip(seen.names, features_of(seen, state, judged), strict=True):
        total = sums_of(weights, features)[0] / sqrt(len(features))
        found.append(Named(*name, 1 / (1 + exp(-scale * total))))
    return found


def features_of(seen: Seen, state: str, judged: Judged) -> Iterator[list[int]]:
    """The numbers of each name's features."""
    message, names, outline = seen.message, seen.names, seen.outline
    roles = _roles_beside(outline, len(names))
    words = _WORD.findall(plain(message, names))
    places = [at for at, word in enumerate(words) if word == NAME]
    emails = [at for at, word in enumerate(words) if word == "@"]
    addresses = fold(" ".join(EMAIL.findall(message)))
    many = min(len(names), MANY)
    for order, (name, at) in enumerate(zip(names, places, strict=True)):
        parts = _PART.findall(fold(name.text))
        backed = any(len(part) > 2 and part in addresses for part in parts)
        ahead = min((each - at for each in emails if each > at), default=FAR)
        behind = min((at - each for each in emails if each < at), default=FAR)
        ordered, asked, talked = judged.steps
        told = (
            *_beside(words, at),
            *roles[order],
            f"next @ {min(ahead, FAR)}",
            f"last @ {min(behind, FAR)}",
            f"names {min(len(names), NEAR)}",
            f"place {min(order, MANY)} {min(len(names), NEAR)}",
            f"@ {min(len(emails), MANY)} {many}",
            f"parts {min(len(parts), NEAR)}",
            f"backed {backed}",
            f"state {state}",
            f"state {state} {many}",
            f"order {ordered}",
            f"question {asked}",
            f"talk {talked}",
            f"order {ordered} {many} {min(order, MANY)}",
            f"order {ordered} next @ {min(ahead, NEAR)}",
            f"order {ordered} state {state}",
            f"order {ordered // 2} backed {backed} {many}",
        )
        yield [crc32(each.encode()) % BUCKETS for each in told]


def _roles_beside(outline: Sequence[str], names: int) -> list[list[str]]:
    """The roles round each name, with plain words and without them; none where names adjoin."""
    found = []
    for kind, steps in (("role", outline), ("told", [s for s in outline if s not in PLAIN])):
        padded = ["^"] * NEAR + [*steps] + ["$"] * NEAR
        places = [at for at, step in enumerate(padded) if step == NAMED]
        if len(places) != names:
            return [[] for _ in range(names)]
        found.append([[f"{kind} {each}" for each in _around(padded, at)] for at in places])
    return [plain + told for plain, told in zip(*found, strict=True)]


def _around(steps: Sequence[str], at: int) -> Iterator[str]:
    for far in range(1, NEAR):
        yield f"before {far} {steps[at - far]}"
        yield f"behind {far} {steps[at + far]}"
    for length in ROLE_RUNS:
        for first in range(at - length + 1, at + 1):
            yield f"run {at - first} {'|'.join(steps[first : first + length])}"


def _beside(words: Sequence[str], at: int) -> Iterator[str]:
    """The words round the one at a place, alone and in runs."""
    padded = ["^"] * NEAR + [*words] + ["$"] * NEAR
    at += NEAR
    for far in range(1, NEAR + 1):
        yield f"before {min(far, MANY)} {padded[at - far]}"
        yield f"behind {min(far, MANY)} {padded[at + far]}"
    for length in RUNS:
        for first in range(at - length + 1, at + 1):
            yield f"run {at - first} {' '.join(padded[first : first + length])}"
    yield f"both before {padded[at - 2]} {padded[at - 1]}"
    yield f"both behind {padded[at + 1]} {padded[at + 2]}"
    yield f"around {padded[at - 1]} {padded[at + 1]}"
