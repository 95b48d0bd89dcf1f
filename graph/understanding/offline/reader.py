"""Understanding by rules over a lexicon: no key, no network, deterministic."""

from collections.abc import Sequence

from graph.understanding.intents import (
    CreateClient,
    Intent,
    QueryClients,
    Situation,
    SummaryTurn,
    Talk,
    Understood,
)
from graph.understanding.offline.dates.periods import find_period
from graph.understanding.offline.digest import digest
from graph.understanding.offline.names.names import name_reader
from graph.understanding.offline.pasted.reader import read_pasted
from graph.understanding.offline.requests.answering_draft import answer_to_draft
from graph.understanding.offline.requests.forms import bare_pairs, is_form, only_name
from graph.understanding.offline.requests.job import about_the_job, asks_when
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.requests.other_business import (
    asked_thing,
    asks_change,
    question_behind,
)
from graph.understanding.offline.requests.pasting import creations_of
from graph.understanding.offline.requests.requesting import read_requests
from graph.understanding.offline.requests.triggers import find_triggers
from graph.understanding.offline.sentence.context import in_context
from graph.understanding.offline.sentence.language import read_all, spoken
from graph.understanding.offline.sentence.smalltalk import topic_of
from graph.understanding.offline.sentence.speech import conditional, tentative
from tools.folding import composed


class OfflineUnderstanding:
    """Reads entities first, then the speech act, then the intent and its arguments."""

    name = "offline"

    def understand(self, message: str, situation: Situation) -> Understood:
        """Read one message; never raises."""
        message = composed(message)
        material = read_pasted(message)
        beside = f"{message[: material.start]}\n{message[material.end :]}" if material else message
        read = _message(beside, situation)
        intents = creations_of(material, read) if material else ()
        if material and not intents:
            read = _message(message, situation)
        return Understood(intents or read_intents(read), read.reader.language, by_rules=True)

    def summarise(self, summary: str, turns: Sequence[SummaryTurn]) -> str:
        """Extend the summary by a line for each client created and each question."""
        return digest(summary, turns)

    def close(self) -> None:
        """Holds no connections."""


def _message(text: str, situation: Situation) -> Message:
    """The text's units in the language that it is written in, with its period."""
    readings = read_all(text)
    language = spoken(readings, situation.memory.language)
    reader = name_reader(text, in_context(readings[language], language), language)
    return Message(reader, situation, find_period(text, situation.today))


def orders(message: str, situation: Situation) -> bool:
    """Whether a verb of creation asks for a client, and nothing in the message revokes it."""
    read = _message(composed(message), situation)
    verbs = find_triggers(read)
    revoked = any(tentative(read.units, verb) for verb in verbs) or read.is_question
    odd = read.has("injection", "negation", "cancel", "reported", "later", "create_past")
    whole = conditional(read.units, read.everything) or asked_thing(read) is not None
    return bool(verbs) and not (revoked or odd or whole)


def read_intents(message: Message) -> tuple[Intent, ...]:
    """The message's intents, in order; never empty."""
    found: list[Intent]
    if (job := about_the_job(message)) is not None:
        found = [job]
    elif triggers := find_triggers(message):
        when = asks_when(message)
        found = [message.query(message.everything)] if when else read_requests(message, triggers)
    elif asks_change(message):
        found = [Talk(topic="unsupported")]
    elif (thing := asked_thing(message)) is not None:
        question = question_behind(message, thing)
        found = [message.query(question) if question else Talk(topic="off_topic")]
    else:
        found = _without_request(message) or bare_pairs(message)
    return tuple(found) or (_perhaps_question(message) or Talk(topic=topic_of(message.units)),)


def _perhaps_question(message: Message) -> QueryClients | None:
    """A question that is answered only if it finds somebody: "how many Duffys in the parish"."""
    if message.draft is not None or not message.inquires:
        return None
    query = message.query(message.everything)
    named = query.conditions and query.conditions <= {"text", "domain", "part"}
    return query.model_copy(update={"doubtful": "question"}) if named else None


def _without_request(message: Message) -> list[Intent]:
    """The intents of a message without a creation verb: an answer, a form or a question."""
    draft = message.draft
    if draft is not None and draft.name is None and (name := only_name(message)):
        return [CreateClient(name=name, fresh=False)]
    answering = draft is not None and message.has("named") and not message.inquires
    if answering and (answer := _answer(message)):
        return answer
    if is_form(message):
        return bare_pairs(message)
    if message.asks(message.everything):
        return [*message.cancelled(len(message.units)), message.query(message.everything)]
    return _answer(message)


def _answer(message: Message) -> list[Intent]:
    if message.draft is None:
        return []
    line = message.memory.line
    return answer_to_draft(message.reader, message.draft, message.used, line=line)
