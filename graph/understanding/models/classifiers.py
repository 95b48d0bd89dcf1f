"""What else a message says, each by a linear model of three classes over the features of acts.

Trained by `make acts` on the messages of tests/acts/said; each has its weights in a file.
"""

from collections.abc import Mapping
from typing import Literal

from graph.understanding.models.acts import Seen, shares_of
from graph.understanding.models.weights import Scaled, stored

Task = Literal["changes", "consents", "corrections", "forms", "remarks", "topics", "undos"]
CLASSES: Mapping[Task, tuple[str, ...]] = {
    "changes": ("change", "remove", "other"),
    "consents": ("yes", "no", "other"),
    "corrections": ("correction", "order", "other"),
    "forms": ("rows", "number", "whether"),
    "remarks": ("remark", "revoked", "more"),
    "topics": ("own", "shown", "more"),
    "undos": ("undo", "write", "other"),
}
"""`changes`: whether it has a client changed or deleted. `consents`: whether it agrees to what was
proposed. `corrections`: whether it corrects the client just created. Of a question `forms`: whether
clients, their number or a yes answers it, and `topics`: whether it tells itself whom it is about,
points to those shown, or adds to the last search. Of what stands behind an address `remarks`:
whether it leaves the order as it is, revokes it, or has another client. `undos`: whether it takes
back the last write, orders another one, or none."""


def classify(task: Task, seen: Seen, model: Scaled | None = None) -> dict[str, float]:
    """The probability of each class."""
    shares = shares_of(seen.features, model or stored(task))
    return dict(zip(CLASSES[task], shares, strict=True))


def likeliest(shares: Mapping[str, float]) -> tuple[str, float]:
    """The likeliest class with its probability."""
    best = max(shares, key=shares.__getitem__)
    return best, shares[best]
