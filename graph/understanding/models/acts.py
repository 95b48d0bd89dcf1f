"""What a message does, an order, a question or talk, by a linear model.

It weighs the message's letters, its words, and its outline: the roles of its words.

Trained by `make acts` on the dialogues of the tests and the messages of tests/acts/said; evidence
beside the rules.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import exp, sqrt
from typing import Literal, NamedTuple, get_args
from zlib import crc32

from graph.understanding.models.tagger import Name
from graph.understanding.models.weights import Scaled, stored, sums_of
from tools.folding import fold

Act = Literal["order", "question", "talk"]
ACTS: tuple[Act, ...] = get_args(Act)
BUCKETS = 1 << 17
"""Weights of an act; features share one by chance."""
LETTERS, WORDS, RUNS, TOLD = range(3, 6), range(1, 4), range(1, 4), range(2, 4)
"""Lengths of the runs that are features: of letters, words, steps of the outline, and of those
steps that tell something."""
ENDS = (1, 2)
"""Steps at either end of the outline that are a feature."""
MAX_LETTERS, MAX_STEPS = 400, 80
"""Letters of a message and steps of its outline that are read."""
STATE_SHARE, NAMES_SHARE = 0.7, 0.5
"""Weights of the features of the situation and of the number of names beside those of the words."""
MANY = 2
"""Names from which on more do not matter."""
NAME = "\0"
"""Stands for each name, so that the model learns what is said of people and not who they are."""
EMAIL = re.compile(r"(?<!\S)[^\s@]+@\S+")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"\w+|[?¿!\0]")

NAMED, ADDRESS, LINE_END = "N", "@", "/"
"""Steps of an outline: a name, an address, a line's end."""
SMALL, UNKNOWN = PLAIN = ("s", "w")
"""Steps of plain words: small ones that join others, and those whose role is unknown."""

Features = list[tuple[float, list[int]]]
"""Of each kind the weight of one feature, and the features' places among the weights."""


STEPS = (0.02, 0.05, 0.15, 0.3, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98)
"""Probabilities of an act between which evidence is told apart."""


@dataclass(frozen=True)
class Seen:
    """A message as the models see it."""

    message: str
    names: Sequence[Name]
    """The names outside addresses."""
    outline: Sequence[str]
    """What each unit of the message is; of plain words one of `PLAIN`."""

    @cached_property
    def features(self) -> Features:
        """The hashed features of the message, those of each kind of length one together."""
        text = plain(self.message, self.names)[:MAX_LETTERS]
        words = _WORD.findall(text)
        letters = [bucket for word in words for bucket in _letters(word)]
        named = min(len(self.names), MANY)
        told = (str(named), f"{named} {'@' in text}")
        return [
            *_of_length(1.0, letters),
            *_hashed(1, _runs(words, WORDS, " "), 1.0),
            *_hashed(3, told, NAMES_SHARE),
            *_hashed(4, _steps(self.outline[:MAX_STEPS]), 1.0),
        ]


class Judged(NamedTuple):
    """The likeliest act of a message, its probability, and those of all acts."""

    act: Act
    sure: float
    all: tuple[float, ...]

    @property
    def steps(self) -> list[int]:
        """Of each act, between which of `STEPS` its probability is."""
        return [step_of(share) for share in self.all]


def step_of(probability: float) -> int:
    """Between which of `STEPS` it is."""
    return sum(probability >= step for step in STEPS)


def judge_act(seen: Seen, state: Iterable[str], model: Scaled | None = None) -> Judged:
    """Judge a message in a situation, told by features such as "lacks email"."""
    shares = shares_of(features_of(seen, state), model or stored("acts"))
    best = max(range(len(ACTS)), key=shares.__getitem__)
    return Judged(ACTS[best], shares[best], shares)


def shares_of(features: Features, model: Scaled) -> tuple[float, ...]:
    """The probabilities of a model's three classes."""
    weights, scale = model
    sums = [0.0] * len(ACTS)
    for share, buckets in features:
        for at, total in enumerate(sums_of(weights, buckets)):
            sums[at] += share * total
    odds = [exp(scale * each) for each in sums]
    return tuple(each / sum(odds) for each in odds)


def features_of(seen: Seen, state: Iterable[str]) -> Features:
    """The hashed features of a message in a situation."""
    return [*seen.features, *_hashed(2, state, STATE_SHARE)]


def _hashed(kind: int, features: Iterable[str], share: float) -> Features:
    return _of_length(share, [_bucket(kind, each) for each in features])


def _of_length(length: float, buckets: list[int]) -> Features:
    """The features of one kind, of this length together; none of a kind without any."""
    return [(length / sqrt(len(buckets)), buckets)] if buckets else []


def _runs(items: Sequence[str], lengths: range, between: str) -> list[str]:
    return [
        between.join(items[at : at + length])
        for length in lengths
        for at in range(len(items) - length + 1)
    ]


def _steps(outline: Sequence[str]) -> list[str]:
    """Runs of steps, with plain words and without them; single roles; both ends."""
    told = [step for step in outline if step not in PLAIN]
    found = _runs(outline, RUNS, "|")
    found += [f"told {run}" for run in _runs(told, TOLD, "|")]
    found += [f"role {role}" for step in outline for role in step.split("+")]
    found += [f"opens {'|'.join(told[:end])}" for end in ENDS]
    return found + [f"ends {'|'.join(told[-end:])}" for end in ENDS]


def plain(message: str, names: Sequence[Name]) -> str:
    """The folded text, with marks in place of the names, the addresses and the numbers."""
    ends = [0, *(name.end for name in names)]
    starts = [*(name.start for name in names), len(message)]
    pieces = (
        message[end:start].replace(NAME, " ") for end, start in zip(ends, starts, strict=True)
    )
    return _NUMBER.sub("0", EMAIL.sub(" @ ", fold(f" {NAME} ".join(pieces))))


@lru_cache(maxsize=4096)
def _letters(word: str) -> tuple[int, ...]:
    """The runs of letters of a word, with a blank before and behind it."""
    padded = f" {word} "
    runs = (padded[at : at + n] for n in LETTERS for at in range(len(padded) - n + 1))
    return tuple(_bucket(0, run) for run in runs) if word[0].isalnum() else ()


@lru_cache(maxsize=1 << 15)
def _bucket(kind: int, feature: str) -> int:
    return crc32(f"{kind}{feature}".encode()) % BUCKETS
