"""The parts of a change: the names and addresses that it tells, each with its place in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.units import Unit, unit_at

Place = Literal["of", "to", "not", "at", "for", ""]
"""What a part follows: "de", "a", a denial, a verb or nothing that tells, the "instead of"."""
OF = frozenset(listed("de del of para"))
TO = frozenset(
    listed("por como to as into sea es son is be ahora now should like usa uses with con")
)
MARKS = frozenset((":", "=", "→", ">"))
TELLS_NAME = frozenset(listed("se llama|is called|name is|su nombre es|nombre es"))
INSTEAD = frozenset(listed("en vez de|en lugar de|instead of|rather than|not|no"))
PRONOUNS = listed("lo la le los las les me")
SKIPPED = ("article", "title", "courtesy", "email_noun", "name_noun", "client", "named", "new")
POSSESSIVE = re.compile(r"['’]s?$")
LEADS = ("of", "to", "named", "name_noun", "copula", "title")


@dataclass(frozen=True)
class Part:
    """A name or an address at the units `[first:after]`."""

    text: str
    first: int
    after: int
    email: bool
    place: Place
    possessive: bool = False


def parts_of(message: Message, start: int, end: int) -> list[Part]:
    """The names and addresses in the units `[start:end]`, in order."""
    found: list[Part] = []
    index = start
    while index < end:
        part = _email(message, index) or _name(message, index)
        if part:
            found.append(part)
        index = part.after if part else index + 1
    return found


def _email(message: Message, index: int) -> Part | None:
    unit = message.units[index]
    if unit.kind != "email":
        return None
    return Part(unit.text, index, index + 1, True, _place(message.units, index))


def _name(message: Message, index: int) -> Part | None:
    """The name that starts here: by its own words, or because of the word before it."""
    unit, before = message.units[index], unit_at(message.units, index - 1)
    if unit.kind != "word":
        return None
    run = next((r for r in message.runs if r.first == index), None)
    if (
        run is None and before.has("and") and not unit.roles
    ):  # the second name of a run that was cut
        run = next((r for r in message.runs if r.first < index < r.after), None)
    after = run.after if run else 0
    led = before.has(*LEADS) or before.norm in TO or before.text in MARKS or before.has("edit")
    if not after and led and not unit.roles:
        name = message.reader.at(index)
        after = name.after if name else 0
    after = next((i for i in range(index + 1, after) if _begins_other(message, i)), after)
    after = next((i for i in range(index + 1, after) if _behind_capitals(message, i)), after)
    if not after:
        return None
    text = message.reader.message[unit.start : message.units[after - 1].end]
    bare = POSSESSIVE.sub("", text)
    if len(bare) == 1 and bare.isascii():  # "with c": a letter that is spelt
        return None
    place = "not" if _left_alone(message.units, after) else _place(message.units, index)
    return Part(" ".join(bare.split()), index, after, False, place, bare != text)


def _behind_capitals(message: Message, index: int) -> bool:
    """Whether a word in small letters follows a name in capitals: "… to Ana Gil bounced"."""
    before, unit = message.units[index - 1], message.units[index]
    plain = unit.text.islower() and not message.reader.particle(unit)
    return message.reader.cased and before.capital and plain


def _left_alone(units: Sequence[Unit], after: int) -> bool:
    """Whether a no behind the name is about it: "a Pedro no", "a Pedro no lo toques"."""
    denied, rest = unit_at(units, after), unit_at(units, after + 1)
    return denied.norm in ("no", "tampoco", "not") and (
        rest.kind != "word" or rest.norm in PRONOUNS
    )


def _begins_other(message: Message, index: int) -> bool:
    """Whether the next client is told of from here: "… a Anna y el de Luis a Lluís"."""
    article, of = unit_at(message.units, index + 1), unit_at(message.units, index + 2)
    told = of.norm in TO and not of.has("and")  # "… y Luis por Lluís"
    both = article.norm.split()[-1:] in (["de"], ["del"])
    other = told or both or (article.has("article") and of.has("of"))
    return message.units[index].has("and") and other


def _place(units: Sequence[Unit], index: int) -> Place:
    """What leads to the part, over articles and nouns such as "el email"."""
    back = index - 1
    if unit_at(units, back).norm in TELLS_NAME:
        return "to"
    while back >= 0 and _skipped(units[back]):
        back -= 1
    before = unit_at(units, back)
    if (
        before.norm in INSTEAD
        or before.norm.split()[:1] in (["no"], ["not"])
        or (before.has("negation", "no") and before.kind == "word")
    ):
        return "not"
    last = before.norm.rpartition(" ")[2]
    if last in TO or before.text in MARKS or before.has("copula"):
        return "to"
    if before.has("of") or before.norm in OF:
        return "of"
    if before.norm in ("a", "al") and unit_at(units, back - 1).norm in ("no", "tampoco"):
        return "not"
    return "at" if before.norm in ("a", "al") else ""


def _skipped(unit: Unit) -> bool:
    return unit.has(*SKIPPED) and unit.norm not in TO and not unit.has("negation", "copula", "edit")
