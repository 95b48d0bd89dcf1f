"""How likely a client who was read is to be registered by this message, from all evidence.

A logistic model over the evidence, trained by `make acts` on messages of which the rules, the
tagger and the model of acts had learned nothing.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from math import exp

from graph.understanding.models.acts import ACTS, Judged

PAIRS = (
    ("rules", "tagged"),
    ("rules", "order"),
    ("tagged", "order"),
    ("rules", "registered"),
    ("registered", "order"),
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
    steps = judged.steps
    told |= {act: str(step) for act, step in zip(ACTS, steps, strict=True)}
    yield "always"
    yield from (f"{kind} {value}" for kind, value in told.items())
    told["order"] = str(steps[0] // 2)
    yield from (f"{one} {told[one]} & {two} {told[two]}" for one, two in PAIRS)


@cache
def weights() -> dict[str, float]:
    """The weight of each piece of evidence, of `weights.txt`."""
    lines = (files(__package__) / "weights.txt").read_text("utf-8").splitlines()
    rows = (line.rpartition("\t") for line in lines)
    return {evidence: float(weight) for evidence, _, weight in rows}
