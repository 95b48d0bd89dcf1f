"""What a question asks by learned evidence, where the rules hardly know more than that it asks."""

from collections.abc import Sequence

from graph.understanding.evidence.short_forms import part_of
from graph.understanding.intents import CreateClient, Intent, QueryClients
from graph.understanding.models.clients import Named
from graph.understanding.offline.learned.reading import CERTAIN, SURE, LearnedReading
from graph.understanding.offline.requests.message import ASKING, Message
from graph.understanding.situation import Results

FORMS = {"rows": {}, "number": {"count": True}, "whether": {"exists": True}}
"""What each form of an answer sets in a query."""

MIN_QUESTION = 3
"""Words from which on what stands behind a creation may be a question."""


def asked_about(reading: LearnedReading) -> QueryClients:
    """The query of a message that the rules do not read as one."""
    return _with_form(reading, _about(reading), SURE)


def reshaped(reading: LearnedReading, query: QueryClients) -> QueryClients:
    """The rules' query, unless it counts; one for just all clients is asked anew about whom."""
    if query.count and reading.message.has("count"):
        return query
    return _with_form(reading, _about(reading) if query == QueryClients() else query, CERTAIN)


def asked_behind(message: Message, found: Sequence[Intent]) -> list[Intent]:
    """The question behind the last address of clients who are created: "…, and how many is that?".

    It is read by itself, and is none unless learned evidence is sure of it.
    """
    created = [each for each in found if isinstance(each, CreateClient) and each.email]
    if not (created and message.emails) or len(created) != len(found):
        return []
    end = message.emails[-1].end
    behind = [unit for unit in message.units if unit.start >= end and unit.kind == "word"]
    if len(behind) < MIN_QUESTION or not any(unit.has(*ASKING) for unit in behind):
        return []
    reading = LearnedReading(Message.of(message.reader.message[end:], message.situation))
    act, sure, _ = reading.judged
    if act != "question" or sure < SURE:
        return []
    asked = asked_about(reading)
    everybody = any(unit.has("all", "first", "last") for unit in behind)
    return [asked] if everybody or asked != QueryClients() else []


def of_each(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    """The search for a name, and the same for names joined to it: "Ana's address and Luis's"."""
    match found:
        case [QueryClients(text=str() as text, count=False) as query] if _names_only(query):
            names = [name for name in reading.names if not name.client]
            own = next((name for name in names if part_of(text, name.text)), None)
            joined = [name.text for name in names if own and _is_joined(reading, own, name)]
            return [query, *(query.model_copy(update={"text": each}) for each in joined)]
    return found


def _names_only(query: QueryClients) -> bool:
    return query.conditions == {"text"}


def _is_joined(reading: LearnedReading, first: Named, other: Named) -> bool:
    """Whether "and" stands between a name and another one behind it."""
    units = reading.message.units
    return any(unit.has("and") and first.end <= unit.start < other.start for unit in units)


def _about(reading: LearnedReading) -> QueryClients:
    message = reading.message
    topic, sure = reading.topic
    if sure < SURE or topic == "more":
        return message.query(message.everything)
    own = message.query(message.everything, alone=True)
    return _shown(message.memory.results) if topic == "shown" and not own.conditions else own


def _with_form(reading: LearnedReading, query: QueryClients, least: float) -> QueryClients:
    """The query, with the form of its answer from a probability `least` on."""
    form, sure = reading.form
    if sure < least or query.details or query.limit or query.more:
        return query
    return query.model_copy(update={"count": False, "exists": False} | FORMS[form])


def _shown(results: Results | None) -> QueryClients:
    """The clients shown last; of those that were only counted, the same search."""
    if results is None or results.query is None or not results.query.count:
        return QueryClients(refers_back=True)
    return results.query
