"""What a message does, an order, a question or talk, by a linear model over its letters and words.

Trained by `make acts` on the dialogues of the tests and the messages of tests/acts/said; evidence
beside the rules.
"""

import re
from base64 import b64decode
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import chain
from math import exp, log, sqrt
from typing import Literal, NamedTuple, get_args
from zlib import crc32

from tools.folding import fold

Act = Literal["order", "question", "talk"]
ACTS: tuple[Act, ...] = get_args(Act)
BUCKETS = 1 << 15
"""Weights of an act; features share one by chance."""
LETTERS, WORDS = range(2, 6), range(1, 4)
"""Lengths of the runs of letters and of words that are features."""
MAX_LETTERS = 400
"""Letters of a message that are read."""
STATE_SHARE = 0.7
"""Weight of the features of the situation beside those of the words."""
_EMAIL = re.compile(r"\S+@\S+")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"\w+|[?¿!]")

Features = dict[int, float]


class Judged(NamedTuple):
    """The likeliest act of a message, and its probability."""

    act: Act
    sure: float


def judge_act(message: str, state: Iterable[str]) -> Judged:
    """Judge a message in a situation, told by features such as "lacks_email"."""
    weights, scale = _model()
    features = features_of(message, state)
    sums = [
        sum(value * weights[bucket * len(ACTS) + at] for bucket, value in features.items())
        for at in range(len(ACTS))
    ]
    odds = [exp(scale * each) for each in sums]
    best = max(range(len(ACTS)), key=odds.__getitem__)
    return Judged(ACTS[best], odds[best] / sum(odds))


def features_of(message: str, state: Iterable[str]) -> Features:
    """The hashed features of a message, those of each kind of length one together."""
    text = _NUMBER.sub("0", _EMAIL.sub(" @ ", fold(message[:MAX_LETTERS])))
    words = _WORD.findall(text)
    runs = (" ".join(words[at : at + n]) for n in WORDS for at in range(len(words) - n + 1))
    kinds = ((_letters(text.split()), 1.0), (runs, 1.0), (state, STATE_SHARE))
    found: Features = defaultdict(float)
    for number, (features, share) in enumerate(kinds):
        counts = Counter(features)
        norm = sqrt(sum((1 + log(n)) ** 2 for n in counts.values())) or 1.0
        for feature, n in counts.items():
            bucket = crc32(f"{number}{feature}".encode()) % BUCKETS
            found[bucket] += share * (1 + log(n)) / norm
    return found


def _letters(words: Iterable[str]) -> Iterator[str]:
    """The runs of letters of each word, with a blank before and behind it."""
    return chain.from_iterable(
        (padded[at : at + n] for n in LETTERS for at in range(len(padded) - n + 1))
        for padded in (f" {word} " for word in words)
    )


@cache
def _model() -> tuple[memoryview, float]:
    """The weights as bytes with a sign, three for each bucket, and their common scale."""
    scale, weights = (files(__package__) / "acts.txt").read_text("ascii").split()
    return memoryview(b64decode(weights)).cast("b"), float(scale)
