"""What stands behind the last address of the messages, for the classifier of remarks."""

from collections.abc import Iterable, Iterator

from graph.understanding.models.acts import Seen, judge_act
from graph.understanding.models.tagger import names_in
from graph.understanding.models.weights import Scaled
from graph.understanding.offline.learned.outline import seen_of
from graph.understanding.offline.learned.reading import VERY_SURE, outside_addresses, state_of
from graph.understanding.offline.requests.message import Message
from graph.understanding.situation import Memory, Situation
from tests.acts.judging import Tagged
from tests.acts.said import Said
from tests.acts.weighing import TODAY


def remarks_in(messages: Iterable[Said], judge: Scaled) -> Iterator[Tagged]:
    """The words behind the last address, each with its class.

    Of a message that orders nothing only if `judge`, a model of acts, takes what stands before them
    for an order, or an address is asked for: so it is they that revoke it.
    """
    for said in messages:
        message = _message(said.message)
        end = message.emails[-1].end if message.emails and not message.has_lines else None
        if end is None or not any(u.kind == "word" and u.start >= end for u in message.units):
            continue
        told = _class(said, end)
        asked = said.state[0] == "lacks email"
        before = judge_act(_seen(said.message[:end]), said.state, judge).all[0]
        if told is None or (told == "revoked" and not asked and before < VERY_SURE):
            continue
        behind = said.message[end:]
        yield said._replace(message=behind, classes={"remarks": told}), _seen(behind)


def _class(said: Said, end: int) -> str | None:
    if said.act == "order":
        more = any(name.client and name.start >= end for name in said.names or ())
        return "more" if more else "remark"
    return "revoked" if said.act == "talk" else None


def _message(text: str) -> Message:
    return Message.of(text, Situation(TODAY, Memory()))


def _seen(text: str) -> Seen:
    message = _message(text)
    names = names_in(message.reader.message, state_of(Memory())[-1])
    return seen_of(message, outside_addresses(message, names))
