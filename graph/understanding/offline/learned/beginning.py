"""An order or an answer with which a message begins, and what stands behind its last address."""

import re
from collections.abc import Sequence

from graph.understanding.intents import CreateClient, Doubt, Intent, QueryClients
from graph.understanding.offline.learned.reading import (
    CERTAIN,
    NEGATING,
    VERY_SURE,
    LearnedReading,
    afresh,
)
from graph.understanding.offline.learned.weighing.deciding import DECLINED, depends
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.requests.taking_back import SORRY
from graph.understanding.offline.sentence.units import Unit

PLAINLY, REVOKED = 0.06, 0.4
"""Probabilities that what stands behind revokes, below which it leaves the order as it is: where a
word of it may revoke one, and where none does."""
PROBABLY, SURELY = 0.6, 0.85
"""Those from which on the order is only proposed."""
HARDLY = 0.2
"""Probability of an order below which the whole message is hardly one, so that its beginning has
to be one for certain."""
MORE = 0.3
"""Probability from which on another client may stand behind."""
DOUBTS = (None, "not_ordered", "revoked")
"""Doubts that may come from what is told behind; of an answer also one of the address."""
REVOKING = (*NEGATING, "hypothetical")
"""Roles of words behind the last address that may revoke an order."""
ANSWER_DOUBTING = (*REVOKING, "hedge")
"""Those with which an answer is asked about."""
COURTEOUS = ("courtesy", "polite", "thanks")
FEW = 3
"""Words from which on what is told behind an order may be a remark; up to which a day puts it off:
"tomorrow morning"."""
_DOMAIN = re.compile(r"(?<!\w)\.[a-z]{2,}")


def begun_with(reading: LearnedReading, found: Sequence[Intent]) -> Message | None:
    """The message up to its last address, if that is a sure order, or an answer, by itself.

    "Add Ana Gil, ana@gil.es, her cat is poorly"; "ana@gil.es, sorry, I was out". None where nothing
    is in doubt, where the rest may revoke the order or has a client's name, where it is asked how,
    where an address is quoted, or where they are not one for each client.
    """
    message = reading.message
    if not (message.emails and _is_doubted(message, found)):
        return None
    asks_how = message.is_question and message.has("howto")
    if message.has_lines or asks_how or any(unit.quoted for unit in message.emails):
        return None
    end = message.emails[-1].end
    if not _leaves_order(reading) or any(n.client and n.start >= end for n in reading.names):
        return None
    begun = LearnedReading(Message.of(message.reader.message[:end], message.situation))
    clients = [name for name in begun.names if name.client]
    paired = message.draft is not None or len(clients) == len(message.emails)
    least = CERTAIN if reading.judged.all[0] < HARDLY else VERY_SURE
    return begun.message if paired and begun.judged.all[0] >= least else None


def _leaves_order(reading: LearnedReading) -> bool:
    """Whether what stands behind the last address leaves the order as it is."""
    message = reading.message
    behind, text, answers = message.words_behind, message.text_behind, message.draft is not None
    if not behind or "?" in text or any(map(_corrects, behind)) or _DOMAIN.search(text):
        return False
    doubts = ANSWER_DOUBTING if answers else ("later",) if len(behind) <= FEW else ()
    doubted = any(unit.has(*doubts) for unit in behind)
    if doubted or depends(message) or (not answers and len(behind) < FEW):
        return False
    told = afresh(message, text).remarks
    revoking = any(map(_may_revoke, behind))
    return told["revoked"] < (PLAINLY if revoking else REVOKED) and told["more"] < MORE


def held_back(message: Message, found: list[Intent]) -> list[Intent]:
    """The intents; clients are proposed if what stands behind the last one's address revokes it.

    "Add Ana Gil, ana@gil.es, just kidding".
    """
    made = [each for each in found if isinstance(each, CreateClient) and each.email]
    last = message.emails[-1].text if message.emails else None
    if message.has_lines or not any(each.email == last and not each.doubt for each in made):
        return found
    if all(unit.has(*COURTEOUS) for unit in message.words_behind):
        return found
    other = _DOMAIN.search(message.text_behind)
    meant = other is not None and not message.emails[-1].text.endswith(other[0])
    revoking = any(map(_may_revoke, message.words_behind))
    told = afresh(message, message.text_behind).remarks["revoked"]
    if not meant and told < (PROBABLY if revoking else SURELY):
        return found
    doubt: Doubt = "revoked" if message.draft is None else "email"
    return [
        each.model_copy(update={"doubt": each.doubt or doubt}) if each in made else each
        for each in found
    ]


def _may_revoke(unit: Unit) -> bool:
    return unit.has(*REVOKING) or _corrects(unit)


def _corrects(unit: Unit) -> bool:
    """Whether it begins a correction: "I meant …", and no excuse: "sorry"."""
    return unit.has("correction") and not unit.has("negation") and unit.norm not in SORRY


def is_done_by(begun: Message, intents: Sequence[Intent]) -> bool:
    """Whether the beginning's intents create a client for each of its addresses, and no more."""
    made = [each for each in intents if isinstance(each, CreateClient) and not each.doubt]
    known = {each.email for each in made if each.name or not each.fresh}
    return len(made) == len(intents) and known == {unit.text for unit in begun.emails}


def _is_doubted(message: Message, found: Sequence[Intent]) -> bool:
    """Whether the only creation is declined, or something read is in doubt.

    Of an order one of its clients, of an answer its address. Nothing else is read but searches that
    may be none.
    """
    if [*found] == [DECLINED]:
        return message.draft is None and len(message.emails) == 1
    made = [each for each in found if isinstance(each, CreateClient)]
    told = [each.doubt for each in made]
    searches = [each for each in found if isinstance(each, QueryClients) and each.doubtful]
    if len(made) + len(searches) != len(found) or not any(told):
        return False
    if message.draft is None:
        return all(each.name and each.email and each.doubt in DOUBTS for each in made)
    answers = len(made) == len(message.emails) == 1 and not (made[0].fresh or made[0].name)
    return answers and told[0] in (*DOUBTS, "email")
