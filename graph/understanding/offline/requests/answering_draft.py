"""Reads a message as the answer to what the draft lacks, or as a correction of it."""

from dataclasses import replace

from graph.understanding.intents import CancelDraft, ConfirmDraft, CreateClient, Draft, Intent
from graph.understanding.offline.lexicon.words import key, listed
from graph.understanding.offline.names.names import NameReader
from graph.understanding.offline.names.owners import Record
from graph.understanding.offline.names.records import read_records
from graph.understanding.offline.sentence.units import Unit

SMALL = listed("yes courtesy create record thanks polite this_one article greeting client")
BESIDE_NAME = listed("courtesy greeting thanks yes no copula title article language of client")
"""What may stand beside a name that is the whole answer."""
REFUSING = ("no", "cancel", "courtesy", "thanks", "farewell")


def answer_to_draft(reader: NameReader, draft: Draft, used: set[int]) -> list[Intent]:
    """What the message says of the draft; nothing when it is about something else."""
    units = reader.units
    words = [unit for unit in units if unit.kind == "word"]
    data = _data(reader, draft, used)
    if data:
        return data
    if draft.proposed and words and words[0].has("no") and all(u.has(*REFUSING) for u in words):
        return [CancelDraft()]
    if any(unit.has("cancel") and not unit.quoted for unit in words):
        return [CancelDraft()]
    if draft.proposed and _agrees(words):
        return [ConfirmDraft()]
    return []


def _agrees(words: list[Unit]) -> bool:
    """A plain yes: a word of consent, and none that is not consent, courtesy or "créalo"."""
    consents = any(unit.has("yes") or (unit.has("create", "record")) for unit in words)
    return consents and all(unit.has(*SMALL) for unit in words)


def _data(reader: NameReader, draft: Draft, used: set[int]) -> list[Intent]:
    everything = range(len(reader.units))
    taken: set[int] = set()
    records = read_records(reader, everything, taken, announced=None)
    given = [record for record in records if record.email]
    if len(records) > 1 and len(given) == 1 and draft.name and _in_small_letters(records):
        records = [Record(email=given[0].email, misheard=given[0].misheard)]
    if len(records) != 1:
        return []
    record = _as_known(_without_noise(records[0], draft), draft, units=reader.units)
    if not _fits(reader, record, draft, taken):
        return []
    used |= taken
    doubtful = record.misheard or (record.doubtful and record.name is not None)
    return [CreateClient(name=record.name, email=record.email, fresh=False, tentative=doubtful)]


def _in_small_letters(records: list[Record]) -> bool:
    """Whether what looks like names are words: "se me coló una arroba, es ana@x.es"."""
    return all(record.name is None or record.name.islower() for record in records)


def _fits(reader: NameReader, record: Record, draft: Draft, taken: set[int]) -> bool:
    """Whether the name is given as one, or the message is nothing but the name."""
    if record.name is None:
        return True
    if any(unit.has("named", "name_noun", "correction", "edit") for unit in reader.units):
        return True
    only = record.email is not None or _nothing_else(reader, taken)
    if draft.name is None:
        return only
    said = only or any(unit.has("copula") for unit in reader.units)
    return said and _overlap(record.name, draft.name)


def _without_noise(record: Record, draft: Draft) -> Record:
    """A small word in front of an address is no other name for a client who has one."""
    noise = record.name and record.email and draft.name and not record.name[:1].isupper()
    if noise and not _overlap(record.name or "", draft.name or ""):
        return Record(email=record.email, misheard=record.misheard)
    return record


def _as_known(record: Record, draft: Draft, *, units: list[Unit]) -> Record:
    """A mention of who is registered ("el de Elías es…") keeps the name; a surname completes it."""
    if record.name is None or draft.name is None:
        return record
    corrects = any(unit.has("correction", "edit") for unit in units)
    if record.family and not record.given:
        return _with_surname(record, draft.name, corrects=corrects)
    if record.given and not record.family:
        return replace(record, name=" ".join((record.name, *draft.name.split()[1:])))
    renames = corrects or any(unit.has("named", "name_noun") for unit in units)
    if record.email and not renames and mentions(record.name, draft.name):
        return Record(email=record.email, misheard=record.misheard)
    return record


def _with_surname(record: Record, known: str, *, corrects: bool) -> Record:
    """The draft's name with a surname behind its first word; in doubt what else it replaces."""
    first, *rest = known.split()
    if not corrects and mentions(record.name or "", known):
        return replace(record, name=None)
    kept = first if corrects else known
    doubtful = record.doubtful or (corrects and len(rest) > 1) or not (corrects or not rest)
    return replace(record, name=f"{kept} {record.name}", doubtful=doubtful)


def mentions(name: str, known: str) -> bool:
    """Whether the name is part of a fuller one."""
    return set(key(name).split()) <= set(key(known).split())


def _overlap(one: str, other: str) -> bool:
    return bool(set(key(one).split()) & set(key(other).split()))


def _nothing_else(reader: NameReader, taken: set[int]) -> bool:
    """Whether the message is only the name, give or take a courtesy."""
    rest = [u for i, u in enumerate(reader.units) if i not in taken and u.kind == "word"]
    return all(unit.has(*BESIDE_NAME) for unit in rest)
