"""The weights of `tagger.txt`: an averaged structured perceptron (Collins 2002).

Of some messages it learns the small letters, too.
"""

import random
from collections.abc import Iterator, Sequence

from graph.understanding.models.tagger import OUTSIDE, TAGS, Tags, decode
from graph.understanding.models.token_features import BITS, features_of, tokens_of
from graph.understanding.models.weights import GREATEST, written
from tests.acts.said import Said, tags_of

ROUNDS, SMALL = 8, 0.35
"""Times that each example is learned; share that is learned in small letters, too."""

Example = tuple[list[list[int]], Tags]
"""The features of each token, and its right tag."""
Weights = tuple[list[list[float]], list[list[float]]]
"""Of each bucket a row with a weight for each tag, and from each tag to each tag."""


def tagger_of(messages: Sequence[Said]) -> str:
    """The model that the messages teach, as it is written."""
    rng = random.Random(1)  # noqa: S311 - the same weights each time, no secret
    return _written(_fitted(list(_examples(messages, rng)), rng))


def _examples(messages: Sequence[Said], rng: random.Random) -> Iterator[Example]:
    for said in messages:
        yield from filter(None, [_example(said, said.message)])
        small = said.message.lower()
        if len(small) == len(said.message) != 0 and rng.random() < SMALL:
            yield from filter(None, [_example(said, small)])


def _example(said: Said, message: str) -> Example | None:
    tokens = tokens_of(message)
    if not tokens or said.names is None:
        return None
    return features_of(tokens, said.state[-1]), tags_of(tokens, said.names)


def _fitted(found: list[Example], rng: random.Random) -> Weights:
    """The mean of the weights after each example."""
    weights, sums = _zeros(1 << BITS), _zeros(1 << BITS)
    steps, step_sums = _zeros(len(TAGS)), _zeros(len(TAGS))
    count = 1
    for _ in range(ROUNDS):
        rng.shuffle(found)
        for features, right in found:
            scores = [
                [sum(c) for c in zip(*map(weights.__getitem__, each), strict=True)]
                for each in features
            ]
            before = (OUTSIDE, OUTSIDE)
            for buckets, good, bad in zip(features, right, decode(scores, steps), strict=True):
                if good != bad:
                    for bucket in buckets:
                        _add(weights[bucket], sums[bucket], good, 1, count)
                        _add(weights[bucket], sums[bucket], bad, -1, count)
                if (before[0], good) != (before[1], bad):
                    _add(steps[before[0]], step_sums[before[0]], good, 1, count)
                    _add(steps[before[1]], step_sums[before[1]], bad, -1, count)
                before = (good, bad)
            count += 1
    return _mean(weights, sums, count), _mean(steps, step_sums, count)


def _zeros(rows: int) -> list[list[float]]:
    return [[0.0] * len(TAGS) for _ in range(rows)]


def _add(weights: list[float], sums: list[float], tag: int, by: int, count: int) -> None:
    weights[tag] += by
    sums[tag] += by * count


def _mean(weights: list[list[float]], sums: list[list[float]], count: int) -> list[list[float]]:
    return [
        [weight - total / count for weight, total in zip(row, totals, strict=True)]
        for row, totals in zip(weights, sums, strict=True)
    ]


def _written(weights: Weights) -> str:
    """The steps from tag to tag, then the weights, of a common scale."""
    features, steps = weights
    scale = max(abs(each) for row in features for each in row) / GREATEST
    rows = ";".join(" ".join(f"{each / scale:.4g}" for each in row) for row in steps)
    return f"{rows}\n{written([round(each / scale) for each in row] for row in features)}"
