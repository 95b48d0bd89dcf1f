"""Corrections of the client created last, in words that the rules do not know."""

import re
from itertools import takewhile

from graph.understanding.evidence.names import judge_name
from graph.understanding.evidence.short_forms import (
    cut_from,
    goes_by,
    part_of,
    shares_word,
    similar,
    spelt_alike,
)
from graph.understanding.intents import (
    ChangeClient,
    CreateClient,
    Intent,
    RemoveClient,
    RestoreClient,
    UndoLast,
)
from graph.understanding.offline.changes.correcting import SAYING
from graph.understanding.offline.changes.parts import parts_of
from graph.understanding.offline.learned.altering import is_astray
from graph.understanding.offline.learned.reading import (
    LIKELY,
    SURE,
    UNDENIED,
    VERY_SURE,
    LearnedReading,
)
from graph.understanding.offline.requests.message import Message
from graph.understanding.situation import KnownClient
from tools.folding import fold

NOT_NOW = ("injection", "later", "remove")
"""Roles of words with which a message corrects nothing now."""
TELLING = ("reported", "hypothetical")
"""Roles with which it does only if that is `VERY_SURE`: "she says it's …", "it should be …"."""
CHANGING = (ChangeClient, RemoveClient, RestoreClient, UndoLast)
SHOULD = ("should", "should have", "debe", "deberia")
"""Suppositions that tell what is right: "it should be ana@…"."""
WITHOUT = ("without", "sin")
"""Words behind an address that tell its spelling: "without the dot"."""
TO_DENIAL = 4
"""Words behind an address that may deny it."""
MIN_WORD = 3
"""Letters from which on a word of an address tells whose it is."""

_WORD = re.compile("[a-z]+")


def mended(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    """The correction that is likely; what nothing known bears out is shown and asked about first.

    Empty where nobody was just created, or somebody else is told of, too.
    """
    message, created = reading.message, reading.message.memory.created
    if created is None or not message.memory.just_created or message.has(*NOT_NOW):
        return []
    least = VERY_SURE if message.has(*TELLING) else LIKELY
    if not (_may_correct(reading, found) and reading.corrects >= least):
        return []
    emails = _emails(message, created)
    names = _others(reading, found, created, emails)
    if len(names) > 1 or len(emails) > 1 or not (names or emails) or _denies(message):
        return []
    own = all(is_own(email, created.name, created.email) for email in emails)
    if reading.corrects >= UNDENIED and not names and message.has("correction"):
        own = own or all(message.reader.backs(email, created.name) for email in emails)
    if not own:
        return []
    alike = all(_is_alike(name, created) for name in names)
    related = all(_is_related(name, created) for name in names)
    if not alike and not (related and reading.corrects >= UNDENIED):
        return []
    small = any(name.islower() for name in names) and not created.name.islower()
    plain = alike and not small and reading.corrects >= SURE and not _supposes(message)
    name, email = next(iter(names), None), next(iter(emails), None)
    return [ChangeClient(name=name, email=email, plain=plain)]


def _may_correct(reading: LearnedReading, found: list[Intent]) -> bool:
    """Whether the rules read nothing that is about something else."""
    message = reading.message
    if message.draft is not None or message.memory.pending or message.is_question:
        return False
    match found:
        case [ChangeClient() as change]:
            about, name = change.about or "", change.name or ""
            own = bool(about and name) and " " not in about and part_of(about, name)
            unread = own or not change.plain or is_astray(reading, change)
            return change.position is None and unread
    corrects = message.has(*SAYING) or not message.has("create", "record")
    ordered = any(isinstance(each, CreateClient) and each.name and each.email for each in found)
    changes = any(isinstance(each, CHANGING) for each in found)
    return not (changes or (ordered and not corrects))


def _supposes(message: Message) -> bool:
    """Whether a word doubts or supposes it; not "it should be …"."""
    return any(
        unit.has("hedge") or (unit.has("hypothetical") and (not at or unit.norm not in SHOULD))
        for at, unit in enumerate(message.units)
    )


def _denies(message: Message) -> bool:
    """Whether an address is denied: "she no longer uses …", "they said … but it isn't"."""
    units = message.units
    for at, unit in enumerate(units):
        if unit.kind == "email":
            clause = takewhile(lambda each: each.kind == "word", reversed(units[:at]))
            behind = units[at + 1 : at + 1 + TO_DENIAL]
            near = [each for each in (*clause, *behind) if each.norm not in WITHOUT]
            if any(each.has("negation") for each in near):
                return True
    return False


def _others(
    reading: LearnedReading, found: list[Intent], created: KnownClient, emails: list[str]
) -> list[str]:
    """The names that are not the client's, as the models find them, or else as the rules do."""
    read = [each.name for each in found if isinstance(each, CreateClient) and each.name]
    known = [name for name in read if _has_digit(name) or judge_name(name) != "no_name"]
    hosts = {w for e in (created.email, *emails) for w in _WORD.findall(fold(e.partition("@")[2]))}
    told = [name.text for name in reading.names if fold(name.text) not in hosts]
    told = told or ([] if emails else known)
    other = [
        name for name in told if _adds_accent(name, created) or not part_of(name, created.name)
    ]
    return [name for name in other if not any(cut_from(name, each) for each in other)]


def _adds_accent(name: str, created: KnownClient) -> bool:
    """Whether the name has accents that the client's has not: "Lavallée"."""
    said, known = (set(each.casefold().split()) for each in (name, created.name))
    return part_of(name, created.name) and not (name.isascii() or said <= known)


def _is_alike(name: str, created: KnownClient) -> bool:
    """Whether it may be the client's name spelt right or in full; a number tells people apart."""
    alike = spelt_alike(name, created.name) or goes_by(created.name, name)
    return alike and not _has_digit(name)


def _is_related(name: str, created: KnownClient) -> bool:
    """Whether it has a word of the client's name."""
    return shares_word(name, created.name) and not _has_digit(name)


def _has_digit(name: str) -> bool:
    return any(map(str.isdigit, name))


def _emails(message: Message, created: KnownClient) -> list[str]:
    """The addresses that are not the client's nor denied."""
    parts = parts_of(message, 0, len(message.units))
    told = [part.text for part in parts if part.email and part.place != "not"]
    return [email for email in told if email.lower() != created.email.lower()]


def is_own(email: str, name: str, before: str) -> bool:
    """Whether each word of the account is one of the client's name or of the address before."""
    known = [*fold(name).split(), *_words(before)]
    said = [word for word in _words(email) if len(word) >= MIN_WORD]
    return all(
        any(word in one or one in word or similar(one, word) for one in known) for word in said
    )


def _words(email: str) -> list[str]:
    """The words before the "@"."""
    return _WORD.findall(fold(email.partition("@")[0]))
