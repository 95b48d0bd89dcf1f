"""Where in a request or an answer a name is due."""

from typing import NamedTuple

from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.names.labels import QUOTES, is_label, label_of, labelled, refers
from graph.understanding.offline.names.names import NameFound, NameReader
from graph.understanding.offline.sentence.units import Unit

SKIPPED = ("courtesy", "title", "place", "article", "also", "with", "language")
ANCHORS = ("to", "client", "create", "record", "new", "other", "and", "also", "title", "count")
"""What announces a name behind it."""
HEADS = listed("to client create record new other place email_noun name_noun stop courtesy")
"""What a list of clients starts with."""
LEADS = ("email_noun", "with", "article", "copula", "this_one", "and")
"""What stands between a name and its address."""
MAX_SKIPPED_UNITS = 12
"""Small words and marks between what announces a name and the name."""
MAX_UNITS_TO_EMAIL = 7
"""Units between a name and its address, the address included."""
NOT = ("no", "not", "ni", "menos", "excepto", "salvo", "except")
INDEFINITE = ("un", "una", "a", "an", "some", "unos", "unas")
BULLETS = ("-", "•", "*", "–", "·")
BETWEEN = {",", ";", "|", "\t", "-", "–", "—", "•", "*", "/", ":", "(", "<", "[", "{", "}", ")"}


class Place(NamedTuple):
    """The stretch that is read for names.

    `announced`: the unit that asks for them, behind which names may stand bare; None when the
    message is an answer, which may be a bare name from its start. `begun`: a name or an email
    was found already. `told`: what asks means somebody told of before ("…. Regístrala").
    """

    indices: range
    announced: int | None
    begun: bool
    told: bool = False

    @property
    def answers(self) -> bool:
        """Whether nothing asked for the name in the same message."""
        return self.announced is None


def name_at(reader: NameReader, index: int, place: Place) -> NameFound | None:
    """The name that starts at this unit, when one is due there."""
    units = reader.units
    if units[index].kind != "word" or index == place.announced:
        return None
    if is_label(units, index) or _excluded(units, index):
        return None
    label = labelled(units, index)
    if label is not None:
        return reader.at(index, whole_line=label)
    behind = place.announced is None or index > place.announced
    anchored = behind and _anchored(units, index, place)
    if not anchored and not _starts_run(reader, index):
        return None
    bare = place.answers or (anchored and units[index - 1].kind != "word")
    found = reader.at(index, bare=bare, item=anchored and _bulleted(units, index))
    if found is None or found.after > place.indices.stop or refers(units, found):
        return None
    return found if _is_due(reader, found, place, anchored=anchored) else None


def _is_due(reader: NameReader, found: NameFound, place: Place, *, anchored: bool) -> bool:
    units = reader.units
    small = reader.cased and found.text.islower()
    earlier = place.announced is not None and found.first < place.announced
    if earlier and small and _is_verb(units, found):
        return False
    if earlier and place.told and _told_of(reader, found):
        return True
    if place.begun and small and units[found.first - 1].kind == "mark":
        return _beside_email(units, found)
    if found.after == place.announced and reader.cased and found.text[0].isupper():
        return True
    return anchored or _own_line(reader, found) or _beside_email(units, found)


def _is_verb(units: list[Unit], found: NameFound) -> bool:
    """As in "me dio el correo…", "left his address": one small word, and no mark behind it."""
    after = units[found.after : found.after + 1]
    labelled = label_of(units, found.first) is not None
    lone = found.after - found.first == 1 and not labelled
    return lone and bool(after) and after[0].kind == "word" and not after[0].has("with")


def _told_of(reader: NameReader, found: NameFound) -> bool:
    """Capitals of two words or more, or right behind an address: somebody that was told of."""
    if not reader.capitals(found.first, found.after):
        return False
    before = reader.units[max(0, found.first - 2) : found.first]
    behind = len(before) == 2 and before[0].kind == "email" and before[1].kind in ("mark", "line")
    return behind or found.after - found.first > 1


def _excluded(units: list[Unit], index: int) -> bool:
    """As in "…, no a Luis", "not Luis"."""
    back = index - 1
    while back >= max(0, index - MAX_SKIPPED_UNITS) and units[back].has("to", "title"):
        back -= 1
    return back >= 0 and units[back].kind == "word" and units[back].norm in NOT


def _own_line(reader: NameReader, found: NameFound) -> bool:
    """Capitals that have a line to themselves, as in a signature."""
    before = reader.units[found.first - 1 : found.first]
    after = reader.units[found.after : found.after + 1]
    alone = bool(before) and before[0].kind == "line" and (not after or after[0].kind == "line")
    return alone and reader.cased and found.after - found.first > 1 and found.text[0].isupper()


def _anchored(units: list[Unit], index: int, place: Place) -> bool:
    """Whether something before the unit announces a name."""
    start = place.indices.start
    back = index - 1
    if back >= start and indefinite(units[back]) and not units[index].capital:
        return False
    first = max(start, index - MAX_SKIPPED_UNITS)
    while back >= first and units[back].has(*SKIPPED) and not units[back].has(*ANCHORS):
        back -= 1
    if back < first:
        return place.answers and back < start
    before = units[back]
    if before.kind == "email" or _numbers_a_line(units, back):
        return True
    if before.kind == "word":
        answers = place.answers and before.has("correction", "yes", "no", "copula")
        return answers or before.has(*ANCHORS)
    opens = before.kind == "line" or before.text in BETWEEN or before.text in QUOTES
    return opens and (place.begun or place.answers or _heads_list(units, back, start))


def _bulleted(units: list[Unit], index: int) -> bool:
    """Whether a bullet at the start of a line, or a line's number, stands before the unit."""
    bullet = index >= 2 and units[index - 1].text in BULLETS and units[index - 2].kind == "line"
    return bullet or _numbers_a_line(units, index - 1)


def _numbers_a_line(units: list[Unit], back: int) -> bool:
    """As in "2." or "3)" at the start of a line."""
    numbered = back >= 2 and units[back].text in (".", ")") and units[back - 1].norm.isdigit()
    return numbered and units[back - 2].kind == "line"


def indefinite(unit: Unit) -> bool:
    """An indefinite article."""
    return unit.has("article") and unit.norm in INDEFINITE


def _heads_list(units: list[Unit], back: int, start: int) -> bool:
    """Whether what stands before the mark or line end announces clients: "Registra a:", "dos:"."""
    first = max(start, back - MAX_SKIPPED_UNITS)
    while back >= first and (units[back].kind in ("mark", "line") or units[back].norm.isdigit()):
        back -= 1
    return back >= first and units[back].has(*HEADS)


def _starts_run(reader: NameReader, index: int) -> bool:
    before = reader.units[index - 1] if index else None
    if before is None or before.kind != "word" or before.roles:
        return True
    return reader.cased and reader.units[index].capital and not before.capital


def _beside_email(units: list[Unit], found: NameFound) -> bool:
    """Whether only marks and words like "con el correo" stand between name and address."""
    for unit in units[found.after : found.after + MAX_UNITS_TO_EMAIL]:
        if unit.kind == "email":
            return True
        if unit.kind == "line" or (unit.kind == "word" and not unit.has(*LEADS)):
            return False
    return False
