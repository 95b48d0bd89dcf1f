"""The weights of `acts.txt`: logistic regression over the features of messages."""

from collections.abc import Sequence

from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from graph.understanding.models.acts import ACTS, BUCKETS, features_of
from graph.understanding.models.tagger import Name
from graph.understanding.models.weights import written_scaled
from tests.acts.said import Said

STRENGTH = 10.0
"""Inverse of the penalty for great weights."""


def judge_of(messages: Sequence[tuple[Said, Sequence[Name]]]) -> str:
    """The model that the messages with their names teach, as it is written.

    The weights have a common scale.
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
    return written_scaled(weights.T.tolist())
