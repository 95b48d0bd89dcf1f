"""Whether a message behind a creation corrects that client, by a linear model as of acts.

Trained by `make acts` on the messages of tests/acts/said.
"""

from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from graph.understanding.models.acts import Seen, shares_of
from graph.understanding.models.weights import Scaled, unwritten_scaled

Aim = Literal["correction", "order", "other"]
AIMS: tuple[Aim, ...] = get_args(Aim)


def judge_correction(seen: Seen, model: Scaled | None = None) -> float:
    """The probability that a message corrects or changes a client."""
    return shares_of(seen.features, model or stored_model())[0]


@cache
def stored_model() -> Scaled:
    """The model of `corrections.txt`."""
    return unwritten_scaled((files(__package__) / "corrections.txt").read_text("ascii"))
