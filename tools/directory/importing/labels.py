"""What titles of columns and labels of forms mean, from `labels.toml`."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from tools.folding import fold

MARKS = re.compile(r"[\W_]+")


@cache
def labels() -> Mapping[str, frozenset[str]]:
    """The labels of each kind, folded."""
    data = tomllib.loads((files(__package__) / "labels.toml").read_text("utf-8"))
    return {kind: frozenset(words) for kind, words in data.items()}


def kind_of_title(title: str) -> str | None:
    """The kind of a column's title, whatever marks are in it: "E-Mail", "First_Name*"."""
    return _titles().get(_plain(title))


@cache
def _titles() -> Mapping[str, str]:
    """Later kinds take titles over from earlier ones."""
    return {_plain(label): kind for kind, known in labels().items() for label in known}


def _plain(title: str) -> str:
    return MARKS.sub(" ", fold(title)).strip()
