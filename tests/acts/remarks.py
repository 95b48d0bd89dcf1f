"""What stands behind the last address of the messages, for the classifier of remarks."""

from collections.abc import Iterable, Iterator

from graph.understanding.models import tagger
from graph.understanding.models.acts import judge_act
from graph.understanding.models.weights import Scaled
from graph.understanding.offline.learned.reading import VERY_SURE, state_of
from graph.understanding.situation import Memory
from tests.acts.judging import Tagged, message_of, seen_by
from tests.acts.said import Said


def remarks_in(messages: Iterable[Said], model: tagger.Model, judge: Scaled) -> Iterator[Tagged]:
    """The words behind the last address, each with its class; `model` finds the names in them.

    Of a message that orders nothing only if `judge`, a model of acts, takes what stands before them
    for an order, or an address is asked for: so it is they that revoke it.
    """
    start = state_of(Memory())[-1]
    for said in messages:
        message = message_of(said.message)
        if not message.words_behind or message.has_lines:
            continue
        end = message.emails[-1].end
        told = _class(said, end)
        asked = said.state[0] == "lacks email"
        before = judge_act(seen_by(model, said.message[:end], start), said.state, judge).all[0]
        if told is None or (told == "revoked" and not asked and before < VERY_SURE):
            continue
        behind = message.text_behind
        yield (
            said._replace(message=behind, classes={"remarks": told}),
            seen_by(model, behind, start),
        )


def _class(said: Said, end: int) -> str | None:
    if said.act == "order":
        more = any(name.client and name.start >= end for name in said.names or ())
        return "more" if more else "remark"
    return "revoked" if said.act == "talk" else None
