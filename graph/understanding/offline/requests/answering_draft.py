"""Answers about the clients in line: missing data, a correction, consent, or cancellation."""

from collections.abc import Sequence
from dataclasses import replace

from graph.understanding.evidence.names import Judgement, judge_name
from graph.understanding.evidence.short_forms import goes_by, part_of, shares_word, similar
from graph.understanding.intents import CancelDraft, ConfirmDraft, CreateClient, Doubt, Intent
from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.names.names import NameReader
from graph.understanding.offline.names.owners import Record
from graph.understanding.offline.names.records import read_records
from graph.understanding.offline.requests.in_line import (
    answer_in_line,
    of_another,
)
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.requests.other_business import asked_thing
from graph.understanding.offline.requests.respelling import corrected
from graph.understanding.offline.sentence.speech import create_triggers
from graph.understanding.offline.sentence.units import Unit
from graph.understanding.situation import Draft

CONSENTING = listed("yes courtesy create record thanks polite this_one article greeting client")
BESIDE_NAME = listed(
    "courtesy greeting thanks yes no copula title article language of client introduces"
)
"""Roles of words beside a name that is the whole answer."""
REFUSING, ADDING = ("no", "cancel", "courtesy", "thanks", "farewell"), ("and", "also")
TELLING = ("named", "name_noun", "introduces", "correction", "edit")
MISHEARD = listed("mal equivocado error misheard misread mistyped misspelt wrong typo mistake")
"""Words that say of an address that it is not the right one."""
MIN_SPELT = 4
"""Letters of a word from which on its repetition in an address is no chance."""


def line_answer(message: Message) -> list[Intent]:
    """The intents of an answer that tells plainly whom in line it is about; else none."""
    if message.draft is None or create_triggers(message.units) or asked_thing(message) is not None:
        return []
    asks = message.is_question and message.has("question", "exist", "find", "tell", "count")
    if asks or message.has("injection"):
        return []
    fix = corrected(message)
    found = answer_in_line(message)
    addressed = any(isinstance(intent, CreateClient) and intent.email for intent in found)
    if fix is None or addressed:
        return found
    return [fix, *_agreed(message, [fix])]


def answer_to_draft(message: Message) -> list[Intent]:
    """The intents of an answer about the draft; none for a message about something else."""
    draft = message.draft
    if draft is None:
        return []
    data = _data(message.reader, draft, message.used)
    if any(given.email and not given.name for given in data) and of_another(message, draft):
        return []
    if data := data or _beside_noise(message, draft):
        return [*data, *_agreed(message, data)]
    words = [unit for unit in message.units if unit.kind == "word"]
    refuses = bool(words) and words[0].has("no") and all(u.has(*REFUSING) for u in words)
    if any(u.has("cancel") and not u.quoted for u in words):
        return [CancelDraft()]
    if draft.asks_consent and refuses:
        return [CreateClient(fresh=False)] if draft.candidate else [CancelDraft()]
    return [ConfirmDraft()] if draft.asks_consent and _agrees(words) else _added(message)


def respells_another(message: Message) -> bool:
    """Whether an answer may be the address of the client created before, told anew.

    "No, I misheard it: danimoyano@…", behind "add Daniela Moyano, danimollano@…, and Luis Gil".
    """
    draft, created, told = message.draft, message.memory.created, message.emails
    if draft is None or not draft.name or created is None or len(told) != 1:
        return False
    near = similar(created.email, told[0].text) and message.has("correction", "no")
    misheard = any(unit.norm in MISHEARD for unit in message.units)
    return near and misheard and not message.reader.backs(told[0].text, draft.name)


def _agrees(words: list[Unit]) -> bool:
    """Whether all words are consent, courtesy or "créalo", and one of them is consent."""
    consents = any(unit.has("yes", "create", "record") for unit in words)
    return consents and all(unit.has(*CONSENTING) for unit in words)


def _agreed(message: Message, data: Sequence[Intent]) -> list[Intent]:
    """The consent that opens an answer with better data: "yes, but spell it Quintin"."""
    first = next((unit for unit in message.units if unit.kind == "word"), None)
    proposed = message.draft is not None and message.draft.proposed
    sure = all(isinstance(i, CreateClient) and i.doubt is None for i in data)
    agrees = first is not None and first.has("yes") and not first.has("no")
    return [ConfirmDraft()] if proposed and sure and agrees else []


def _added(message: Message) -> list[Intent]:
    """Another client: "y a Noelia Sanchís", "also her husband Torsten…"."""
    words = [unit for unit in message.units if unit.kind == "word"]
    if not words or not words[0].has(*ADDING):
        return []
    name = message.lone_name
    if name is None or len(message.emails) > 1:
        return []
    email = message.emails[0].text if message.emails else None
    return [CreateClient(name=name.text, email=email)]


def _beside_noise(message: Message, draft: Draft) -> list[CreateClient]:
    """The name or the address that is asked for, beside words that ask and order nothing else."""
    emails = message.emails
    if len(emails) > 1:
        return []
    name = message.lone_name
    email = emails[0] if emails else None
    doubt: Doubt | None = "email" if email and email.has("in_doubt") else None
    if draft.name is None and name:
        given = email.text if email else None
        return [CreateClient(name=name.text, email=given, fresh=False, doubt=doubt)]
    if email and not draft.email and draft.name and not of_another(message, draft):
        return [CreateClient(email=email.text, fresh=False, doubt=doubt)]
    return []


def _data(reader: NameReader, draft: Draft, used: set[int]) -> list[CreateClient]:
    """The creation that completes the draft by the only record of the message."""
    taken: set[int] = set()
    records = read_records(reader, range(len(reader.units)), taken, announced=None)
    given = [record for record in records if record.email]
    # Words in small letters are no other names: "se me coló una arroba, es ana@x.es".
    small = all(record.name is None or record.name.islower() for record in records)
    if len(records) > 1 and len(given) == 1 and small:
        records = [Record(email=given[0].email, misheard=given[0].misheard)]
    if len(records) != 1:
        return []
    record = _as_known(_without_noise(records[0], draft), draft, units=reader.units)
    if not (record.name or record.email) or not _fits(reader, record, draft, taken):
        return []
    backed = reader.backs(record.email or draft.email, record.name)
    judged = "name" if backed else _judged(reader, record, draft)
    if judged == "no_name":
        record = replace(record, name=None)
        if record.email is None:
            return []
    if record.name is None and draft.candidate and _spelt_in(reader, record, draft.candidate):
        record, judged = replace(record, name=draft.candidate), "name"
    used |= taken
    unsure = record.name is not None and (record.doubtful or judged == "unsure")
    doubt: Doubt | None = "email" if record.misheard else "name" if unsure else None
    return [CreateClient(name=record.name, email=record.email, fresh=False, doubt=doubt)]


def _judged(reader: NameReader, record: Record, draft: Draft) -> Judgement:
    """What a name is by its words; the first one in small letters also behind a label or title."""
    name = record.name or ""
    if draft.name or not name.islower() or record.judged != "name":
        return record.judged
    judged = judge_name(name)
    titled = judged == "unsure" and any(unit.has("title") for unit in reader.units)
    return "unsure" if judged == "no_name" or titled else "name"


def _fits(reader: NameReader, record: Record, draft: Draft, taken: set[int]) -> bool:
    """Whether the name is labelled, or is the whole message, or repeats the draft's."""
    if record.name is None:
        return True
    if any(unit.has("named", "name_noun", "correction", "edit") for unit in reader.units):
        return True
    only = record.email is not None or _nothing_else(reader, taken)
    if draft.name is None:
        return only
    stated = only or any(unit.has("copula") for unit in reader.units)
    same = part_of(draft.name, record.name) or goes_by(record.name, draft.name)
    return stated and (same if record.email else shares_word(record.name, draft.name))


def _without_noise(record: Record, draft: Draft) -> Record:
    """The record without a name in small letters that shares no word with the draft's name."""
    if judge_name(record.name or "") == "name":
        return record
    noise = record.name and record.email and draft.name and not record.name[:1].isupper()
    if noise and not shares_word(record.name or "", draft.name or ""):
        return Record(email=record.email, misheard=record.misheard)
    return record


def _as_known(record: Record, draft: Draft, *, units: list[Unit]) -> Record:
    """The record with the draft's name: repeated ("el de Elías es…"), completed or corrected."""
    if record.name is None or draft.name is None:
        return record
    corrects = any(unit.has("correction", "edit") for unit in units)
    if record.family and not record.given:
        return _with_surname(record, draft.name, corrects=corrects)
    if record.given and not record.family:
        return replace(record, name=" ".join((record.name, *draft.name.split()[1:])))
    renames = corrects or any(unit.has("named", "name_noun") for unit in units)
    repeats = part_of(record.name, draft.name)
    if repeats and not (renames if record.email else _edits(units)):
        return Record(email=record.email, misheard=record.misheard)
    return record


def _edits(units: list[Unit]) -> bool:
    """Whether a word is to go: "quítale el Vega"."""
    return any(unit.has("edit") for unit in units)


def _with_surname(record: Record, known: str, *, corrects: bool) -> Record:
    """The draft's name with the record's surname; doubtful if the draft has several words."""
    first, *rest = known.split()
    if not corrects and part_of(record.name or "", known):
        return replace(record, name=None)
    given = first if corrects else known
    doubtful = record.doubtful or (corrects and len(rest) > 1) or not (corrects or not rest)
    return replace(record, name=f"{given} {record.name}", doubtful=doubtful)


def _nothing_else(reader: NameReader, taken: set[int]) -> bool:
    """Whether the message is only the name, apart from courtesies."""
    rest = [u for i, u in enumerate(reader.units) if i not in taken and u.kind == "word"]
    return all(unit.has(*BESIDE_NAME) for unit in rest)


def _spelt_in(reader: NameReader, record: Record, candidate: str) -> bool:
    """Whether the address spells the last word of what is perhaps the name: so it is one."""
    last = candidate.split()[-1]
    return len(last) >= MIN_SPELT and reader.backs(record.email, last)
