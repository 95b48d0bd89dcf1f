"""The intents of a message with verbs of creation: the clients, and a question beside them."""

from itertools import pairwise

from graph.understanding.evidence.mentions import mentions_in
from graph.understanding.intents import CreateClient, Intent, Talk
from graph.understanding.offline.names.names import name_reader
from graph.understanding.offline.names.placing import indefinite
from graph.understanding.offline.names.records import read_records
from graph.understanding.offline.requests.creating import read_creations
from graph.understanding.offline.requests.message import ASKING, LINKS, Message
from graph.understanding.offline.requests.taking_back import corrected_behind, taken_back
from graph.understanding.offline.sentence.context import in_context
from graph.understanding.offline.sentence.phrases import read_units
from graph.understanding.offline.sentence.speech import means_somebody
from graph.understanding.offline.sentence.units import SENTENCE_END, unit_at

POINTED = ("el", "la", "mi", "tu", "the", "my", "your")
CONTRASTS = ("pero", "but", "aunque", "salvo", "excepto", "except")
ONLY = ("solo", "solamente", "unicamente", "only", "just")
EXCEPTIONS = ("salvo", "excepto", "menos", "except")


def read_requests(message: Message, triggers: list[int]) -> list[Intent]:
    """The creations of each verb, and the question in the same message, in order."""
    first = triggers[0]
    questions = [i for i in message.everything if _turns_to_question(message, i, first)]
    start = _sentence_start(message, first)
    before = [message.query(range(start))] if start else []
    created = _creations(message, triggers, questions, start)
    if not created:
        return []
    after = _questions(message, triggers, questions)
    return [*message.cancelled(first), *created, *before, *after]


def _creations(
    message: Message, triggers: list[int], questions: list[int], start: int
) -> list[Intent]:
    """The creations of all verbs; each verb governs the units up to the next verb or question."""
    ends = sorted({*triggers[1:], *questions, len(message.units)})
    found: list[Intent] = []
    if (answer := _answer_before(message, triggers[0])) is not None:
        found.append(CreateClient(email=message.units[answer].text, fresh=False))
        start = answer + 1
    for trigger in triggers:
        if any(question < trigger for question in questions):
            start = max(start, trigger)
        stop = next(end for end in ends if end > trigger)
        found += _created(message, trigger, range(start, stop), alone=len(triggers) == 1)
        start = stop
    full = [i for i in found if not isinstance(i, CreateClient) or i.name or i.email]
    return full or found[:1]


def _answer_before(message: Message, trigger: int) -> int | None:
    """The draft's address before an order with an address of its own: "a@x.es y carga a Luis…"."""
    emails = [i for i in message.everything if message.units[i].kind == "email"]
    draft = message.draft
    waits = draft is not None and draft.name is not None and draft.email is None
    alone = len(emails) > 1 and emails[0] < trigger < emails[1]
    opens = all(unit.kind != "word" for unit in message.units[: emails[0]]) if emails else False
    return emails[0] if waits and alone and opens else None


def _questions(message: Message, triggers: list[int], questions: list[int]) -> list[Intent]:
    """The first question behind the first verb, if it asks the directory something."""
    for index in questions:
        stop = next((trigger for trigger in triggers if trigger > index), len(message.units))
        if message.asks(range(index, stop)):
            return [message.query(range(index, stop))]
    return []


def _created(message: Message, trigger: int, stretch: range, *, alone: bool) -> list[Intent]:
    """The clients of one verb; small talk if it is the only verb and asks for no client."""
    doubtful = message.takes_back(trigger) or message.units[trigger].quoted
    stretch = range(stretch.start, _called_off(message, stretch) or stretch.stop)
    clients = read_creations(message, trigger, stretch, revoked=doubtful)
    if alone and clients == [CreateClient()] and means_somebody([message.units[trigger]], 0):
        if message.draft is not None:
            return [CreateClient(fresh=False)]
        if meant := _meant_before(message):
            return [meant]
    if alone and (asked := _asked_before(message, clients, trigger)):
        return [asked]
    called_off = taken_back(message, trigger, stretch.stop) or corrected_behind(message, stretch)
    if called_off or (len(clients) > 1 and _picks_one(message, trigger)):
        clients = [client.model_copy(update={"doubt": "revoked"}) for client in clients]
    if any(client.email or _could_be_named(message, client, trigger) for client in clients):
        declined = message.declines(trigger) and not message.draft
        return [Talk(topic="declined")] if declined else list(clients)
    how = doubtful or _asks_how(message, trigger)
    if not (how or message.has("elsewhere") or _something_else(message, trigger)):
        return list(clients)
    return [Talk(topic="help" if how else "off_topic")] if alone else []


def _picks_one(message: Message, trigger: int) -> bool:
    """Whether the order behind the clients is for some of them: "…. Alta solo de la actora"."""
    behind = message.units[trigger + 1 :]
    return unit_at(behind, 0).norm in ONLY and all(unit.kind != "email" for unit in behind)


def _called_off(message: Message, stretch: range) -> int | None:
    """The start of an exception ("…, pero a Luis no", "but not her son") behind a client."""
    units = message.units
    first = next((i for i in stretch if units[i].kind == "email"), stretch.stop)
    off = next((i for i in stretch if message.cancels(i)), stretch.start)
    for index in range(first, stretch.stop):
        denied = unit_at(units, index + 1).has("negation", "no", "cancel", "leave_out")
        turns = units[index].norm in CONTRASTS and (denied or index < off)
        if turns or units[index].norm in EXCEPTIONS:
            return index
    return None


def _meant_before(message: Message) -> CreateClient | None:
    """The only client of the message before, complete, which a bare "regístralo" means; or None."""
    previous = message.situation.message_before
    if not previous:
        return None
    language = message.reader.language
    units = in_context(read_units(previous, language), language)
    reader = name_reader(previous, units, language)
    records = read_records(reader, range(len(units)), set(), announced=None)
    if len(records) != 1 or not (records[0].name and records[0].email) or records[0].doubtful:
        return None
    return CreateClient(name=records[0].name, email=records[0].email)


def _asked_before(
    message: Message, clients: list[CreateClient], trigger: int
) -> CreateClient | None:
    """Whom the question before looked for in vain, with this message's address; or None.

    "¿Tenemos a Ana Gil?" - "No…" - "pues créala, su correo es ana@gil.es".
    """
    results = message.memory.results
    if (
        message.draft
        or results is None
        or results.ids
        or not (results.query and results.query.text)
    ):
        return None
    if len(clients) != 1 or clients[0].name or not means_somebody([message.units[trigger]], 0):
        return None
    name = next(iter(mentions_in(f"a {results.query.text}")), None)
    return clients[0].model_copy(update={"name": name}) if name else None


def _asks_how(message: Message, trigger: int) -> bool:
    """Whether the message asks how to register: "¿qué datos necesitas para…?"."""
    units = message.units
    if not message.is_question:
        return False
    plural = any(u.has("client") and u.norm.endswith("s") for u in units[trigger:])
    return plural or any(u.has("question") and not u.has("polite") for u in units[:trigger])


def _could_be_named(message: Message, client: CreateClient, trigger: int) -> bool:
    """Whether the client's name can be one: not "mi coche", nor "leche" for a shopping list."""
    if client.name is None or message.has("elsewhere"):
        return False
    if not _something_else(message, trigger):
        return True
    return not (client.name.islower() or _for_somebody(message, trigger))


def _for_somebody(message: Message, trigger: int) -> bool:
    """Whether an unknown thing is for somebody: "create a widget for John"."""
    after = [u for u in message.units[trigger + 1 : trigger + 6] if not u.has("courtesy")]
    return any(a.text.islower() and not a.roles and b.has("to") for a, b in pairwise(after))


def _something_else(message: Message, trigger: int) -> bool:
    """Whether the object of the verb is an unknown thing: "crea un documento"."""
    after = [u for u in message.units[trigger + 1 : trigger + 5] if not u.has("courtesy")]
    if len(after) < 2 or after[1].roles:
        return False
    return indefinite(after[0]) or after[0].norm in POINTED


def _turns_to_question(message: Message, index: int, trigger: int) -> bool:
    """Whether a question starts at a unit behind the first verb of creation."""
    unit = message.units[index]
    asking = unit.has(*ASKING) and not unit.has("create", "record", "howto") and not unit.quoted
    if index <= trigger or not asking or message.continues_name(index):
        return False
    if unit.norm == "que" and unit_at(message.units, index + 1).has("named", "stop"):
        return False
    back = index - 1
    while back > trigger and message.units[back].kind == "word" and message.units[back].has(*LINKS):
        back -= 1
    return back < index - 1 or message.units[back].kind in ("mark", "line")


def _sentence_start(message: Message, trigger: int) -> int:
    """The start of the verb's sentence if a search request stands before it, else 0."""
    for index in range(trigger - 1, -1, -1):
        unit = message.units[index]
        joins = index == trigger - 1 and unit.has("and")
        if joins or unit.text in SENTENCE_END:
            finds = any(unit.has("find") for unit in message.units[:index])
            return index + 1 if finds and message.asks(range(index)) else 0
    return 0
