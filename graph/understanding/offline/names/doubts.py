"""Doubts about the ends of a name: a word may be missing, or one may not belong to it."""

from graph.understanding.evidence.names import judge_name, kind_of
from graph.understanding.offline.names.joints import two_in_one
from graph.understanding.offline.names.names import NameFound, NameReader
from graph.understanding.offline.sentence.units import unit_at

NAMES = ("name", "either")
NO_NAME = ("article", "to", "of", "with", "and", "also", "copula", "this_one")
DATA = ("email_noun", "phone_noun", "name_noun")
BEHIND = ("place", "courtesy", "create", "record")
"""Roles of words behind a name that are none of it."""
MAX_FUNCTION_LETTERS = 3
"""Letters of words such as "que" and "su", which end a name."""


def doubtful(reader: NameReader, found: NameFound) -> bool:
    """Whether the name may start or end elsewhere, by its own words and those beside it."""
    units = reader.units
    if units[found.first].quoted:
        return False
    return (
        _begins_before(reader, found)
        or _goes_on(reader, found)
        or two_in_one(reader, found.first, found.after)
        or _runs_on(reader, found)
        or _is_word(reader, found)
    )


def _begins_before(reader: NameReader, found: NameFound) -> bool:
    """Whether the word before may be the first one of the name."""
    before, first = unit_at(reader.units, found.first - 1), reader.units[found.first]
    if before.has("article") and before.text.islower():
        return not (first.capital or unit_at(reader.units, found.first - 2).kind == "word")
    if before.kind != "word" or before.has(*NO_NAME, "title"):
        return False
    new = before.has("client") and first.has("new")
    if reader.cased and first.capital and new:
        return True
    orders = before.has("create", "record") and judge_name(found.text) == "name"
    return kind_of(before.text) in NAMES and before.capital == first.capital and not orders


def _goes_on(reader: NameReader, found: NameFound) -> bool:
    """Whether the word behind may be the last one of the name."""
    after = unit_at(reader.units, found.after)
    if after.kind != "word" or after.has(*NO_NAME):
        return False
    if reader.cased and reader.units[found.first].capital:
        return after.capital and not (after.has(*DATA) or reader.initial(found.after))
    ends = len(after.text) <= MAX_FUNCTION_LETTERS or after.has(*DATA, *BEHIND)
    return not ends or kind_of(after.text) in NAMES


def _runs_on(reader: NameReader, found: NameFound) -> bool:
    """Whether the last word may be none of the name: "Callum Fraser down", "chuy gil porfiis"."""
    first, last = reader.units[found.first], reader.units[found.after - 1]
    if found.after - found.first < (2 if first.capital else 3):
        return False
    tails = reader.words.groups["company_tail"] | reader.words.groups["company_form"]
    known = last.norm in tails or reader.backed_by_email(found.after - 1)
    return last.text.islower() and not known and kind_of(last.text) not in ("name", "either")


def _is_word(reader: NameReader, found: NameFound) -> bool:
    """Whether a known word, which nothing announces as a name, is all of it: "Alta Gracia"."""
    single = found.after - found.first == 1 and bool(reader.units[found.first].roles)
    announced = unit_at(reader.units, found.first - 1).has("to", "named", "name_noun")
    return single and not announced and not reader.backed_by_email(found.first)
