"""Understanding by rules over a lexicon: no key, no network, deterministic."""

from collections.abc import Sequence
from itertools import takewhile

from graph.understanding.intents import CreateClient, Intent, QueryClients, Talk
from graph.understanding.offline.changes.answering import answer_to_change
from graph.understanding.offline.changes.changing import ordered, removal_before
from graph.understanding.offline.changes.clauses import after_creation
from graph.understanding.offline.changes.correcting import read_correction
from graph.understanding.offline.digest import digest
from graph.understanding.offline.learned.agreement import agreed
from graph.understanding.offline.learned.altering import altered, respelt, without_strangers
from graph.understanding.offline.learned.asking import asked_behind, asked_first, is_search
from graph.understanding.offline.learned.at_a_loss import (
    ordered_beside,
    perhaps_ordered,
    reconsidered,
)
from graph.understanding.offline.learned.beginning import begun_with, held_back, is_done_by
from graph.understanding.offline.learned.consenting import consented
from graph.understanding.offline.learned.mending import mended
from graph.understanding.offline.learned.reading import LearnedReading
from graph.understanding.offline.learned.recalled import named_before
from graph.understanding.offline.learned.unwriting import unwritten
from graph.understanding.offline.learned.weighing.weighed import weighed
from graph.understanding.offline.pasted.reader import read_pasted
from graph.understanding.offline.requests.answering_draft import (
    answer_to_draft,
    line_answer,
    respells_another,
)
from graph.understanding.offline.requests.forms import (
    address_too,
    bare_pairs,
    data_alone,
    only_name,
)
from graph.understanding.offline.requests.job import about_the_job, asks_when
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.requests.other_business import (
    asked_thing,
    question_behind,
)
from graph.understanding.offline.requests.pasting import creations_of
from graph.understanding.offline.requests.requesting import read_requests
from graph.understanding.offline.requests.triggers import find_triggers
from graph.understanding.offline.requests.two_questions import behind, halves, only_question
from graph.understanding.offline.sentence.smalltalk import topic_of
from graph.understanding.situation import Situation, SummaryTurn, Understood
from tools.folding import composed

TO_HEDGE = 7
"""Units between an address and a word that doubts it."""
ALTERNATIVES = (["email", "o", "email"], ["email", "or", "email"])


class OfflineUnderstanding:
    """Reads entities first, then the speech act, then the intent and its arguments."""

    name = "offline"

    def understand(self, message: str, situation: Situation) -> Understood:
        """Read one message; never raises."""
        read, intents = read_message(composed(message), situation)
        return Understood(intents, read.reader.language, by_rules=True)

    def summarise(self, summary: str, turns: Sequence[SummaryTurn]) -> str:
        """Extend the summary by a line for each client created and each question."""
        return digest(summary, turns)

    def close(self) -> None:
        """Holds no connections."""


def read_message(text: str, situation: Situation) -> tuple[Message, tuple[Intent, ...]]:
    """The message with its intents; of pasted material that is ordered what is beside it."""
    material = read_pasted(text)
    if not material:
        read = Message.of(text, situation)
        return read, read_intents(read)
    beside = Message.of(f"{text[: material.start]}\n{text[material.end :]}", situation)
    made = creations_of(material, beside)
    if made and made[0].doubt != "not_ordered":
        return beside, made
    read = Message.of(text, situation)
    ordered = ordered_beside(LearnedReading(beside), LearnedReading(read))
    if made:
        return beside, creations_of(material, beside, ordered=ordered)
    found = read_intents(read)
    told = ordered or read.draft is not None
    return read, found if told else tuple(map(_not_ordered, found))


def _not_ordered(intent: Intent) -> Intent:
    """The creation from material that is only asked about or told of."""
    if not isinstance(intent, CreateClient):
        return intent
    return intent.model_copy(update={"doubt": intent.doubt or "not_ordered"})


def read_intents(message: Message) -> tuple[Intent, ...]:
    """The message's intents, in order; never empty."""
    if message.emails and (same := address_too(message)) is not None:
        return (same,)
    intents = _all_intents(message)
    if both := _both(message, intents):
        return both
    if (begun := asked_first(message, intents)) and is_search(alone := _all_intents(begun)):
        return alone
    return intents


def _both(message: Message, intents: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """The two questions that a message asks; empty if it is one, or something else."""
    if len(intents) != 1 or not isinstance(intents[0], QueryClients):
        return ()
    for text, further in halves(message):
        head = Message.of(text, message.situation)
        if first := only_question(_all_intents(head), everybody=head.has("client", "all")):
            rest = _all_intents(behind(message, further, first))
            second = only_question(rest, everybody=first.count)
            if second and second != first:
                return first, second
    return ()


def _all_intents(message: Message) -> tuple[Intent, ...]:
    """The intents of the whole message, with the changes that are ordered behind a creation."""
    both = after_creation(message)
    if both and not both[0].has_email and (change := respelt(LearnedReading(message))):
        return (change,)
    return (*_intents(both[0]), *both[1]) if both else _intents(message)


def _intents(message: Message) -> tuple[Intent, ...]:
    """The intents but for changes that are ordered behind a creation."""
    found, settled = by_rules(message)
    reading = LearnedReading(message)
    if message.memory.pending and (answer := consented(reading, found)):
        return tuple(answer)
    if undo := unwritten(reading, found):
        return tuple(undo)
    if changes := mended(reading, found) or altered(reading, found):
        return tuple(changes)
    if settled:
        return tuple(without_strangers(reading, found))
    found = (
        weighed(reading, found)
        or consented(reading, found)
        or agreed(reading, reconsidered(reading, found))
    )
    if begun := begun_with(reading, found):
        alone = _intents(begun)
        found = [*alone] if is_done_by(begun, alone) else found
    found = [*held_back(message, found), *asked_behind(message, found)]
    perhaps = None if found else _perhaps_question(message) or data_alone(message)
    found = found or [perhaps or Talk(topic=topic_of(message.units))]
    return tuple(named_before(reading, perhaps_ordered(reading, found)))


def by_rules(message: Message) -> tuple[list[Intent], bool]:
    """The intents as the rules read them, and whether they are settled, as changes are."""
    found: list[Intent]
    if (answer := answer_to_change(message)) is not None:
        return answer, True
    if (job := about_the_job(message)) is not None:
        found = [job]
    elif answer := line_answer(message):
        found = answer
    elif change := ordered(message) or read_correction(message):
        return change, True
    elif triggers := find_triggers(message):
        when = asks_when(message)
        found = [message.query(message.everything)] if when else read_requests(message, triggers)
        found = [*removal_before(message, triggers[0]), *found]
    elif (thing := asked_thing(message)) is not None:
        question = question_behind(message, thing)
        found = [message.query(question) if question else Talk(topic="off_topic")]
    else:
        found = _without_request(message) or bare_pairs(message)
    doubted = _hedges(message) or _takes_address_back(message) or _chooses(message)
    if doubted or (message.draft is not None and respells_another(message)):
        found = [_unsure(intent) for intent in found]
    return found, False


def _perhaps_question(message: Message) -> QueryClients | None:
    """A question that is answered only if it finds somebody: "how many Duffys in the parish"."""
    if not (_asks(message) if message.draft is not None else message.inquires):
        return None
    query = message.query(message.everything)
    named = query.conditions and query.conditions <= {"text", "domain", "part"}
    return query.model_copy(update={"doubtful": "question"}) if named else None


def _takes_address_back(message: Message) -> bool:
    """Whether an answer doubts the address that it gives: "ana@x.es, no espera, es el viejo"."""
    if message.draft is None or not message.has_email:
        return False
    behind = takewhile(lambda unit: unit.kind != "email", reversed(message.units))
    words = [unit for unit in behind if unit.kind == "word"][::-1]
    doubted = any(unit.has("no", "negation", "correction", "cancel") for unit in words[:3])
    return doubted and len(words) > 1


def _hedges(message: Message) -> bool:
    """Whether a word near an address doubts it: "creo que es ana@x.es", "ana@x.es or so"."""
    if not message.has("hedge"):
        return False
    places = [at for at, unit in enumerate(message.units) if unit.kind == "email"]
    hedges = [at for at, unit in enumerate(message.units) if unit.has("hedge")]
    return any(abs(at - place) <= TO_HEDGE for at in hedges for place in places)


def _chooses(message: Message) -> bool:
    """Whether two addresses are alternatives: "ana@x.es o ana@y.es"."""
    if len(message.emails) < 2:
        return False
    kinds = [unit.norm if unit.kind == "word" else unit.kind for unit in message.units]
    return any(kinds[at : at + 3] in ALTERNATIVES for at in range(len(kinds)))


def _unsure(intent: Intent) -> Intent:
    """The intent, an address in it in doubt: "ana@x.es o algo así"."""
    hedged = isinstance(intent, CreateClient) and intent.email and intent.doubt is None
    return intent.model_copy(update={"doubt": "email"}) if hedged else intent


def _without_request(message: Message) -> list[Intent]:
    """The intents of a message without a creation verb: an answer, a form or a question."""
    draft = message.draft
    if draft is not None and draft.name is None and (name := only_name(message)):
        return [CreateClient(name=name, fresh=False)]
    answering = draft is not None and message.has("named") and not message.inquires
    if answering and (answer := answer_to_draft(message)):
        return answer
    if message.asks(message.everything):
        return [*message.cancelled(len(message.units)), message.query(message.everything)]
    return [] if _asks(message) else answer_to_draft(message)


def _asks(message: Message) -> bool:
    """Whether the message, without an address, is a question: "wait, is Odell already in here?"."""
    asking = message.has("inverted", "exist", "question")
    return message.is_question and asking and not message.has_email
