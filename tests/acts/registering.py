"""The weights of `clients.txt`: logistic regression over the features of the names in messages."""

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from graph.understanding.models.acts import Judged, Seen
from graph.understanding.models.clients import BUCKETS, features_of
from graph.understanding.models.weights import written_scaled
from tests.acts.said import Said

STRENGTH = 10.0
"""Inverse of the penalty for great weights."""

Read = tuple[Said, Seen, Judged]
"""A message, seen with the names, and the act, that models find which did not learn it."""


def registered_of(messages: Sequence[Read]) -> str:
    """The model that the messages teach, as it is written."""
    rows: list[int] = []
    columns: list[int] = []
    right: list[bool] = []
    for features, client in _examples(messages):
        rows += [len(right)] * len(features)
        columns += features
        right.append(client)
    lengths = np.bincount(rows)
    values = 1 / np.sqrt(lengths[rows])
    matrix = csr_matrix((values, (rows, columns)), shape=(len(right), BUCKETS))
    model = LogisticRegression(C=STRENGTH, max_iter=400, fit_intercept=False)
    weights = model.fit(matrix, right).coef_[0]
    return written_scaled(weights[:, None].tolist())


def _examples(messages: Sequence[Read]) -> Iterator[tuple[list[int], bool]]:
    """The features of each name that was found as it is marked, and whether it is a client's."""
    for said, seen, judged in messages:
        marked = {(name.start, name.end): name.client for name in said.names or ()}
        found = features_of(seen, said.state[-1], judged)
        for name, features in zip(seen.names, found, strict=True):
            if (name.start, name.end) in marked:
                yield features, marked[name.start, name.end]
