"""Which names of a message are of clients to be registered, by a linear model.

It weighs the words round each name, its place and the act of the message. Trained by `make acts`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from math import exp, sqrt
from typing import NamedTuple
from zlib import crc32

from graph.understanding.models.acts import EMAIL, NAME, Judged, plain
from graph.understanding.models.tagger import Name
from graph.understanding.models.weights import Scaled, sums_of, unwritten_scaled
from tools.folding import fold

BUCKETS = 1 << 16
"""Numbers of features; some share one by chance."""
NEAR, FAR, MANY = 4, 9, 3
"""Words on either side of a name; distance to an address from which on it does not matter; names,
addresses or words of a name from which on more do not matter."""
RUNS = (2, 3, 4)
"""Words of a run that has the name among them."""
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
    message: str, names: Sequence[Name], state: str, judged: Judged, model: Scaled | None = None
) -> list[Named]:
    """The names with their probabilities; `state` is the situation, such as "email nothing"."""
    if not names:
        return []
    weights, scale = model or stored_model()
    found = []
    for name, features in zip(names, features_of(message, names, state, judged), strict=True):
        total = sums_of(weights, features)[0] / sqrt(len(features))
        found.append(Named(*name, 1 / (1 + exp(-scale * total))))
    return found


def features_of(
    message: str, names: Sequence[Name], state: str, judged: Judged
) -> Iterator[list[int]]:
    """The numbers of each name's features."""
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


@cache
def stored_model() -> Scaled:
    """The model of `clients.txt`."""
    return unwritten_scaled((files(__package__) / "clients.txt").read_text("ascii"))
