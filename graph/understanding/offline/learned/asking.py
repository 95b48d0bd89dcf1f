"""What a question asks by learned evidence, where the rules hardly know more than that it asks."""

from collections.abc import Sequence

from graph.understanding.evidence.short_forms import part_of
from graph.understanding.intents import CreateClient, Intent, QueryClients, Talk
from graph.understanding.models.clients import Named
from graph.understanding.offline.learned.reading import CERTAIN, SURE, LearnedReading
from graph.understanding.offline.requests.message import ASKING, Message
from graph.understanding.situation import Results

FORMS = {"rows": {}, "number": {"count": True}, "whether": {"exists": True}}
"""What each form of an answer sets in a query."""

MIN_QUESTION = 3
"""Words from which on what stands behind a creation may be a question."""

UNREAD = ("help", "off_topic", "unknown")
"""Topics of messages that may ask for something at their beginning."""
ENDS = ("?", ",", ".", ";", "!", "-", "–", "—")
"""Marks behind which a remark may follow; behind a search only "?"."""
REASONS = ("para", "pa", "que", "porque", "because", "so", "since", "cause", "cos")
"""Words with which a remark may begin without a mark: "… para mandarle el recibo"."""
MIN_WORDS, MAX_ENDS = 3, 3
"""Words before such an end, and ends that are looked at."""


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
    behind = message.words_behind
    if len(behind) < MIN_QUESTION or not any(unit.has(*ASKING) for unit in behind):
        return []
    reading = LearnedReading(Message.of(message.text_behind, message.situation))
    act, sure, _ = reading.judged
    if act != "question" or sure < SURE:
        return []
    asked = asked_about(reading)
    everybody = any(unit.has("all", "first", "last") for unit in behind)
    return [asked] if everybody or asked != QueryClients() else []


def asked_first(message: Message, found: Sequence[Intent]) -> Message | None:
    """The message up to a mark or a reason, if that is a question by itself.

    "Give me the whole list, I am sending out the menu"; "who came today? Timesheets again". Only
    where nothing was read, or where words behind a question may have been read into it.
    """
    ends, domain = _ends(found)
    waits = message.draft is not None or message.memory.pending is not None
    if not ends or waits or message.has_email or message.has_lines:
        return None
    text = message.reader.message
    places = [unit for unit in message.units if unit.norm in ends]
    for unit in places[:MAX_ENDS]:
        end = unit.end if unit.kind == "mark" else unit.start
        head, behind = text[:end].strip(), text[end:]
        short = sum(u.kind == "word" and u.end <= end for u in message.units) < MIN_WORDS
        narrowed = domain is not None and domain in behind.lower()
        if short or narrowed or "?" in behind or not behind.strip(" .!"):
            continue
        begun = LearnedReading(Message.of(head, message.situation))
        if begun.judged.act == "question" and begun.judged.sure >= CERTAIN:
            return begun.message
    return None


def _ends(found: Sequence[Intent]) -> tuple[Sequence[str], str | None]:
    """The marks and words at which a remark may begin, and the domain that was read."""
    if len(found) == 1:
        match found[0]:
            case QueryClients(domain=domain):
                return ("?",), domain
            case Talk(topic=topic) if topic in UNREAD:
                return (*ENDS, *REASONS), None
    return (), None


def is_search(intents: Sequence[Intent]) -> bool:
    """Whether a question that the directory answers is all that is read."""
    return len(intents) == 1 and isinstance(intents[0], QueryClients) and not intents[0].doubtful


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
    if results is None or results.query is None or results.ids or not results.query.count:
        return QueryClients(refers_back=True)
    return results.query
