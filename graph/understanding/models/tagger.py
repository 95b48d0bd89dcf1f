"""Which words of a message name people or companies, by a learned sequence tagger.

A linear model over each word, its neighbours and the evidence for them as names, decoded by
Viterbi. Trained by `make acts` (tests/acts) on messages in which the names are marked; evidence
beside the rules, which see the grammar of a message but not the words that they lack.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from graph.understanding.models.token_features import Token, features_of, tokens_of
from graph.understanding.models.weights import Weights, sums_of, text_of, unwritten

TAGS = OUTSIDE, NAME, MORE = range(3)
"""Of a token: no name; the first or a further word of a name."""
NEVER = -1e9
_POSSESSIVE = re.compile(r"['’]s$")

Tags = list[int]
Matrix = Sequence[Sequence[float]]
Model = tuple[Weights, Matrix]
"""Of each feature a weight for each tag, and the weights from tag to tag."""


class Name(NamedTuple):
    """A name at `[start:end]` in the message."""

    text: str
    start: int
    end: int


def names_in(message: str, state: str, model: Model | None = None) -> list[Name]:
    """The names, in order; `state` is the situation, such as "email nothing"."""
    tokens = tokens_of(message)
    if not tokens:
        return []
    weights, steps = model or stored_model()
    scores = [sums_of(weights, features) for features in features_of(tokens, state)]
    for token, row in zip(tokens, scores, strict=True):
        if not token.text[0].isalnum() or "@" in token.text:
            row[NAME] = NEVER
        if "@" in token.text:
            row[MORE] = NEVER
    return list(_names(message, tokens, decode(scores, steps)))


def decode(scores: Sequence[Sequence[float]], steps: Matrix) -> Tags:
    """The tags of the best sum of scores (of each token a row, a score for each tag)."""
    into = [*zip(*steps, strict=True)]
    into[MORE] = (NEVER, *into[MORE][1:])  # it stands behind another word of a name
    best = [steps[OUTSIDE][tag] + score for tag, score in enumerate(scores[0])]
    best[MORE] = NEVER
    pointers: list[Tags] = []
    for row in scores[1:]:
        o, n, m = best
        found = [max((o + a, OUTSIDE), (n + b, NAME), (m + c, MORE)) for a, b, c in into]
        best = [total + score for (total, _), score in zip(found, row, strict=True)]
        pointers.append([before for _, before in found])
    tags = [max(TAGS, key=best.__getitem__)]
    for pointer in reversed(pointers):
        tags.append(pointer[tags[-1]])
    return tags[::-1]


def _names(message: str, tokens: Sequence[Token], tags: Tags) -> Iterator[Name]:
    for first, last in runs_of(tags):
        while not tokens[last].text[0].isalnum():
            last -= 1
        start = tokens[first].start
        text = _POSSESSIVE.sub("", message[start : tokens[last].end])
        yield Name(text, start, start + len(text))


def runs_of(tags: Tags) -> Iterator[tuple[int, int]]:
    """The first and the last token of each name."""
    for first, tag in enumerate(tags):
        if tag == NAME:
            last = first
            while last + 1 < len(tags) and tags[last + 1] == MORE:
                last += 1
            yield first, last


@cache
def stored_model() -> Model:
    """The model of `tagger.txt`."""
    return model_of(text_of("tagger"))


def model_of(written: str) -> Model:
    """A model as it is written: the steps from tag to tag, then the weights."""
    steps, weights = written.split("\n", 1)
    return unwritten(weights), [[float(each) for each in row.split()] for row in steps.split(";")]
