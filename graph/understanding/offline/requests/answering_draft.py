"""Answers about the draft: the missing data, a correction, consent, or cancellation."""

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches

from graph.understanding.evidence.short_forms import goes_by, meant
from graph.understanding.intents import (
    CancelDraft,
    ConfirmDraft,
    CreateClient,
    Doubt,
    Draft,
    Intent,
)
from graph.understanding.offline.lexicon.words import key, listed
from graph.understanding.offline.names.names import NameReader
from graph.understanding.offline.names.owners import Record
from graph.understanding.offline.names.records import read_records
from graph.understanding.offline.sentence.units import Unit

CONSENTING = listed("yes courtesy create record thanks polite this_one article greeting client")
BESIDE_NAME = listed(
    "courtesy greeting thanks yes no copula title article language of client introduces"
)
"""Roles of words beside a name that is the whole answer."""
MIN_SIMILARITY = 0.6
"""Share of letters that a corrected word and the one before have in common."""
REFUSING = ("no", "cancel", "courtesy", "thanks", "farewell")


def answer_to_draft(
    reader: NameReader, draft: Draft, used: set[int], *, line: Sequence[Draft]
) -> list[Intent]:
    """The intents of an answer about the draft; none for a message about something else.

    `line`: all clients that are being registered, of which the answer may name others.
    """
    if data := _data(reader, draft, used, line):
        return data
    words = [unit for unit in reader.units if unit.kind == "word"]
    refuses = bool(words) and words[0].has("no") and all(u.has(*REFUSING) for u in words)
    if any(u.has("cancel") and not u.quoted for u in words):
        return [CancelDraft()]
    if draft.asks_consent and refuses:
        return [CreateClient(fresh=False)] if draft.candidate else [CancelDraft()]
    return [ConfirmDraft()] if draft.asks_consent and _agrees(words) else []


def _agrees(words: list[Unit]) -> bool:
    """Whether all words are consent, courtesy or "créalo", and one of them is consent."""
    consents = any(unit.has("yes", "create", "record") for unit in words)
    return consents and all(unit.has(*CONSENTING) for unit in words)


def _data(reader: NameReader, draft: Draft, used: set[int], line: Sequence[Draft]) -> list[Intent]:
    """The creations that complete those in line by name, or the draft by the only record."""
    taken: set[int] = set()
    records = read_records(reader, range(len(reader.units)), taken, announced=None)
    if others := _in_line(reader, records, draft, line):
        used |= taken
        return others
    given = [record for record in records if record.email]
    # Words in small letters are no other names: "se me coló una arroba, es ana@x.es".
    small = all(record.name is None or record.name.islower() for record in records)
    if len(records) > 1 and len(given) == 1 and draft.name and small:
        records = [Record(email=given[0].email, misheard=given[0].misheard)]
    corrects = any(unit.has("correction", "no", "negation") for unit in reader.units)
    if draft.name and corrects and (renamed := _respelt(records, draft.name)):
        used |= taken
        return [CreateClient(name=renamed, email=_only_email(records), fresh=False)]
    if len(records) != 1:
        return []
    record = _as_known(_without_noise(records[0], draft), draft, units=reader.units)
    if not _fits(reader, record, draft, taken):
        return []
    backed = reader.backs(record.email or draft.email, record.name)
    judged = "name" if backed else record.judged
    if judged == "no_name":
        record = replace(record, name=None)
        if record.email is None:
            return []
    used |= taken
    unsure = record.name is not None and (record.doubtful or judged == "unsure")
    doubt: Doubt | None = "email" if record.misheard else "name" if unsure else None
    return [CreateClient(name=record.name, email=record.email, fresh=False, doubt=doubt)]


def _in_line(
    reader: NameReader, records: list[Record], draft: Draft, line: Sequence[Draft]
) -> list[Intent]:
    """The addresses of those in line who are named beside them: "Niamh's is…"."""
    if records and all(meant(line, record.name, record.email) for record in records):
        return [CreateClient(name=r.name, email=r.email, fresh=False) for r in records]
    email = _only_email(records)
    words = [unit.text.removesuffix("'s").removesuffix("’s") for unit in reader.units]
    others = [each for each in line if each is not draft]
    for word in words if email else ():
        if (
            word[:1].isupper()
            and not goes_by(word, draft.name or "")
            and meant(others, word, email)
        ):
            return [CreateClient(name=word, email=email, fresh=False)]
    return []


def _respelt(records: list[Record], known: str) -> str | None:
    """The name that a correction gives in place of the draft's, or None.

    The last whole name that is another one; or the draft's, with the word for which a similar one
    is given ("it's Browne", "Ramírez con z").
    """
    given = [r.name for r in records if r.name and r.judged == "name"]
    others = [name for name in given if not mentions(name, known)]
    if whole := [name for name in others if " " in name and not name.islower()]:
        return whole[-1]
    if len(others) != 1 or " " in others[0]:
        return None
    similar = get_close_matches(key(others[0]), key(known).split(), n=1, cutoff=MIN_SIMILARITY)
    if similar:
        words = (others[0] if key(word) == similar[0] else word for word in known.split())
        return " ".join(words)
    return None if " " in known else others[0]


def _only_email(records: list[Record]) -> str | None:
    """The address among the records if it is the only one."""
    emails = [record.email for record in records if record.email]
    return emails[0] if len(emails) == 1 else None


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
    return stated and _overlap(record.name, draft.name)


def _without_noise(record: Record, draft: Draft) -> Record:
    """The record without a name in small letters that shares no word with the draft's name."""
    noise = record.name and record.email and draft.name and not record.name[:1].isupper()
    if noise and not _overlap(record.name or "", draft.name or ""):
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
    if record.email and not renames and mentions(record.name, draft.name):
        return Record(email=record.email, misheard=record.misheard)
    return record


def _with_surname(record: Record, known: str, *, corrects: bool) -> Record:
    """The draft's name with the record's surname; doubtful if the draft has several words."""
    first, *rest = known.split()
    if not corrects and mentions(record.name or "", known):
        return replace(record, name=None)
    given = first if corrects else known
    doubtful = record.doubtful or (corrects and len(rest) > 1) or not (corrects or not rest)
    return replace(record, name=f"{given} {record.name}", doubtful=doubtful)


def mentions(name: str, known: str) -> bool:
    """Whether all words of the name are words of the known one."""
    return set(key(name).split()) <= set(key(known).split())


def _overlap(one: str, other: str) -> bool:
    """Whether two names share a word."""
    return bool(set(key(one).split()) & set(key(other).split()))


def _nothing_else(reader: NameReader, taken: set[int]) -> bool:
    """Whether the message is only the name, apart from courtesies."""
    rest = [u for i, u in enumerate(reader.units) if i not in taken and u.kind == "word"]
    return all(unit.has(*BESIDE_NAME) for unit in rest)
