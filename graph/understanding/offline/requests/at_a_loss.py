"""Readings by learned evidence, where the rules read nothing or something unlikely."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from graph.understanding.evidence.acts import judge_act
from graph.understanding.evidence.names import judge_name
from graph.understanding.intents import CreateClient, Doubt, Intent, QueryClients, Talk
from graph.understanding.offline.lexicon.words import key, listed
from graph.understanding.offline.names.owners import Record
from graph.understanding.offline.names.records import read_records
from graph.understanding.offline.requests.in_line import sends_to
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.requests.other_business import asked_thing
from graph.understanding.offline.sentence.units import NOTHING
from graph.understanding.situation import Memory

LIKELY, SURE, VERY_SURE = 0.5, 0.8, 0.9
"""Probability from which on an order that no rule reads is asked about, a judgement counts, and it
counts where a rule speaks against it."""
OTHER_THING: list[Intent] = [Talk(topic="off_topic")]
"""The reading of "register a …" with an unknown word, which may be a trade's word for a client."""
DENYING = listed("negation no cancel correction later hypothetical hedge leave_out edit")
"""Roles of words with which an order or an answer is only proposed."""
TELLING = listed("reported thing create_past record_past")
"""Roles of words that tell of clients, or of other things, and order none."""
ORDERING = ("new", "other", "polite", "place")
"""Roles of words without which a whole client is only proposed."""
DIRECTORY = listed(
    "client email_noun name_noun details count all first last more here create_past alphabetical"
)
"""Roles of words for what the directory can tell."""


def state_of(memory: Memory) -> list[str]:
    """The situation as features: what the client in hand lacks, and what was shown last."""
    draft, results = memory.draft, memory.results
    lacks = "nothing"
    if draft is not None:
        lacks = "consent" if draft.asks_consent else "email" if draft.name else "name"
    shown = "nothing"
    if results is not None:
        shown = "created" if results.query is None else "some" if results.ids else "nobody"
    return [f"lacks {lacks}", f"shown {shown}", f"{lacks} {shown}"]


def reconsidered(message: Message, found: list[Intent]) -> list[Intent]:
    """The intents, or what the message says by learned evidence where they are unlikely."""
    if not message.units or message.has("injection") or not _may_be_other(message, found):
        return found
    act, sure = judge_act(message.reader.message, state_of(message.memory))
    if sure < SURE:
        likely = act == "order" and sure >= LIKELY
        return (_asked_about(message, found) if likely else []) or found
    if found == OTHER_THING:
        return [CreateClient()] if act == "order" and sure >= VERY_SURE else found
    match act:
        case "order" if found and isinstance(found[0], CreateClient):
            return [_meant(intent) for intent in found] if _orders(message, found) else found
        case "order":
            return [*_ordered(message)] or found
        case "question" if not (found and isinstance(found[0], QueryClients)):
            return _asked(message, sure) or found
        case "talk":
            return [_doubted(intent) for intent in found]
    return found


def _may_be_other(message: Message, found: list[Intent]) -> bool:
    """Whether nothing was read, or courtesies, or a search that may be none."""
    match found:
        case []:
            return True
        case [Talk(topic="off_topic")]:
            return message.has("create") and asked_thing(message) is None and not message.has_email
        case [CreateClient(doubt="not_ordered"), *_]:
            return message.draft is None
        case [QueryClients() as query]:
            return bool(query.text) or (message.has_email and not message.is_question)
    return False


def _ordered(message: Message) -> list[CreateClient]:
    """The clients of an order without a known verb; proposed if words speak against it."""
    draft, emails = message.draft, message.emails
    if message.is_question and not emails:
        return []
    denied = message.is_question or message.has(*DENYING) or sends_to(message)
    records = _people(message)
    whole = [record for record in records if record.email and record.name]
    if draft is not None and not whole:
        waits = draft.name is not None and draft.email is None and len(emails) == 1
        doubt: Doubt | None = "not_ordered" if denied else None
        return [CreateClient(email=emails[0].text, fresh=False, doubt=doubt)] if waits else []
    if message.has(*TELLING):
        return []
    if not records:
        return [] if emails or draft is not None else [CreateClient()]
    doubt = None if _orders(message, records) else "not_ordered"
    return [
        CreateClient(
            name=r.name, email=r.email, doubt=(doubt if denied or r in whole else None) or r.doubt
        )
        for r in records
    ]


def _asked_about(message: Message, found: list[Intent]) -> list[Intent]:
    """What is asked for by an order that is only likely, where nothing or a search was read."""
    searches = all(isinstance(each, QueryClients) for each in found)
    sought = bool(found) and (message.inquires or message.has("find"))
    if not searches or sought or message.draft is not None:
        return []
    return [asked for each in _ordered(message) for asked in _likely(message, each)]


def _likely(message: Message, intent: CreateClient) -> list[Intent]:
    """The order, if it is for somebody or for a client; whom the directory has is looked for."""
    if intent.name and not intent.email:
        return [QueryClients(text=intent.name, doubtful="data")]
    return [intent] if intent.name or message.has("create", "record", "new", "client") else []


def _orders(message: Message, clients: Sequence[Intent | Record]) -> bool:
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


def _meant(intent: Intent) -> Intent:
    """The creation without the doubt that nothing orders it."""
    return intent.model_copy(update={"doubt": None})


def _people(message: Message) -> list[Record]:
    """The records; words that are no name by evidence, and that no address repeats, are none."""
    found = read_records(message.reader, message.everything, message.used, announced=-1)
    named = [r if _is_person(message, r) else replace(r, name=None) for r in found]
    return [record for record in named if record.name or record.email]


def _is_person(message: Message, record: Record) -> bool:
    known = judge_name(record.name or "") == "name" and not (record.doubtful and not record.email)
    return known or message.reader.backs(record.email, record.name)


def _asked(message: Message, sure: float) -> list[Intent]:
    """The question; about somebody unknown it is one only if the directory has whom it names."""
    plain = message.is_question and sure >= VERY_SURE
    told = plain or message.period or message.has(*DIRECTORY)
    if not told or (message.has_email and not message.inquires):
        return []
    query = message.query(message.everything)
    if message.has("this_one") and not (query.conditions or message.memory.results):
        return []
    if query.conditions & {"text", "domain", "part"}:
        query = query.model_copy(update={"doubtful": "question"})
    return [query]


def _doubted(intent: Intent) -> Intent:
    """The search, which is small talk if it finds nobody."""
    unsure = isinstance(intent, QueryClients) and intent.text
    return intent.model_copy(update={"doubtful": "question"}) if unsure else intent
