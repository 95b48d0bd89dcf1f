"""The weights of `acts.txt`: logistic regression over the features of messages."""

from base64 import b64encode
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from graph.understanding.evidence.acts import ACTS, BUCKETS, features_of
from graph.understanding.evidence.tagger import Named
from tests.acts.said import Said

STRENGTH = 10.0
"""Inverse of the penalty for great weights."""
GREATEST = 127
"""Of a byte with a sign."""


def judge_of(messages: Sequence[tuple[Said, Sequence[Named]]]) -> str:
    """The model that the messages with their names teach, as it is written.

    The weights are bytes of a common scale, in base64; those of a bucket beside each other.
    """
    rows, columns, values = [], [], []
    for row, (said, names) in enumerate(messages):
        for share, buckets in features_of(said.message, names, said.state):
            rows += [row] * len(buckets)
            columns += buckets
            values += [share] * len(buckets)
    matrix = csr_matrix((values, (rows, columns)), shape=(len(messages), BUCKETS))
    model = LogisticRegression(C=STRENGTH, max_iter=400, fit_intercept=False)
    model.fit(matrix, [said.act for said, _ in messages])
    weights = model.coef_[[list(model.classes_).index(act) for act in ACTS]]
    scale = float(np.abs(weights).max()) / GREATEST
    small = np.rint(weights.T / scale).astype(np.int8)
    return f"{scale:.6g}\n{b64encode(small.tobytes()).decode()}\n"
