"""What a question asks by learned evidence, where the rules hardly know more than that it asks."""

from graph.understanding.intents import QueryClients
from graph.understanding.offline.learned.reading import CERTAIN, SURE, LearnedReading
from graph.understanding.situation import Results

FORMS = {"rows": {}, "number": {"count": True}, "whether": {"exists": True}}
"""What each form of an answer sets in a query."""


def asked_about(reading: LearnedReading) -> QueryClients:
    """The query of a message that the rules do not read as one."""
    return _with_form(reading, _about(reading), SURE)


def reshaped(reading: LearnedReading, query: QueryClients) -> QueryClients:
    """The rules' query; of one for just all clients it is asked anew whom it is about."""
    query = _about(reading) if query == QueryClients() else query
    return _with_form(reading, query, CERTAIN)


def _about(reading: LearnedReading) -> QueryClients:
    message = reading.message
    topic, sure = reading.topic
    own = message.query(message.everything, alone=True)
    if sure < SURE or topic == "more":
        return message.query(message.everything)
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
