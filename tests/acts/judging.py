"""The weights of acts and classifiers: logistic regression over messages' features."""

from collections.abc import Sequence

from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from graph.understanding.models import tagger
from graph.understanding.models.acts import ACTS, BUCKETS, Features, Seen, features_of
from graph.understanding.models.classifiers import CLASSES, Task
from graph.understanding.models.tagger import names_in
from graph.understanding.models.weights import written_scaled
from graph.understanding.offline.learned.outline import seen_of
from graph.understanding.offline.learned.reading import outside_addresses
from graph.understanding.offline.requests.message import Message
from graph.understanding.situation import Memory, Situation
from tests.acts.said import Said
from tests.acts.weighing import TODAY

STRENGTH = 10.0
"""Inverse of the penalty for great weights."""

Tagged = tuple[Said, Seen]
"""A message, seen with the names that a model finds which did not learn it."""


def message_of(text: str) -> Message:
    """A message at the start of a session."""
    return Message.of(text, Situation(TODAY, Memory()))


def seen_by(model: tagger.Model, text: str, state: str) -> Seen:
    """A message, seen with the names outside addresses that a tagger finds in its situation."""
    message = message_of(text)
    return seen_of(message, outside_addresses(message, names_in(text, state, model)))


def judge_of(messages: Sequence[Tagged]) -> str:
    """The model of acts that the messages with their names teach, as it is written."""
    told = [features_of(seen, said.state) for said, seen in messages]
    return _fitted(told, [said.act for said, _ in messages], ACTS)


def classifier_of(task: Task, messages: Sequence[Tagged]) -> str:
    """The model that the messages teach whose class is known."""
    known = [(said.classes[task], seen) for said, seen in messages if task in said.classes]
    return _fitted([seen.features for _, seen in known], [each for each, _ in known], CLASSES[task])


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
