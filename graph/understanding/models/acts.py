"""What a message does, an order, a question or talk, by a linear model over its letters and words.

Trained by `make acts` on the dialogues of the tests and the messages of tests/acts/said; evidence
beside the rules.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from math import exp, sqrt
from typing import Literal, NamedTuple, get_args
from zlib import crc32

from graph.understanding.models.tagger import Name
from graph.understanding.models.weights import Scaled, sums_of, unwritten_scaled
from tools.folding import fold

Act = Literal["order", "question", "talk"]
ACTS: tuple[Act, ...] = get_args(Act)
BUCKETS = 1 << 16
"""Weights of an act; features share one by chance."""
LETTERS, WORDS = range(3, 6), range(1, 4)
"""Lengths of the runs of letters and of words that are features."""
MAX_LETTERS = 400
"""Letters of a message that are read."""
STATE_SHARE, NAMES_SHARE = 0.7, 0.5
"""Weights of the features of the situation and of the number of names beside those of the words."""
MANY = 2
"""Names from which on more do not matter."""
NAME = "\0"
"""Stands for each name, so that the model learns what is said of people and not who they are."""
EMAIL = re.compile(r"(?<!\S)[^\s@]+@\S+")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"\w+|[?¿!\0]")

Features = list[tuple[float, list[int]]]
"""Of each kind the weight of one feature, and the features' places among the weights."""


STEPS = (0.02, 0.05, 0.15, 0.3, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98)
"""Probabilities of an act between which evidence is told apart."""


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


def judge_act(
    message: str, names: Sequence[Name], state: Iterable[str], model: Scaled | None = None
) -> Judged:
    """Judge a message with its names in a situation, told by features such as "lacks email"."""
    shares = shares_of(features_of(message, names, state), model or stored_model())
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


def features_of(message: str, names: Sequence[Name], state: Iterable[str]) -> Features:
    """The hashed features of a message, those of each kind of length one together."""
    text = plain(message, names)[:MAX_LETTERS]
    words = _WORD.findall(text)
    runs = [" ".join(words[at : at + n]) for n in WORDS for at in range(len(words) - n + 1)]
    letters = [bucket for word in words for bucket in _letters(word)]
    named = min(len(names), MANY)
    told = (named, f"{named} {'@' in text}")
    kinds = ((1, runs, 1.0), (2, state, STATE_SHARE), (3, told, NAMES_SHARE))
    found = [(1.0, letters)]
    found += [
        (share, [_bucket(kind, each) for each in features]) for kind, features, share in kinds
    ]
    return [(share / sqrt(len(buckets)), buckets) for share, buckets in found if buckets]


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


def _bucket(kind: int, feature: object) -> int:
    return crc32(f"{kind}{feature}".encode()) % BUCKETS


@cache
def stored_model() -> Scaled:
    """The model of `acts.txt`."""
    return unwritten_scaled((files(__package__) / "acts.txt").read_text("ascii"))
