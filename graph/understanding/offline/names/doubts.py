"""Doubts about the boundaries of a name: a word may be missing, or one may not belong to it."""

from graph.understanding.evidence.names import judge_name, kind_of
from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.names.joints import two_in_one
from graph.understanding.offline.names.names import NEVER, NameFound, NameReader
from graph.understanding.offline.sentence.units import AMBIGUOUS, Unit, unit_at

NAMES = ("name", "either")
FUNCTION = ("article", "to", "of", "with", "and", "also", "copula", "this_one")
"""Roles of words that are no word of a name."""
_FUNCTION_WORDS = "a al con en por para q que su to with on in as at by from whose y and"
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
BEFORE = listed(
    "title client name_noun named create record courtesy greeting new other count introduces"
)
"""Roles of words that may directly precede a name."""
ANNOUNCING = ("to", "named", "name_noun")
DATA = ("email_noun", "phone_noun", "name_noun")
"""Roles of words that lead to data behind a name."""
BEHIND = (*DATA, "place", "courtesy", "create", "record")
"""Roles of words that may directly follow a name."""


def doubtful(reader: NameReader, found: NameFound) -> bool:
    """Whether the name may start or end elsewhere, by its own words and those around it."""
    units = reader.units
    if units[found.first].quoted:
        return False
    return (
        _before_may_belong(reader, found)
        or _after_may_belong(reader, found)
        or _odd_start(reader, found)
        or any(unit.has(AMBIGUOUS) for unit in units[found.first : found.after])
        or two_in_one(reader, found.first, found.after)
        or _runs_on(reader, found)
        or _surname_before(reader, found)
    )


def _before_may_belong(reader: NameReader, found: NameFound) -> bool:
    """Whether the word before may be the first one of the name."""
    before = unit_at(reader.units, found.first - 1)
    if before.has("article") and before.text.islower():
        announced = unit_at(reader.units, found.first - 2).kind == "word"
        return not (announced or reader.units[found.first].capital)
    if not _content(before):
        return False
    leads = before.has("title") or (before.has("create", "record") and _judged_name(found))
    name = kind_of(before.text) in NAMES and not leads
    if not (reader.cased and reader.units[found.first].capital):
        return name or not before.has(*BEFORE)
    if reader.initial(found.first - 1):
        return name and before.text.istitle()
    return before.capital and not before.has(*BEFORE)


def _after_may_belong(reader: NameReader, found: NameFound) -> bool:
    """Whether the word behind may be the last one of the name."""
    after = unit_at(reader.units, found.after)
    if not _content(after):
        return False
    if reader.cased and reader.units[found.first].capital:
        return after.capital and not (after.has(*DATA) or reader.initial(found.after))
    return kind_of(after.text) in NAMES or not after.has(*BEHIND)


def _judged_name(found: NameFound) -> bool:
    return judge_name(found.text) == "name"


def _content(unit: Unit) -> bool:
    """Whether the unit is a single word that names may have."""
    function = unit.has(*FUNCTION) or unit.norm in FUNCTION_WORDS
    return unit.kind == "word" and " " not in unit.norm and not function


def _odd_start(reader: NameReader, found: NameFound) -> bool:
    """Whether the first word starts no names, as "correo" does, or a known word is all of it."""
    first, single = reader.units[found.first], found.after - found.first == 1
    announced = unit_at(reader.units, found.first - 1).has(*ANNOUNCING)
    alone = single and bool(first.roles) and not announced
    odd = alone or (first.has(*NEVER) and not _judged_name(found))
    return odd and not reader.backed_by_email(found.first)


def _surname_before(reader: NameReader, found: NameFound) -> bool:
    """Whether a surname and a comma precede a lone name: "Quispe, Yeny - yeny@x.pe"."""
    start = found.first - 2
    if start < 0 or found.after - found.first > 1 or reader.units[found.first - 1].text != ",":
        return False
    opening = reader.units[start]
    opens = start == 0 or reader.units[start - 1].kind == "line"
    return opens and reader.proper(opening) and not opening.roles


def _runs_on(reader: NameReader, found: NameFound) -> bool:
    """Whether the last word may be none of the name: "Callum Fraser down", "chuy gil porfiis"."""
    first, last = reader.units[found.first], reader.units[found.after - 1]
    if found.after - found.first < (2 if first.capital else 3):
        return False
    tails = reader.words.groups["company_tail"] | reader.words.groups["company_form"]
    known = last.norm in tails or reader.backed_by_email(found.after - 1)
    return last.text.islower() and not known and kind_of(last.text) not in ("name", "either")
