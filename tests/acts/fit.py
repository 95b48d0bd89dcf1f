"""`make acts`: fits the weights of `graph/understanding/evidence/acts.txt` by logistic regression.

    python -m tests.acts.fit [--without SET ...] [--measure] < EXAMPLES > acts.txt

`--without`: leaves out these sets of dialogues, so that they can judge the weights. `--measure`:
prints, instead of weights, how each set is judged by weights that are fitted without it.
"""

import argparse
import json
import sys
from base64 import b64encode
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from graph.understanding.evidence.acts import ACTS, BUCKETS, features_of

STRENGTH = 10.0
"""Inverse of the penalty for great weights."""
SURE = 0.85
"""Probability from which on a judgement is counted as sure."""
GREATEST = 127
"""Of a byte with a sign."""

Example = tuple[str, str, str, list[str]]
"""A set of dialogues, the right act, the message, its situation."""


def matrix(examples: Sequence[Example]) -> csr_matrix:
    """The features of the examples, one a row."""
    rows, columns, values = [], [], []
    for row, (_, _, message, state) in enumerate(examples):
        for bucket, value in features_of(message, state).items():
            rows.append(row)
            columns.append(bucket)
            values.append(value)
    return csr_matrix((values, (rows, columns)), shape=(len(examples), BUCKETS))


def fitted(examples: Sequence[Example]) -> NDArray[np.float64]:
    """The weights: a row for each act."""
    model = LogisticRegression(
        C=STRENGTH, max_iter=400, class_weight="balanced", fit_intercept=False
    )
    model.fit(matrix(examples), [act for _, act, _, _ in examples])
    order = [list(model.classes_).index(act) for act in ACTS]
    return np.asarray(model.coef_[order])


def written(weights: NDArray[np.float64]) -> str:
    """The weights as bytes of a common scale, in base64; those of a bucket beside each other."""
    scale = float(np.abs(weights).max()) / GREATEST
    small = np.rint(weights.T / scale).astype(np.int8)
    return f"{scale:.6g}\n{b64encode(small.tobytes()).decode()}\n"


def measured(examples: Sequence[Example]) -> Iterable[str]:
    """A line for each set, which is judged by weights that are fitted without it."""
    for name in dict.fromkeys(example[0] for example in examples):
        kept = [example for example in examples if example[0] == name]
        sums = matrix(kept) @ fitted([each for each in examples if each[0] != name]).T
        odds = np.exp(sums)
        sure = odds.max(1) / odds.sum(1) >= SURE
        acts = np.array([act for _, act, _, _ in kept])
        right = np.array(ACTS)[sums.argmax(1)] == acts
        yield (
            f"{name:12} {len(kept):4} turns, right {right.mean():.1%}, "
            f"sure {sure.mean():.1%}, right where sure {right[sure].mean():.1%}\n"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", nargs="*", default=[], metavar="SET")
    parser.add_argument("--measure", action="store_true")
    options = parser.parse_args()
    examples = [json.loads(line) for line in sys.stdin]
    kept = [example for example in examples if example[0] not in options.without]
    sys.stdout.writelines(measured(kept) if options.measure else [written(fitted(kept))])


if __name__ == "__main__":
    main()
