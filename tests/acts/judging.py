"""The weights of acts, consents and corrections: logistic regression over messages' features."""

from collections.abc import Sequence

from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from graph.understanding.models.acts import ACTS, BUCKETS, Features, Seen, features_of
from graph.understanding.models.consents import CONSENTS
from graph.understanding.models.corrections import AIMS
from graph.understanding.models.weights import written_scaled
from tests.acts.said import Said

STRENGTH = 10.0
"""Inverse of the penalty for great weights."""

Tagged = tuple[Said, Seen]
"""A message, seen with the names that a model finds which did not learn it."""


def judge_of(messages: Sequence[Tagged]) -> str:
    """The model of acts that the messages with their names teach, as it is written."""
    told = [features_of(seen, said.state) for said, seen in messages]
    return _fitted(told, [said.act for said, _ in messages], ACTS)


def consents_of(messages: Sequence[Tagged]) -> str:
    """The model of consents that the messages teach which agree, refuse, or could be answers."""
    asked = [(said, seen) for said, seen in messages if said.consent]
    told = [seen.features for _, seen in asked]
    return _fitted(told, [said.consent for said, _ in asked], CONSENTS)


def corrections_of(messages: Sequence[Tagged]) -> str:
    """The model of corrections that the messages teach which follow a creation or a search."""
    behind = [(said, seen) for said, seen in messages if said.aim]
    told = [seen.features for _, seen in behind]
    return _fitted(told, [said.aim for said, _ in behind], AIMS)


def _fitted(messages: Sequence[Features], classes: Sequence[object], order: Sequence[str]) -> str:
    """The weights, for each feature those of the classes in this order; with a common scale."""
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, features in enumerate(messages):
        for share, buckets in features:
            rows += [row] * len(buckets)
            columns += buckets
            values += [share] * len(buckets)
    matrix = csr_matrix((values, (rows, columns)), shape=(len(messages), BUCKETS))
    model = LogisticRegression(C=STRENGTH, max_iter=400, fit_intercept=False).fit(matrix, classes)
    weights = model.coef_[[list(model.classes_).index(each) for each in order]]
    return written_scaled(weights.T.tolist())
