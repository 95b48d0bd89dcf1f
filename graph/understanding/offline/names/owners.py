"""Assigns addresses to names where a message has several of either."""

from dataclasses import dataclass, replace
from itertools import pairwise

from graph.understanding.evidence.names import Judgement
from graph.understanding.intents import Doubt
from graph.understanding.offline.lexicon.words import key


@dataclass(frozen=True)
class Record:
    """The name and the address that a message gives of one client."""

    name: str | None = None
    email: str | None = None
    doubtful: bool = False
    """The name may lack a word or have one too many."""
    misheard: bool = False
    """The address may lack a part."""
    weak: bool = False
    """The name is in small letters where others have capitals, so perhaps it is no name."""
    judged: Judgement = "name"
    """Of a name that nothing announces, by its words alone; else "name"."""
    given: bool = False
    family: bool = False
    """The name was labelled as first name (`given`), as surname (`family`), or in both parts."""

    @property
    def doubt(self) -> Doubt | None:
        """Why a client of this record is not created at once."""
        return "email" if self.misheard else "name" if self.doubtful else None


def assigned(
    records: list[Record], *, respectively: bool, by_pronoun: bool, lines: bool
) -> list[Record]:
    """The records, each address with its owner, as far as the message tells.

    `respectively`: the message has this word. `by_pronoun`: as in `Place`; of several people the
    one with the only address is meant. `lines`: the records stand on several lines.
    """
    if respectively or _lined_up(records):
        return _paired(records)
    if lines:
        return _signed(records)
    told = _told_apart(records)
    addressed = [record for record in told if record.email]
    return addressed if by_pronoun and len(addressed) == 1 else told


def _paired(records: list[Record]) -> list[Record]:
    """Pair names with addresses in order: "a Ana y a Luis con a@x.es y l@x.es respectivamente"."""
    names = [record for record in records if record.name]
    emails = [record.email for record in records if record.email]
    if len(names) != len(emails):
        return [replace(record, doubtful=True) for record in records]
    pairs = zip(names, emails, strict=True)
    return [Record(name.name, email, name.doubtful) for name, email in pairs]


def _lined_up(records: list[Record]) -> bool:
    """Whether names come first, then addresses that repeat them: "Ana, Luis, ana@x, luis@x"."""
    names = [record.name for record in records if record.name]
    emails = [record.email for record in records if record.email]
    half = len(records) // 2
    apart = len(names) == len(emails) > 1 and all(record.name for record in records[: half + 1])
    return (
        apart
        and not any(record.email for record in records[:half])
        and all(shares(name, email) for name, email in zip(names, emails, strict=True))
    )


def _told_apart(records: list[Record]) -> list[Record]:
    """Mark as doubtful an address behind two names: "Ana Gil (Madrid), ana@x.es"."""
    return records[:1] + [
        replace(record, doubtful=True) if _could_be_of(earlier, record) else record
        for earlier, record in pairwise(records)
    ]


def _could_be_of(earlier: Record, record: Record) -> bool:
    """Whether the record's address may belong to the name before it."""
    if earlier.email or not (record.name and record.email):
        return False
    return not shares(record.name, record.email)


def _signed(records: list[Record]) -> list[Record]:
    """The owner of the only address among several lines of names, as in a mail's signature.

    All records are doubtful when no single name shares a word with the address.
    """
    emails = [record.email for record in records if record.email]
    names = [record for record in records if record.name]
    if len(emails) != 1 or len(names) < 2:
        return records
    owner = next((r for r in names if r.email), None)
    if owner is not None and shares(owner.name, emails[0]):
        return records
    others = [r for r in names if shares(r.name, emails[0])]
    if len(others) == 1:
        return [Record(others[0].name, emails[0], others[0].doubtful)]
    return [Record(r.name, r.email, doubtful=True) for r in records]


def shares(name: str | None, email: str) -> bool:
    """Whether a word of the name, of 3 letters or more, occurs before the "@"."""
    local = key(email.partition("@")[0])
    return any(len(word) > 2 and word in local for word in key(name or "").split())


def by_evidence(records: list[Record]) -> list[Record]:
    """The records; a whole name that the only address repeats takes it from words that are none.

    As in "new member for ye. email ann@x.ie name Ann Daly".
    """
    addressed = [record for record in records if record.email]
    if len(addressed) != 1 or (addressed[0].judged == "name" and addressed[0].name is not None):
        return records
    [odd] = addressed
    email = odd.email or ""
    people = [r for r in records if r.judged == "name" and " " in (r.name or "")]
    owners = [record for record in people if shares(record.name, email)]
    if len(owners) != 1 or shares(odd.name, email):
        return records
    return [replace(owners[0], email=email, misheard=odd.misheard)]
