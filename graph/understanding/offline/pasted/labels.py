"""What the labels, heads and headers of pasted material mean.

Those of people are `tools.directory.importing.labels`, which files are read with, too.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from tools.directory.importing.labels import labels
from tools.folding import fold


class Pasted(NamedTuple):
    """A client as the material gives it, without what is not stated."""

    name: str | None
    email: str | None


class Material(NamedTuple):
    """The clients of pasted material, which stands at `[start:end]` of the message."""

    clients: tuple[Pasted, ...]
    start: int
    end: int
    labelled: bool = False
    """Labels or heads of nothing but names and addresses, as somebody types who means an order."""


@cache
def _labels() -> Mapping[str, frozenset[str]]:
    data = tomllib.loads((files(__package__) / "labels.toml").read_text("utf-8"))
    asks = {f"asks {kind}": words for kind, words in data.pop("asks").items()}
    own = {kind: frozenset(words) for kind, words in (data | asks).items()}
    return {**labels(), **own}


def label_in(text: str, *kinds: str) -> str | None:
    """Which of these kinds of label the text is, or None."""
    folded = " ".join(fold(text).strip(" *:\t·-_#").split())
    return next((kind for kind in kinds if folded in _labels()[kind]), None)


def asks_for(text: str, kind: str) -> bool:
    """Whether words beside the material ask for this kind of people of a mail."""
    folded = f" {' '.join(fold(text).split())} "
    return any(f" {word}" in folded for word in _labels()[f"asks {kind}"])


def name_under(told: Mapping[str, str], *, of_patients: bool) -> str:
    """The name under the kinds of label, the owner's before a patient's; "" if there is none."""
    owner = told.get("owner", "")
    return (of_patients and owner) or told.get("name") or told.get("given") or owner


def in_order(name: str) -> str:
    """The name without quotation marks, and "Gil Soto, Ana" with the first name first."""
    whole = " ".join(name.strip(" \"'“”«»").split())
    family, comma, given = whole.partition(", ")
    swap = bool(comma) and not any(c in ",.;" for c in given) and not any(map(str.isdigit, whole))
    return f"{given} {family}" if swap else whole
