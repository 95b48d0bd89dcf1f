"""Puts names and emails together: who, in a message, goes with which address."""

from dataclasses import dataclass, replace

from graph.understanding.offline.names.doubts import doubtful
from graph.understanding.offline.names.labels import label_of
from graph.understanding.offline.names.names import NameFound, NameReader
from graph.understanding.offline.names.owners import (
    Record,
    lined_up,
    owner_of,
    paired,
    shares,
    signed,
    told_apart,
)
from graph.understanding.offline.names.placing import Place, name_at
from graph.understanding.offline.sentence.units import IN_DOUBT, Unit

RESPECTIVELY = ("respectivamente", "respectively")
ANNOUNCING = ("to", "named", "name_noun", "client", "create", "record", "and", "title", "courtesy")
"""Behind these a name is one in small letters too."""


@dataclass
class _Scan:
    records: list[Record]
    name: str | None = None
    email: str | None = None
    doubtful: bool = False
    misheard: bool = False
    weak: bool = False
    given: bool = False
    family: bool = False
    correcting: bool = False

    @property
    def begun(self) -> bool:
        return bool(self.name or self.email or self.records)

    def flush(self) -> None:
        if self.name or self.email:
            doubtful = self.doubtful or self.misheard
            about = (doubtful, self.misheard, self.weak, self.given, self.family)
            self.records.append(Record(self.name, self.email, *about))
        self.name = self.email = None
        self.doubtful = self.misheard = self.weak = self.given = self.family = False

    def take_name(self, name: str, *, doubtful: bool, weak: bool) -> None:
        if self.name and weak and not self.weak:
            return
        noise_before = self.weak and not weak and not self.email
        if self.name and not self.correcting and not noise_before:
            self.flush()
        self.name, self.doubtful, self.weak = name, doubtful, weak
        self.correcting = False

    def take_part(self, name: str, *, family: bool, doubtful: bool) -> None:
        """As in "last name Kowalczyk, first name Denise": one name, its parts in their order."""
        joins = self.name and not (self.family if family else self.given) and not self.correcting
        if not joins:
            self.take_name(name, doubtful=doubtful, weak=False)
        else:
            parts = (self.name, name) if family else (name, self.name)
            self.name, self.doubtful, self.weak = " ".join(map(str, parts)), doubtful, False
        self.given, self.family = self.given or not family, self.family or family

    def take_email(self, email: Unit) -> None:
        if self.email and not self.correcting:
            self.flush()
        self.email, self.correcting = email.text, False
        self.misheard = email.has(IN_DOUBT)


def read_records(
    reader: NameReader,
    indices: range,
    used: set[int],
    *,
    announced: int | None,
    told: bool = False,
) -> list[Record]:
    """The clients in a stretch of units, in order; the units that they take up go to `used`.

    `announced`, `told`: see `Place`.
    """
    scan = _Scan([])
    index = indices.start
    while index < indices.stop:
        place = Place(indices, announced, scan.begun, told)
        index = _read_unit(reader, index, place, scan, used)
    scan.flush()
    if any(record.name and not record.weak for record in scan.records):
        scan.records = [replace(r, doubtful=r.doubtful or r.weak) for r in scan.records]
    if not reader.norms.isdisjoint(RESPECTIVELY) or lined_up(scan.records):
        return paired(scan.records)
    lines = any(reader.units[i].kind == "line" for i in indices)
    if told and not lines and (owner := owner_of(scan.records)):
        return [owner]
    return signed(scan.records) if lines else told_apart(scan.records)


def _read_unit(reader: NameReader, index: int, place: Place, scan: _Scan, used: set[int]) -> int:
    """Read what starts at a unit; returns the unit after it."""
    unit = reader.units[index]
    if (scan.name or scan.email) and unit.has("correction"):
        scan.correcting = True
    if unit.kind == "email":
        scan.take_email(unit)
        used.add(index)
    elif scan.name and not scan.email and _odd_label(reader.units, index):
        scan.doubtful = True
    elif found := name_at(reader, index, place):
        _take_name(reader, found, place, scan)
        used.update(range(index, found.after))
        return found.after
    return index + 1


def _take_name(reader: NameReader, found: NameFound, place: Place, scan: _Scan) -> None:
    part = label_of(reader.units, found.first)
    surname = part is not None and part.has("family")
    given = part is not None and part.has("given", "name_noun") and not surname
    if surname or (given and (scan.family or (part is not None and part.has("given")))):
        scan.take_part(found.text, family=surname, doubtful=False)
    else:
        open_ended = doubtful(reader, found) and not _acts(reader, found, place)
        scan.take_name(found.text, doubtful=open_ended, weak=_weak(reader, found))


def _acts(reader: NameReader, found: NameFound, place: Place) -> bool:
    """As in "Ana Gil llegó…. Regístrala": a whole name, and what its bearer does."""
    after = reader.units[found.after : found.after + 1]
    earlier = place.told and place.announced is not None and found.after < place.announced
    whole = found.after - found.first > 1 and reader.capitals(found.first, found.after)
    verb = bool(after) and after[0].kind == "word" and after[0].text.islower()
    return earlier and whole and verb and not reader.particle(after[0])


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
    return framed and odd and not shares(word.text, email.text)
