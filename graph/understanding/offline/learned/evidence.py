"""How likely a client who was read is to be registered by this message, from all evidence.

A logistic model over the evidence, trained by `make acts` on messages of which the rules, the
tagger and the model of acts had learned nothing.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from math import exp

from graph.understanding.evidence.acts import ACTS, Judged

STEPS = (0.02, 0.05, 0.15, 0.3, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98)
"""Probabilities of an act between which evidence is told apart."""
PAIRS = (
    ("rules", "tagged"),
    ("rules", "order"),
    ("tagged", "order"),
    ("judged", "tagged"),
    ("rules", "judged"),
    ("tagged", "candidates"),
    ("tagged", "gap"),
    ("tagged", "backed"),
    ("rules", "backed"),
)
"""Kinds of evidence that are weighed together, too."""


def probability(features: Mapping[str, str], judged: Judged) -> float:
    """The probability from 0 to 1 that the client is to be registered."""
    known = weights()
    total = sum(known.get(each, 0.0) for each in evidence_of(features, judged))
    return 1 / (1 + exp(-total))


def evidence_of(features: Mapping[str, str], judged: Judged) -> Iterator[str]:
    """The evidence as words: each feature, the probabilities of the acts, and pairs of them."""
    told: dict[str, str] = dict(features)
    for act, share in zip(ACTS, judged.all, strict=True):
        told[act] = str(_step(share))
    yield "always"
    yield from (f"{kind} {value}" for kind, value in told.items())
    told["order"] = str(_step(judged.all[0]) // 2)
    yield from (f"{one} {told[one]} & {two} {told[two]}" for one, two in PAIRS)


def _step(share: float) -> int:
    return sum(share >= step for step in STEPS)


@cache
def weights() -> dict[str, float]:
    """The weight of each piece of evidence, of `weights.txt`."""
    lines = (files(__package__) / "weights.txt").read_text("utf-8").splitlines()
    rows = (line.rpartition("\t") for line in lines)
    return {evidence: float(weight) for evidence, _, weight in rows}
