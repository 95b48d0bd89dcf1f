"""Readings by learned evidence, where the rules read nothing or something unlikely."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from graph.understanding.evidence.names import judge_name
from graph.understanding.intents import CreateClient, Doubt, Intent, QueryClients, Talk
from graph.understanding.offline.learned.asking import asked_about
from graph.understanding.offline.learned.pairing import clients_of
from graph.understanding.offline.learned.reading import (
    CERTAIN,
    DENYING,
    DIRECTORY,
    LIKELY,
    ORDERING,
    SURE,
    TELLING,
    VERY_SURE,
    LearnedReading,
)
from graph.understanding.offline.lexicon.words import key
from graph.understanding.offline.names.owners import Record
from graph.understanding.offline.names.records import read_records
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.requests.other_business import asked_thing
from graph.understanding.offline.sentence.units import NOTHING

VAGUE = 0.85
"""Probability from which on an order that names nobody is one."""
POINTING_UP = "^"
"""Begins a line about what stands above it."""
MIN_UNITS = 3
"""Words and marks of an order that names nobody."""
UNREAD = ("off_topic", "unknown")
"""Topics of messages that may be orders."""
OTHER_THING: list[Intent] = [Talk(topic="off_topic")]
"""The reading of "register a …" with an unknown word, which may be a trade's word for a client."""


def reconsidered(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    """The intents, or what the message says by learned evidence where they are unlikely."""
    message = reading.message
    if not message.units or message.has("injection") or not _may_be_other(message, found):
        return found
    act, sure, _ = reading.judged
    if sure < SURE:
        return _guessed(reading, found) or found
    if found == OTHER_THING and message.draft is None:
        return [CreateClient()] if act == "order" and sure >= VERY_SURE else found
    match act:
        case "order" if found and isinstance(found[0], CreateClient):
            return [_meant(intent) for intent in found] if orders(message, found) else found
        case "order":
            ordered = _ordered(message)
            vague = ordered == [CreateClient()] and sure < VAGUE
            return found if vague or not ordered else [*ordered]
        case "question" if not (found and isinstance(found[0], QueryClients)):
            return _asked(reading) or found
        case "talk":
            return [_doubted(intent) for intent in found]
    return found


def _guessed(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    """What is asked for where no act is sure; a search for words that may be no name is none."""
    act, sure, _ = reading.judged
    if found and all(map(_is_perhaps_name, found)) and reading.judged.all[1] < LIKELY:
        return [_doubted(intent) for intent in found]
    return _asked_about(reading.message, found) if act == "order" and sure >= LIKELY else []


def perhaps_ordered(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    """The order for a client without an address that is likely where nothing else was read.

    Somebody who is named is looked for first; of one who is not there the address is asked for.
    """
    message = reading.message
    if message.draft is not None or message.has_email or not all(map(_is_small_talk, found)):
        return found
    if message.memory.pending or not message.units or message.has("injection", *DENYING):
        return found
    if (order := reading.judged.all[0]) < LIKELY:
        return found
    told = clients_of(message, reading.names)
    names = [name.text for name in told if name.client or not message.is_question]
    if len(names) == 1:
        return [QueryClients(text=names[0], doubtful="data")]
    vague = message.has("create", "create_past", "record", "new") and order >= VAGUE
    return [CreateClient()] if vague and not names and len(message.units) >= MIN_UNITS else found


def _is_small_talk(intent: Intent) -> bool:
    if isinstance(intent, Talk):
        return intent.topic in UNREAD
    return isinstance(intent, QueryClients) and intent.doubtful == "question"


def _may_be_other(message: Message, found: list[Intent]) -> bool:
    """Whether nothing was read, or courtesies, or a search that may be none."""
    match found:
        case []:
            return True
        case [Talk(topic="help")]:
            return message.is_question and message.has(*DIRECTORY)
        case [Talk(topic="off_topic")] if message.draft is not None and message.draft.name:
            return message.has_email and message.draft.email is None
        case [Talk(topic="off_topic")]:
            return message.has("create") and asked_thing(message) is None and not message.has_email
        case [CreateClient(doubt="not_ordered"), *_]:
            return message.draft is None
        case [QueryClients() as query]:
            plain = message.units[0].has("find")
            if message.has_email and message.draft is None:
                return True
            return not plain and (
                bool(query.text) or (message.has_email and not message.is_question)
            )
    return False


def _ordered(message: Message) -> list[CreateClient]:
    """The clients of an order without a known verb; proposed if words speak against it."""
    draft, emails = message.draft, message.emails
    if message.is_question and not emails:
        return []
    denied = message.is_question or message.has(*DENYING)
    records = _people(message)
    whole = [record for record in records if record.email and record.name]
    if draft is not None and not whole:
        waits = draft.name is not None and draft.email is None and len(emails) == 1
        doubt: Doubt | None = "not_ordered" if denied else None
        return [CreateClient(email=emails[0].text, fresh=False, doubt=doubt)] if waits else []
    if any(unit.has(*TELLING) and not unit.has("registration") for unit in message.units):
        return []
    if not records:
        short = len(message.units) < MIN_UNITS
        return [] if emails or draft is not None or short else [CreateClient()]
    doubt = None if orders(message, records) else "not_ordered"
    return [
        CreateClient(
            name=r.name, email=r.email, doubt=(doubt if denied or r in whole else None) or r.doubt
        )
        for r in records
    ]


def _asked_about(message: Message, found: list[Intent]) -> list[Intent]:
    """What is asked for by an order that is only likely, where nothing or a search was read."""
    searches = all(isinstance(each, QueryClients) for each in found)
    sought = bool(found) and message.is_question
    if not searches or sought or message.draft is not None:
        return []
    asked = [asked for each in _ordered(message) for asked in _likely(message, each)]
    looked_for = bool(found) and message.inquires
    return [each for each in asked if isinstance(each, QueryClients) or not looked_for]


def _likely(message: Message, intent: CreateClient) -> list[Intent]:
    """The order, if it is for somebody or for a client; whom the directory has is looked for."""
    if intent.name and not intent.email:
        return [QueryClients(text=intent.name, doubtful="data")]
    if not (intent.name or intent.email):
        return [intent] if message.has("create", "record", "new") else []
    return [intent.model_copy(update={"doubt": intent.doubt or "not_ordered"})]


def orders(message: Message, clients: Sequence[object]) -> bool:
    """Whether words beside the data order the clients, or count them, and none speaks against it.

    As "new" and "please" do, and the number of "these two: …".
    """
    names = key(" ".join(str(getattr(each, "name", None)) for each in clients)).split()
    free = [  # "marcos nuevo" may be a name
        unit
        for before, unit in pairwise((NOTHING, *message.units))
        if not {before.norm, unit.norm} & set(names)
    ]
    denied = message.is_question or message.has(*DENYING, *TELLING, "howto")
    numbers = message.reader.words.numbers
    counted = any(numbers.get(unit.norm) == len(clients) > 1 for unit in free)
    ordered = any(unit.has(*ORDERING) and not unit.has("article") for unit in free)
    return (counted or ordered) and not denied


def ordered_beside(beside: LearnedReading, whole: LearnedReading) -> bool:
    """Whether the words beside pasted material order its clients, by themselves and with it.

    If there are none, they may stand below it: "^ this one is new, file him".
    """
    act, sure, _ = whole.judged
    if act != "order" or sure < CERTAIN:
        return False
    if not any(unit.kind == "word" for unit in beside.message.units):
        _, points, below = whole.message.reader.message.rpartition(f"\n{POINTING_UP}")
        if not points:
            return False
        pointing = LearnedReading(Message.of(below, whole.message.situation))
        return not pointing.message.has_email and pointing.judged.all[0] >= SURE
    return beside.judged.all[0] >= LIKELY


def _meant(intent: Intent) -> Intent:
    """The creation without the doubt that nothing orders it; one with an address was weighed."""
    if not isinstance(intent, CreateClient) or intent.doubt != "not_ordered" or intent.email:
        return intent
    return intent.model_copy(update={"doubt": None})


def _people(message: Message) -> list[Record]:
    """The records; words that are no name by evidence, and that no address repeats, are none."""
    found = read_records(message.reader, message.everything, message.used, announced=-1)
    named = [r if _is_person(message, r) else replace(r, name=None) for r in found]
    return [record for record in named if record.name or record.email]


def _is_person(message: Message, record: Record) -> bool:
    known = judge_name(record.name or "") == "name" and not (record.doubtful and not record.email)
    return known or message.reader.backs(record.email, record.name)


def _asked(reading: LearnedReading) -> list[Intent]:
    """The question; about somebody unknown it is one only if the directory has whom it names."""
    message, sure = reading.message, reading.judged.sure
    query = asked_about(reading)
    plain = sure >= (SURE if message.is_question and query.conditions else VERY_SURE)
    told = plain or message.period or message.has(*DIRECTORY)
    if not told or (message.has_email and not message.inquires):
        return []
    noise = query.text and not reading.names and judge_name(query.text) != "name"
    if noise and (query.limit or query.conditions - {"text"}):
        query = query.model_copy(update={"doubtful": "name"})
    elif query.conditions & {"text", "domain", "part"}:
        query = query.model_copy(update={"doubtful": "question"})
    return [query]


def _is_perhaps_name(intent: Intent) -> bool:
    """Whether the search is for words that may be no name, and for nothing else."""
    if not isinstance(intent, QueryClients) or intent.doubtful != "name":
        return False
    return intent.conditions == {"text"}


def _doubted(intent: Intent) -> Intent:
    """The search, which is small talk if it finds nobody."""
    unsure = isinstance(intent, QueryClients) and (intent.text or intent.email)
    return intent.model_copy(update={"doubtful": "question"}) if unsure else intent
