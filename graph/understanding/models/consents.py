"""Whether an answer to "Shall I …? yes / no" agrees or refuses, by a linear model as of acts.

Trained by `make acts` on the messages of tests/acts/said.
"""

from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple, get_args

from graph.understanding.models.acts import Seen, shares_of
from graph.understanding.models.weights import Scaled, unwritten_scaled

Consent = Literal["yes", "no", "other"]
CONSENTS: tuple[Consent, ...] = get_args(Consent)


class Answered(NamedTuple):
    """What an answer likeliest says, and the probability of it."""

    consent: Consent
    sure: float


def judge_consent(seen: Seen, model: Scaled | None = None) -> Answered:
    """Judge an answer; "other" if it neither agrees nor refuses."""
    shares = shares_of(seen.features, model or stored_model())
    best = max(range(len(CONSENTS)), key=shares.__getitem__)
    return Answered(CONSENTS[best], shares[best])


@cache
def stored_model() -> Scaled:
    """The model of `consents.txt`."""
    return unwritten_scaled((files(__package__) / "consents.txt").read_text("ascii"))
