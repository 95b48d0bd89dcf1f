"""Records: the clients of a message, each a name with its address."""

from dataclasses import dataclass, field, replace

from graph.understanding.evidence.names import Judgement, judge_name
from graph.understanding.offline.names.doubts import doubtful
from graph.understanding.offline.names.labels import label_of, odd_label
from graph.understanding.offline.names.names import NameFound, NameReader
from graph.understanding.offline.names.owners import Record, assigned, by_evidence
from graph.understanding.offline.names.placing import Place, name_at
from graph.understanding.offline.sentence.units import IN_DOUBT, NOTHING, Unit, unit_at

RESPECTIVELY = ("respectivamente", "respectively")
ANNOUNCING = ("to", "named", "name_noun", "client", "create", "record", "and", "title", "courtesy")
"""Roles of words behind which a name may be in small letters."""
TELLING = ("named", "name_noun", "title")
"""Roles of words that tell that a name follows."""


MAX_UNITS_TO_RESTART = 8
"""From a "no" to the name with which the list of clients starts again."""
MAX_RECORDS = 200
"""Clients that are read in one stretch; a turn creates far fewer."""
NOBODY = Record()


@dataclass
class _Scan:
    """The records found so far, and the one that is being put together."""

    records: list[Record] = field(default_factory=list)
    current: Record = NOBODY
    correcting: bool = False
    """A word such as "perdón" came before: the next name or address replaces the current one."""

    retracted: bool = False
    """A "no" came behind the address: the next one replaces it."""

    @property
    def begun(self) -> bool:
        return self.current != NOBODY or bool(self.records)

    def flush(self) -> None:
        """Add the current record to the records."""
        if self.current.name or self.current.email:
            doubtful = self.current.doubtful or self.current.misheard
            self.records.append(replace(self.current, doubtful=doubtful))
        self.current = NOBODY

    def start_again(self) -> None:
        """Drop the names before "no, a ver, …", as long as none of them has an address."""
        if not any(record.email for record in (*self.records, self.current)):
            self.records, self.current = [], NOBODY

    def take_name(
        self, name: str, *, doubtful: bool, weak: bool, judged: Judgement = "name"
    ) -> None:
        """Set the name of the current record, or of the next one if the current one has a name."""
        known = self.current
        if known.name and weak and not known.weak:
            return
        noise_before = known.weak and not weak and not known.email
        if known.name and not self.correcting and not noise_before:
            self.flush()
        self.current = replace(self.current, name=name, doubtful=doubtful, weak=weak, judged=judged)
        self.correcting = self.retracted = False

    def take_part(self, name: str, *, family: bool) -> None:
        """Join first name and surname: "last name Kowalczyk, first name Denise"."""
        known = self.current
        has_part = known.family if family else known.given
        if not known.name or has_part or self.correcting:
            self.take_name(name, doubtful=False, weak=False)
        else:
            whole = f"{known.name} {name}" if family else f"{name} {known.name}"
            self.current = replace(known, name=whole, doubtful=False, weak=False)
        given, family = self.current.given or not family, self.current.family or family
        self.current = replace(self.current, given=given, family=family)

    def take_email(self, email: Unit) -> None:
        """Set the address of the current record, or of the next one if the current one has one.

        The same one again, as in "ana@x.es<mailto:ana@x.es>", is not another one's.
        """
        if (self.current.email or "").lower() == email.norm:
            return
        if self.current.email and not (self.correcting or self.retracted):
            self.flush()
        self.current = replace(self.current, email=email.text, misheard=email.has(IN_DOUBT))
        self.correcting = self.retracted = False


def read_records(
    reader: NameReader,
    indices: range,
    used: set[int],
    *,
    announced: int | None,
    by_pronoun: bool = False,
) -> list[Record]:
    """The clients in a stretch of units, in order; adds the indices of their units to `used`.

    `announced`, `by_pronoun`: as in `Place`.
    """
    scan = _Scan()
    index = indices.start
    while index < indices.stop and len(scan.records) < MAX_RECORDS:
        lacks_name = scan.current.email is not None and not scan.current.name
        place = Place(indices, announced, scan.begun, lacks_name, by_pronoun)
        index = _read_unit(reader, index, place, scan, used)
    scan.flush()
    if any(record.name and not record.weak for record in scan.records):
        scan.records = [replace(r, doubtful=r.doubtful or r.weak) for r in scan.records]
    scan.records = by_evidence(scan.records)
    respectively = not reader.norms.isdisjoint(RESPECTIVELY)
    lines = any(reader.units[i].kind == "line" for i in indices)
    return assigned(scan.records, respectively=respectively, by_pronoun=by_pronoun, lines=lines)


def _read_unit(reader: NameReader, index: int, place: Place, scan: _Scan, used: set[int]) -> int:
    """Read the name or the address at a unit; returns the index behind it."""
    unit = reader.units[index]
    _note_correction(reader.units, index, place, scan)
    if unit.kind == "email":
        scan.take_email(unit)
        used.add(index)
    elif scan.current.name and not scan.current.email and odd_label(reader.units, index):
        scan.current = replace(scan.current, doubtful=True)
    elif found := name_at(reader, index, place):
        _take_name(reader, found, place, scan)
        used.update(range(index, found.after))
        return found.after
    return index + 1


def _note_correction(units: list[Unit], index: int, place: Place, scan: _Scan) -> None:
    """Note words such as "perdón", and a "no", behind which a name or an address comes anew."""
    unit = units[index]
    if not unit.roles:
        return
    if unit.has("correction") and scan.current != NOBODY:
        scan.correcting = True
    if unit.has("no") and not place.answers and _starts_again(units, index):
        scan.start_again()
    if unit.norm == "no" and scan.current.email:
        scan.retracted = True


def _starts_again(units: list[Unit], index: int) -> bool:
    """Whether a "no" stands alone and a name is announced behind it: "no, a ver, a Ana"."""
    behind = units[index + 1 : index + 1 + MAX_UNITS_TO_RESTART]
    if not behind or behind[0].kind != "mark":
        return False
    rest = (unit for unit in behind if unit.kind == "word" and not unit.has("courtesy"))
    return next(rest, NOTHING).has("to")


def _take_name(reader: NameReader, found: NameFound, place: Place, scan: _Scan) -> None:
    label = label_of(reader.units, found.first) or NOTHING
    surname, given = label.has("family"), label.has("given", "name_noun")
    if surname or (given and (scan.current.family or label.has("given"))):
        scan.take_part(found.text, family=surname)
    else:
        open_ended = doubtful(reader, found) and not _acts(reader, found, place)
        announced = _announced(reader, found, place)
        judged = "name" if announced else _judged(reader, found)
        scan.take_name(found.text, doubtful=open_ended, weak=_weak(reader, found), judged=judged)


def _announced(reader: NameReader, found: NameFound, place: Place) -> bool:
    """Whether a word such as "llamado" or a label stands before the name, or quotation marks."""
    before = unit_at(reader.units, found.first - 1)
    labelled = label_of(reader.units, found.first) is not None
    small = reader.cased and found.text.islower() and judge_name(found.text) == "no_name"
    told = before.has(*TELLING) or (before.has("to") and not (place.answers or small))
    return labelled or told or reader.units[found.first].quoted


def _judged(reader: NameReader, found: NameFound) -> Judgement:
    """The judgement of the words; a capital behind "soy" or "I'm" settles an unsure one."""
    judged = judge_name(found.text)
    introduced = unit_at(reader.units, found.first - 1).has("introduces", "copula")
    settled = judged == "unsure" and introduced and reader.proper(reader.units[found.first])
    return "name" if settled else judged


def _acts(reader: NameReader, found: NameFound, place: Place) -> bool:
    """Whether a verb follows the name to which a pronoun refers: "Ana Gil llegó…. Regístrala"."""
    after = unit_at(reader.units, found.after)
    earlier = place.by_pronoun and place.announced is not None and found.after < place.announced
    whole = found.after - found.first > 1 and reader.capitals(found.first, found.after)
    verb = after.kind == "word" and after.text.islower()
    return earlier and whole and verb and not reader.particle(after)


def _weak(reader: NameReader, found: NameFound) -> bool:
    """Whether the name is in small letters in mixed case, and no word announces it."""
    announced = unit_at(reader.units, found.first - 1).has(*ANNOUNCING)
    quoted = reader.units[found.first].quoted
    return reader.cased and found.text.islower() and not announced and not quoted
