"""Data without a verb: forms, pairs of name and address, and a name as the whole message."""

from itertools import pairwise
from typing import Literal

from graph.understanding.evidence.names import judge_name
from graph.understanding.intents import CreateClient, Doubt, Intent, QueryClients, Talk
from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.names.records import read_records
from graph.understanding.offline.names.runs import Run
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.units import Unit, unit_at

TOLD = ("negation", "cancel", "later", "hypothetical", "create_past", "record_past")
"""Roles of words that tell of a client instead of handing its data over."""
BESIDE_DATA = listed(
    "courtesy greeting thanks yes copula title article client named name_noun email_noun this_one"
)
"""Roles of words beside a name or an address that is the whole message."""
ADDED = ("and", "also", "question", "courtesy", "stop")
"""Roles of words beside an address that is looked for as the one before."""
LABELS = ("name_noun", "email_noun")
NO_ANSWER = listed(
    "client email_noun courtesy thanks yes no other new all question copula this_one title "
    "introduces"
)
"""Roles of words that make the message more than a name."""


def bare_pairs(message: Message) -> list[Intent]:
    """The creations of names with their addresses; in doubt, unless the names are labelled."""
    if not message.has_email:
        return []
    records = read_records(message.reader, message.everything, set(), announced=None)
    if not records or not all(record.name and record.email for record in records):
        return []
    labelled = _labelled(message)
    if not labelled and message.has(*TOLD):
        return [Talk(topic="declined")]
    revoked = message.takes_back(len(message.units))
    doubt: Doubt | None = "revoked" if revoked else None if labelled else "not_ordered"
    return [CreateClient(name=r.name, email=r.email, doubt=doubt or r.doubt) for r in records]


def data_alone(message: Message) -> QueryClients | None:
    """A whole name or an address alone: of a client in the directory, or of one to register."""
    if message.draft is not None or message.is_question or message.has(*TOLD):
        return None
    names, rest = _names(message)
    emails = [unit for unit in message.emails if not unit.roles]
    if len(names) + len(emails) != 1 or not all(unit.has(*BESIDE_DATA) for unit in rest):
        return None
    if emails:
        return QueryClients(email=emails[0].text, doubtful="data")
    whole = " " in names[0].text
    return QueryClients(text=names[0].text, doubtful="data") if whole else None


def is_list(message: Message) -> bool:
    """Whether several names with their addresses are all that answers the question for a client."""
    draft = message.draft
    begun = draft is not None and (draft.name or draft.email or draft.candidate)
    names, rest = _names(message)
    several = len(names) == len(message.emails) > 1
    bare = all(unit.has("and", "also", *BESIDE_DATA) for unit in rest)
    doubted = message.is_question or message.has("correction", "hedge", "no", *TOLD)
    return several and bare and not (begun or doubted)


def _names(message: Message) -> tuple[list[Run], list[Unit]]:
    """The names by data, and the words outside them."""
    names = [run for run in message.runs if judge_name(run.text) == "name"]
    named = {i for run in names for i in range(run.first, run.after)}
    return names, [u for i, u in enumerate(message.units) if u.kind == "word" and i not in named]


def address_too(message: Message) -> QueryClients | None:
    """The search for an address behind that for another one: "and ana@x.es?"."""
    last = message.memory.results and message.memory.results.query
    waits = message.draft is not None or message.memory.pending is not None
    if not (last and last.email) or waits or len(message.emails) != 1:
        return None
    words = [unit for unit in message.units if unit.kind == "word"]
    asks = message.is_question or any(unit.has("question") for unit in words)
    added = bool(words) and words[0].has("and", "question") and all(u.has(*ADDED) for u in words)
    doubtful: Literal["data"] | None = None if asks else "data"
    exists = last.exists or message.has("exist")
    address = message.emails[0].text
    return QueryClients(email=address, exists=exists, doubtful=doubtful) if added else None


def only_name(message: Message) -> str | None:
    """The two or more capital words that the message is ("May List"), behind "Name"; else None."""
    units = message.units[1 if unit_at(message.units, 0).has("name_noun") else 0 :]
    capitals = all(u.kind == "word" and u.text.istitle() and not u.has(*NO_ANSWER) for u in units)
    whole = len(units) > 1 and message.reader.cased and capitals
    return " ".join(message.reader.message[units[0].start :].split()) if whole else None


def _labelled(message: Message) -> bool:
    """Whether labels precede the data: a form, a table's head, "nombre Ana correo ana@x.es"."""
    units = message.units
    first = next((unit for unit in units if unit.kind == "word"), None)
    heads = [b for a, b in pairwise(units) if a.kind in ("mark", "line") or b is first]
    headed = all(any(unit.has(label) for unit in heads) for label in LABELS)
    spoken = first is not None and first.has(*LABELS) and message.has("email_noun")
    return (headed or spoken) and not message.is_question
