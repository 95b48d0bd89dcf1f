"""The weights of `weights.txt`: logistic regression over the evidence for a client.

Learned from messages whose names are marked, each read by models that did not learn it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from graph.understanding.intents import QueryClients
from graph.understanding.models.acts import Judged
from graph.understanding.models.clients import Named
from graph.understanding.offline.learned.pairing import joined
from graph.understanding.offline.learned.weighing.candidates import Evidence
from graph.understanding.offline.learned.weighing.evidence import evidence_of
from graph.understanding.offline.reader import by_rules
from graph.understanding.offline.requests.message import Message
from graph.understanding.situation import Memory, Results, Situation
from tests.acts.said import Said
from tools.folding import composed, fold

STRENGTH = 0.3
"""Inverse of the penalty for great weights."""
SELDOM = 4
"""Times from which on evidence is learned."""
LEAST = 0.02
"""Weight from which on it is kept."""
TODAY = date(2026, 3, 4)
SHOWN = {
    "nothing": None,
    "created": Results(ids=(1,)),
    "some": Results(query=QueryClients(), ids=(1, 2, 3)),
    "nobody": Results(query=QueryClients(text="x")),
}


class Row(NamedTuple):
    """The evidence for one candidate, and whether it is a client to be registered."""

    evidence: list[str]
    right: bool


def rows_of(said: Said, names: Sequence[Named], judged: Judged) -> Iterator[Row]:
    """The candidates of a message in which nobody is being registered yet."""
    if said.state[0] != "lacks nothing" or said.registered is None:
        return
    memory = Memory(results=SHOWN[said.state[1].removeprefix("shown ")])
    message = Message.of(composed(said.message), Situation(TODAY, memory))
    found, settled = by_rules(message)
    if settled:
        return
    told = Evidence(message, joined(found), names)
    wanted = set(map(fold, said.registered))
    for candidate in told.candidates:
        evidence = list(evidence_of(told.features(candidate), judged))
        yield Row(evidence, fold(candidate.name) in wanted)


def weights_of(rows: Iterable[Row]) -> str:
    """The weights that the rows teach, as they are written: evidence, tab, weight."""
    rows = list(rows)
    counted: dict[str, int] = {}
    for row in rows:
        for each in row.evidence:
            counted[each] = counted.get(each, 0) + 1
    kept = [{e: 1.0 for e in row.evidence if counted[e] >= SELDOM} for row in rows]
    vectors = DictVectorizer()
    model = LogisticRegression(C=STRENGTH, max_iter=1000, fit_intercept=False)
    model.fit(vectors.fit_transform(kept), [row.right for row in rows])
    told = zip(vectors.get_feature_names_out(), model.coef_[0], strict=True)
    return "".join(f"{e}\t{w:.3f}\n" for e, w in sorted(told) if abs(w) >= LEAST)
