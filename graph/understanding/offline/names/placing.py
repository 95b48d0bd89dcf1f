"""Positions of names: behind announcing words, in answers, beside an address, on an own line."""

from typing import NamedTuple

from graph.understanding.evidence.names import judge_name
from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.names.labels import QUOTES, labelled, refers
from graph.understanding.offline.names.names import NameFound, NameReader
from graph.understanding.offline.sentence.units import Unit, unit_at

SKIPPED = ("courtesy", "title", "place", "article", "also", "with", "language")
ANCHORS = ("to", "client", "create", "record", "new", "other", "and", "also", "title", "count")
"""Roles of words that announce a name."""
HEADS = listed("to client create record new other place email_noun name_noun stop courtesy")
"""Roles of words that announce a list of clients."""
LEADS = ("email_noun", "with", "article", "copula", "this_one", "and")
"""Roles of words between a name and its address."""
MAX_SKIPPED_UNITS = 12
"""Units between an announcing word and the name."""
MAX_UNITS_TO_EMAIL = 7
"""From the end of a name to its address, the address included."""
NOT = ("no", "not", "ni", "menos", "excepto", "salvo", "except")
INDEFINITE = ("un", "una", "a", "an", "some", "unos", "unas")
BETWEEN = {",", ";", "|", "\t", "-", "–", "—", "•", "*", "/", ":", "(", "<", "[", "{", "}", ")"}


class Place(NamedTuple):
    """The state of the search for names in a stretch of units."""

    indices: range
    """The stretch."""
    announced: int | None
    """The verb of request, behind which names need no other announcement; None in an answer."""
    begun: bool
    """A name or an address was found before."""
    lacks_name: bool = False
    """The client that was begun has an address and no name."""
    by_pronoun: bool = False
    """The object of the request is a pronoun: the name stands before ("Ana Gil…. Regístrala")."""

    @property
    def answers(self) -> bool:
        """Whether the message is an answer, which may be a bare name."""
        return self.announced is None


def name_at(reader: NameReader, index: int, place: Place) -> NameFound | None:
    """The name that starts at a unit in the position of a name, or None."""
    units = reader.units
    if units[index].kind != "word" or index == place.announced:
        return None
    if _excluded(units, index) or _some(units, index):
        return None
    label = labelled(units, index)
    if label is not None:
        return reader.at(index, whole_line=label)
    behind = place.announced is None or index > place.announced
    anchored = behind and _anchored(units, index, place)
    if not anchored and not _starts_run(reader, index):
        return None
    bare = place.answers or (anchored and units[index - 1].kind != "word")
    found = reader.at(index, bare=bare)
    if found is None or found.after > place.indices.stop or refers(units, found):
        return None
    return found if _is_due(reader, found, place, anchored=anchored) else None


def _some(units: list[Unit], index: int) -> bool:
    """Whether the unit is a noun behind an indefinite article: "a un compareciente"."""
    return index > 0 and indefinite(units[index - 1]) and not units[index].capital


def _is_due(reader: NameReader, found: NameFound, place: Place, *, anchored: bool) -> bool:
    """Whether the name found is in a position where a name is expected."""
    units = reader.units
    small = reader.cased and found.text.islower()
    earlier = place.announced is not None and found.first < place.announced
    behind = place.announced is not None and not earlier
    if (
        earlier
        and small
        and not (units[found.first - 1].kind == "mark" and _beside_email(units, found))
    ):
        return False
    if earlier and place.by_pronoun and reader.capitals(found.first, found.after):
        return True
    if place.begun and small and units[found.first - 1].kind == "mark":
        return _beside_email(units, found) or judge_name(found.text) == "name"
    lacking = place.lacks_name or not place.begun
    first = behind and lacking and _whole_name(reader, found)
    return anchored or first or _beside_email(units, found)


def _whole_name(reader: NameReader, found: NameFound) -> bool:
    """Whether two capitals or more are a name by the words themselves."""
    several = found.after - found.first > 1 and reader.capitals(found.first, found.after)
    return several and judge_name(found.text) == "name"


def _excluded(units: list[Unit], index: int) -> bool:
    """Whether a negation stands directly before the name: "…, no a Luis", "not Luis"."""
    back = index - 1
    while back >= max(0, index - MAX_SKIPPED_UNITS) and units[back].has("to", "title"):
        back -= 1
    return back >= 0 and units[back].kind == "word" and units[back].norm in NOT


def _anchored(units: list[Unit], index: int, place: Place) -> bool:
    """Whether a word, a mark or a line's start before the unit announces a name."""
    start = place.indices.start
    back = index - 1
    first = max(start, index - MAX_SKIPPED_UNITS)
    stops = (*ANCHORS, "copula") if place.answers else ANCHORS
    while back >= first and units[back].has(*SKIPPED) and not units[back].has(*stops):
        back -= 1
    if back < first:
        return place.answers and back < start
    before = units[back]
    if before.kind == "email" or _numbers_a_line(units, back):
        return True
    if before.kind == "word":
        answers = place.answers and before.has("correction", "yes", "no", "copula", "introduces")
        return answers or before.has(*ANCHORS)
    opens = before.kind == "line" or before.text in BETWEEN or before.text in QUOTES
    return opens and (place.begun or place.answers or _heads_list(units, back, start))


def _numbers_a_line(units: list[Unit], back: int) -> bool:
    """Whether the unit ends a line's number: "2." or "3)" at the start of a line."""
    numbered = back >= 2 and units[back].text in (".", ")") and units[back - 1].norm.isdigit()
    return numbered and units[back - 2].kind == "line"


def indefinite(unit: Unit) -> bool:
    """Whether the unit is an indefinite article."""
    return unit.has("article") and unit.norm in INDEFINITE


def _heads_list(units: list[Unit], back: int, start: int) -> bool:
    """Whether a mark or line end follows an announcement of a list: "Registra a:", "dos:"."""
    first = max(start, back - MAX_SKIPPED_UNITS)
    while back >= first and (units[back].kind in ("mark", "line") or units[back].norm.isdigit()):
        back -= 1
    return back >= first and units[back].has(*HEADS)


def _starts_run(reader: NameReader, index: int) -> bool:
    """Whether the unit is not the middle of a run of unknown words."""
    before = unit_at(reader.units, index - 1)
    if before.kind != "word" or before.roles:
        return True
    return reader.cased and reader.units[index].capital and not before.capital


def _beside_email(units: list[Unit], found: NameFound) -> bool:
    """Whether only marks and words such as "con el correo" separate the name from an address."""
    for unit in units[found.after : found.after + MAX_UNITS_TO_EMAIL]:
        if unit.kind == "email":
            return True
        if unit.kind == "line" or (unit.kind == "word" and not unit.has(*LEADS)):
            return False
    return False
