"""An order or an answer with which a message begins, whatever it tells behind the last address."""

from collections.abc import Sequence

from graph.understanding.intents import CreateClient, Intent, QueryClients
from graph.understanding.offline.learned.reading import CERTAIN, NEGATING, LearnedReading
from graph.understanding.offline.learned.weighing.deciding import DECLINED
from graph.understanding.offline.requests.message import Message
from graph.understanding.situation import Memory, Situation

REVOKED, MORE = 0.15, 0.3
"""Probabilities below which what stands behind leaves the order, and has no further client."""
DOUBTS = (None, "not_ordered", "revoked")
"""Doubts that may come from what is told behind; of an answer also one of the address."""
DENYING = ("no", "negation", "correction")
"""Roles of words behind the last address that may revoke an order that is not `CERTAIN`."""


def begun_with(reading: LearnedReading, found: Sequence[Intent]) -> Message | None:
    """The message up to its last address, if that is a sure order, or an answer, by itself.

    "Add Ana Gil, ana@gil.es, her cat is poorly"; "ana@gil.es, sorry, I forgot". None where nothing
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
    if not _leaves_order(reading, end) or any(n.client and n.start >= end for n in reading.names):
        return None
    begun = LearnedReading(Message.of(message.reader.message[:end], message.situation))
    clients = [name for name in begun.names if name.client]
    paired = message.draft is not None or len(clients) == len(message.emails)
    return begun.message if paired and begun.judged.all[0] >= CERTAIN else None


def _leaves_order(reading: LearnedReading, end: int) -> bool:
    """Whether what stands behind the last address leaves the order as it is."""
    message, order = reading.message, reading.judged.all[0]
    behind = [unit for unit in message.units if unit.start >= end and unit.kind == "word"]
    text = message.reader.message[end:]
    if not behind or "?" in text:
        return False
    roles = NEGATING if message.draft is not None else DENYING if order < CERTAIN else ()
    if any(unit.has(*roles) for unit in behind):
        return False
    told = LearnedReading(Message.of(text, Situation(message.situation.today, Memory()))).remarks
    return told["revoked"] < REVOKED and told["more"] < MORE


def is_done_by(begun: Message, intents: Sequence[Intent]) -> bool:
    """Whether the beginning's intents create a client for each of its addresses, and no more."""
    made = [each for each in intents if isinstance(each, CreateClient) and not each.doubt]
    known = {each.email for each in made if each.name or not each.fresh}
    return len(made) == len(intents) and known == {unit.text for unit in begun.emails}


def _is_doubted(message: Message, found: Sequence[Intent]) -> bool:
    """Whether a creation is declined, or some or an answer are in doubt beside mere searches."""
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
