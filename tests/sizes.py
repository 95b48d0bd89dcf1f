"""How much of what `make prove` does is done: the part that SIZE tells."""

import os
from collections.abc import Sequence
from typing import TypeVar

Case = TypeVar("Case")


def some(cases: Sequence[Case]) -> Sequence[Case]:
    """Of a SIZE of 0.25 each fourth case, of 1 all."""
    return cases[:: max(1, round(1 / float(os.environ.get("SIZE", "1"))))]
