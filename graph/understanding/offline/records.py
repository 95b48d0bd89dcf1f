"""Puts names and emails together: who, in a message, goes with which address."""

from dataclasses import dataclass, replace
from itertools import pairwise

from graph.understanding.offline.doubts import doubtful
from graph.understanding.offline.lexicon import key
from graph.understanding.offline.names import NameFound, NameReader
from graph.understanding.offline.placing import Place, name_at
from graph.understanding.offline.units import Unit

RESPECTIVELY = ("respectivamente", "respectively")
ANNOUNCING = ("to", "named", "name_noun", "client", "create", "record", "and", "title", "courtesy")
"""Behind these a name is one in small letters too."""


@dataclass(frozen=True)
class Record:
    """What was said of one client."""

    name: str | None = None
    email: str | None = None
    doubtful: bool = False
    """The name may be cut short or have a word too many."""
    weak: bool = False
    """The name is in small letters where others have capitals: perhaps it is none."""


@dataclass
class _Scan:
    records: list[Record]
    name: str | None = None
    email: str | None = None
    doubtful: bool = False
    weak: bool = False
    correcting: bool = False

    @property
    def begun(self) -> bool:
        return bool(self.name or self.email or self.records)

    def flush(self) -> None:
        if self.name or self.email:
            self.records.append(Record(self.name, self.email, self.doubtful, self.weak))
        self.name = self.email = None
        self.doubtful = self.weak = False

    def take_name(self, name: str, *, doubtful: bool, weak: bool) -> None:
        if self.name and weak and not self.weak:
            return
        noise_before = self.weak and not weak and not self.email
        if self.name and not self.correcting and not noise_before:
            self.flush()
        self.name, self.doubtful, self.weak = name, doubtful, weak
        self.correcting = False

    def take_email(self, email: str) -> None:
        if self.email and not self.correcting:
            self.flush()
        self.email, self.correcting = email, False


def read_records(
    reader: NameReader, indices: range, used: set[int], *, announced: int | None
) -> list[Record]:
    """The clients in a stretch of units, in order; the units that they take up go to `used`.

    `announced`: see `Place`.
    """
    scan = _Scan([])
    index = indices.start
    while index < indices.stop:
        place = Place(indices, announced, scan.begun)
        index = _read_unit(reader, index, place, scan, used)
    scan.flush()
    if any(record.name and not record.weak for record in scan.records):
        scan.records = [replace(r, doubtful=True) if r.weak else r for r in scan.records]
    if not reader.norms.isdisjoint(RESPECTIVELY):
        return _paired(scan.records)
    lines = any(reader.units[i].kind == "line" for i in indices)
    return _signed(scan.records) if lines else _told_apart(scan.records)


def _paired(records: list[Record]) -> list[Record]:
    """As in "a Ana y a Luis con a@x.es y l@x.es respectivamente": the names, then the addresses."""
    names = [record for record in records if record.name]
    emails = [record.email for record in records if record.email]
    if len(names) != len(emails):
        return [replace(record, doubtful=True) for record in records]
    pairs = zip(names, emails, strict=True)
    return [Record(name.name, email, name.doubtful) for name, email in pairs]


def _told_apart(records: list[Record]) -> list[Record]:
    """Doubt whose the address is where two names stand before it: "Ana Gil (Madrid), ana@x.es"."""
    return records[:1] + [
        replace(record, doubtful=True) if _could_be_of(earlier, record) else record
        for earlier, record in pairwise(records)
    ]


def _could_be_of(earlier: Record, record: Record) -> bool:
    if earlier.email or not (record.name and record.email):
        return False
    return not _shares(record.name, record.email)


def _read_unit(reader: NameReader, index: int, place: Place, scan: _Scan, used: set[int]) -> int:
    """Read what starts at a unit; returns the unit after it."""
    unit = reader.units[index]
    if (scan.name or scan.email) and unit.has("correction"):
        scan.correcting = True
    if unit.kind == "email":
        scan.take_email(unit.text)
        used.add(index)
    elif scan.name and not scan.email and _odd_label(reader.units, index):
        scan.doubtful = True
    elif found := name_at(reader, index, place):
        scan.take_name(found.text, doubtful=doubtful(reader, found), weak=_weak(reader, found))
        used.update(range(index, found.after))
        return found.after
    return index + 1


def _signed(records: list[Record]) -> list[Record]:
    """Where several lines could be the name of the one address, as in a signature: who has it."""
    emails = [record.email for record in records if record.email]
    names = [record for record in records if record.name]
    if len(emails) != 1 or len(names) < 2:
        return records
    owner = next((r for r in names if r.email), None)
    if owner is not None and _shares(owner.name, emails[0]):
        return records
    others = [r for r in names if _shares(r.name, emails[0])]
    if len(others) == 1:
        return [Record(others[0].name, emails[0], others[0].doubtful)]
    return [Record(r.name, r.email, doubtful=True) for r in records]


def _shares(name: str | None, email: str) -> bool:
    """Whether a word of the name occurs before the at."""
    local = key(email.partition("@")[0])
    return any(len(word) > 2 and word in local for word in key(name or "").split())


def _weak(reader: NameReader, found: NameFound) -> bool:
    """In small letters where names have capitals, and announced by no word."""
    before = reader.units[found.first - 1] if found.first else None
    announced = before is not None and before.has(*ANNOUNCING)
    quoted = reader.units[found.first].quoted
    return reader.cased and found.text.islower() and not announced and not quoted


def _odd_label(units: list[Unit], index: int) -> bool:
    """An unknown word between a mark and a colon with an address: "Emil: ana@acme.es"."""
    if index == 0 or index + 2 >= len(units) or units[index].kind != "word":
        return False
    before, word, colon, email = units[index - 1 : index + 3]
    framed = before.kind in ("mark", "line") and colon.text == ":" and email.kind == "email"
    odd = not word.roles and not word.text.islower()
    return framed and odd and not _shares(word.text, email.text)
