"""Those in line whom a message means: by name, short form, number, pronoun, or in an address."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.understanding.evidence.names import PARTICLES, kind_of
from graph.understanding.evidence.short_forms import gender_of, goes_by, part_of, short_forms
from graph.understanding.offline.lexicon.words import key, listed
from graph.understanding.offline.names.names import NameReader
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.units import unit_at
from graph.understanding.situation import Draft

MIN_TRACE = 4
"""Letters of a name in an address from which on it plainly names that client."""
MIN_SHARED = 3
"""Letters of a name's word, or of its start, that an address repeats."""
MAX_WORDS = 4
"""Words by which a client in line is named at most."""
HERS = listed("ella|de ella|el de ella|la de ella|hers|her|she")
HIS = listed("el|de el|el de el|la de el|his|him|he")


@dataclass(frozen=True)
class Mention:
    """A client in line who is named in the units `[first:after]`."""

    client: Draft
    first: int
    after: int
    fuller: str | None = None
    """The longer name that the message gives."""


def traces(own: str, name: str) -> int:
    """The number of letters of a name that an address repeats: whole words, starts, short forms."""
    total = 0
    parts = re.split(r"[^a-z]+", own)
    for word in key(name).split():
        if len(word) < MIN_SHARED or word in PARTICLES:
            continue
        starts = max((_shared(part, word) for part in parts), default=0)
        if word in own:
            total += len(word) + (starts == len(word))
        elif starts >= MIN_SHARED:
            total += starts
        elif any(part.startswith(tuple(short_forms(word))) for part in parts):
            total += MIN_TRACE
    return total


def _shared(one: str, other: str) -> int:
    """The number of letters with which both words start."""
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def named_by_address(reader: NameReader, address: str, line: Sequence[Draft]) -> Draft | None:
    """The client in line whom the address names more plainly than all others; or None."""
    own = reader.own_part(address)
    ranked = sorted(((traces(own, d.name or ""), i) for i, d in enumerate(line)), reverse=True)
    if not ranked or ranked[0][0] < MIN_TRACE:
        return None
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
        return None
    return line[ranked[0][1]]


def mentions_of(message: Message, line: Sequence[Draft]) -> list[Mention]:
    """The clients in line who are named, by name, by number or by a pronoun, in order."""
    found: list[Mention] = []
    naming = [_may_be_named(message, index) for index in message.everything]
    index = 0
    while index < len(message.units):
        mention = _named(message, line, index, naming) or _pointed(message, line, index)
        if mention:
            found.append(mention)
        index = mention.after if mention else index + 1
    return found


def _named(
    message: Message, line: Sequence[Draft], index: int, naming: Sequence[bool]
) -> Mention | None:
    """The only client who goes by the words at a unit, as many as do, or has a longer name so.

    `naming`: for each unit, whether it may mean somebody.
    """
    for size in range(MAX_WORDS, 0, -1):
        words = message.units[index : index + size]
        if len(words) < size or not all(naming[index : index + size]):
            continue
        text = " ".join(unit.text for unit in words)
        clients = [draft for draft in line if goes_by(text, draft.name or "")]
        if len(clients) != 1:
            continue
        whole = next((r for r in message.runs if r.first <= index < r.after), None)
        if whole is None or (whole.first == index and whole.after <= index + size):
            return Mention(clients[0], index, index + size)
        longer = part_of(clients[0].name or "", whole.text)
        return Mention(clients[0], index, whole.after, whole.text) if longer else None
    return None


def _may_be_named(message: Message, index: int) -> bool:
    """Whether a word may mean somebody: no common word, or one in front of a colon."""
    unit = message.units[index]
    if unit.kind != "word":
        return False
    labels = unit_at(message.units, index + 1).text in (":", "-", "=")
    word = unit.text.removesuffix("'s").removesuffix("’s")
    proper = message.reader.proper(unit) and not (unit.roles and message.reader.initial(index))
    common = kind_of(word) == "word" or (unit.roles and not proper)
    return labels or proper or not common or message.reader.particle(unit)


def _pointed(message: Message, line: Sequence[Draft], index: int) -> Mention | None:
    """The client to whom a number ("el segundo") or a pronoun ("el de ella") refers."""
    unit, after = message.units[index], unit_at(message.units, index + 1)
    place = message.reader.words.ordinals.get(unit.norm)
    number = -1 if unit.has("last") else place
    if number is not None and not message.reader.proper(unit_at(message.units, index - 1)):
        at = number if number < 0 else min(number, len(line)) - 1
        return Mention(line[at], index, index + 1)
    whole = unit.norm if " " in unit.norm or unit.norm not in ("el", "he") else ""
    if unit.norm == "de" and after.norm in ("ella", "el") and after.text.lower() != "el":
        whole = f"de {after.norm}"
    gender = "f" if whole in HERS else "m" if whole in HIS else None
    of_gender = [draft for draft in line if gender and gender_of(draft.name or "") == gender]
    told = len(of_gender) == 1 and len(line) > 1
    return Mention(of_gender[0], index, index + len(whole.split())) if told else None
