"""What a client is indexed under, so that any part of a name and any labels of a domain are found.

A word of a question lies inside one word of a name, since neither has spaces. A short one is a
term itself; a longer one is how a tail of a word begins: "arci" is in "garcia" because the tail
"arcia" starts with it. Terms that begin with a space are of domains, those with a tab of instants.
"""

from collections.abc import Iterator
from typing import TypeVar

from tools.directory.filters import Filters

T = TypeVar("T", str, list[str])

RUN = 3
"""Letters of a part, and labels in a row, that are a term."""
TAIL = 32
"""Letters of a tail that are indexed."""
LAST = "\U0010ffff"
"""Sorts after every character that a name can have."""
INSTANT = "\t"


def of_word(word: str) -> set[str]:
    """The terms of one word of a folded name."""
    tails = (word[start : start + TAIL] for start in range(len(word) - RUN))
    return {*_runs(word), *tails}


def of_domain(domain: str) -> set[str]:
    """The terms of the domain of an email."""
    return {f" {'.'.join(run)}" for run in _runs(domain.lower().split("."))}


def asked(filters: Filters) -> list[tuple[str, str]] | None:
    """For each condition on name and domain, the first and the last of its terms.

    None when terms cannot tell, as for long parts.
    """
    words, labels = filters.words, filters.labels
    if any(len(word) > TAIL or "\0" in word for word in words):
        return None
    found = [(word, word if len(word) <= RUN else word + LAST) for word in words]
    if filters.text is not None and not words:
        return None
    if labels is None:
        return found
    return None if labels.count(".") >= RUN else [*found, (f" {labels}", f" {labels}")]


def _runs(items: T) -> Iterator[T]:
    for length in range(1, RUN + 1):
        for start in range(len(items) - length + 1):
            yield items[start : start + length]
