"""Doubts about the boundaries of a name: a word may be missing, or one may not belong to it."""

from itertools import takewhile

from graph.understanding.evidence.names import judge_name, kind_of
from graph.understanding.offline.lexicon.words import lexicon, listed, other
from graph.understanding.offline.names.joints import two_in_one
from graph.understanding.offline.names.names import NEVER, NameFound, NameReader
from graph.understanding.offline.sentence.units import AMBIGUOUS, Unit, unit_at

CONNECTS = listed(
    "with email_noun phone_noun name_noun place and also copula this_one article courtesy create "
    "record"
)
"""Roles of words that may directly follow a name."""
LEADS = ("email_noun", "this_one", "article", "copula", "with", "to", "named", "record", "create")
"""Roles of words behind "con", "y" or "el" that lead to an address or to another client."""
OPENS = listed(
    "title client name_noun named to create record courtesy greeting new other and also copula "
    "count of introduces"
)
"""Roles of words that may directly precede a name."""
VERBS = ("find", "tell", "edit", "create", "record", "new", "cancel", "client")
"""Roles of words beside a name that may belong to it, though they are known."""
MAX_UNITS_TO_EMAIL = 6
"""From a name's first word to its address."""
TELLS = ("common", "polite", "find", "tell", "other_action", "stop", "this_one")
"""Roles of words behind "y" with which the sentence goes on: "Ana Gil y quiere…"."""
_FUNCTION_WORDS = "a al con en por para q que su to with on in as at by from whose y and"
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""Words behind a name in small letters that are no surname."""
MAX_TAIL = 3
"""Units behind a name among which another word of it is looked for."""
AMBIGUOUS_START = ("courtesy", "greeting", "client", "thanks", "ordinal", "more")
"""Roles of words that open an answer or are part of its name: "Vale Ortiz"."""
AND = ("y", "e", "and", "&")


def doubtful(reader: NameReader, found: NameFound) -> bool:
    """Whether the name may start or end elsewhere, by its own words and those around it."""
    units = reader.units
    first = units[found.first]
    if first.quoted or _bounded(reader, found):
        return False
    before = unit_at(units, found.first - 1)
    proper = reader.proper(first) and not reader.initial(found.first)
    known = proper and judge_name(found.text) == "name"
    odd = (first.has(*NEVER) and not known) or first.norm.isdigit()
    return (
        _cut_before(reader, before, found.first)
        or (_cut_after(reader, found) and not _whole(reader, found))
        or (odd and not reader.backed_by_email(found.first) and before.text not in (":", "="))
        or any(unit.has(AMBIGUOUS) for unit in units[found.first : found.after])
        or two_in_one(reader, found.first, found.after)
        or _foreign_word(reader, found)
        or _runs_on(reader, found)
        or _surname_before(reader, found)
    )


def _bounded(reader: NameReader, found: NameFound) -> bool:
    """Whether the words are a name by evidence, and those beside them plainly belong to none."""
    if judge_name(found.text) != "name" or two_in_one(reader, found.first, found.after):
        return False
    before = found.first - 1
    while before > 0 and reader.particle(reader.units[before]):
        before -= 1
    opening = unit_at(reader.units, before)
    several = found.after - found.first > 1
    ordered = several and opening.has("create", "record") and reader.initial(before)
    return (ordered or _apart(reader, opening)) and _apart(
        reader, unit_at(reader.units, found.after)
    )


def _apart(reader: NameReader, unit: Unit) -> bool:
    """Whether a unit beside a name is a mark or a common word in small letters: no part of it.

    A verb of request may be a surname: "registra a consuelo lista".
    """
    if unit.kind != "word":
        return True
    if unit.has(*VERBS) or unit.norm in reader.words.groups["surnames"]:
        return False
    common = all(word in FUNCTION_WORDS or kind_of(word) == "word" for word in unit.text.split())
    return common and unit.text.islower()


def _whole(reader: NameReader, found: NameFound) -> bool:
    """Whether people's names end here: known ones, before common words in small letters."""
    if judge_name(found.text) != "name":
        return False
    behind = takewhile(lambda unit: unit.kind == "word", reader.units[found.after :][:MAX_TAIL])
    words = [word for unit in behind for word in unit.text.split()]
    capitals = reader.capitals(found.first, found.after)
    if words and not capitals and words[0] not in FUNCTION_WORDS:
        return False
    common = (word in FUNCTION_WORDS or kind_of(word) == "word" for word in words)
    return all(common) and all(word.islower() or _number(word) for word in words)


def _number(word: str) -> bool:
    """Whether the word has a digit, as telephone numbers and tax numbers have."""
    return any(map(str.isdigit, word))


def _foreign_word(reader: NameReader, found: NameFound) -> bool:
    """Whether the name is one small word of the other language: "es" in an English message."""
    unit = reader.units[found.first]
    single = found.after - found.first == 1 and not (reader.cased and unit.capital)
    roles = lexicon(other(reader.language)).roles
    return single and unit.norm in roles and not reader.backed_by_email(found.first)


def _surname_before(reader: NameReader, found: NameFound) -> bool:
    """Whether a surname and a comma precede a lone name: "Quispe, Yeny - yeny@x.pe"."""
    start = found.first - 2
    if start < 0 or found.after - found.first > 1 or reader.units[found.first - 1].text != ",":
        return False
    opening = reader.units[start]
    opens = start == 0 or reader.units[start - 1].kind == "line"
    return opens and reader.proper(opening) and not opening.roles


def _runs_on(reader: NameReader, found: NameFound) -> bool:
    """Whether the last word is in small letters behind capitals: "Callum Fraser down"."""
    if found.after - found.first < 2 or not reader.units[found.first].capital:
        return False
    last = reader.units[found.after - 1]
    tails = reader.words.groups["company_tail"] | reader.words.groups["company_form"]
    known = last.norm in tails or reader.backed_by_email(found.after - 1)
    return last.text.islower() and not known and kind_of(last.text) not in ("name", "either")


def _cut_before(reader: NameReader, before: Unit, first: int) -> bool:
    """Whether the word before may belong to the name."""
    if before.kind != "word":
        return False
    if before.norm in AND:
        mail = any(u.kind == "email" for u in reader.units[first : first + MAX_UNITS_TO_EMAIL])
        lone = mail and not reader.backed_by_email(first)
        return reader.proper(unit_at(reader.units, first - 2)) and lone
    if not (reader.cased and reader.units[first].capital):
        return _leaves_open_before(reader, before, first)
    if before.capital and (before.has("email_noun", "new") or before.norm == "alta"):
        return True
    if not reader.proper(before):
        return False
    if reader.initial(first - 1):
        name = kind_of(before.text) in ("name", "either") and not before.has(*OPENS)
        return before.text.istitle() and (name or before.has(*AMBIGUOUS_START))
    return not before.has(*OPENS)


def _leaves_open_before(reader: NameReader, before: Unit, first: int) -> bool:
    """As `_cut_before`, of a name in small letters behind a known word: "olvido hormigos"."""
    if before.has("article") and not before.has("to"):
        return True
    earlier = unit_at(reader.units, first - 2)
    if before.has("client"):
        return _names_next(earlier)
    if before.has("greeting"):
        return first > 1
    if before.has("new", "other") and earlier.has("client", "create"):
        return False
    surname = before.norm in reader.words.groups["surnames"]
    return bool(before.roles) and (surname or not before.has(*OPENS))


def _names_next(unit: Unit) -> bool:
    """Whether a name starts directly behind the unit: behind "a", "llamado" or a colon."""
    return (
        (unit.norm in ("a", "for") and unit.has("to"))
        or unit.has("named", "title", "place", "client", "name_noun")
        or unit.text in (":", "=")
    )


def _cut_after(reader: NameReader, found: NameFound) -> bool:
    """Whether the words behind may belong to the name."""
    rest = reader.units[found.after : found.after + 3]
    if not rest or rest[0].kind != "word":
        return False
    after, then = rest[0], unit_at(rest, 1)
    if reader.cased and reader.units[found.first].capital:
        if reader.proper(after) and not reader.initial(found.after):
            return not after.has("email_noun", "phone_noun", "name_noun", "this_one")
        return _goes_on(rest)
    return not after.has(*CONNECTS) or _leaves_open_after(reader, after, then)


def _goes_on(rest: list[Unit]) -> bool:
    """Whether small letters behind capitals may belong: unknown words, a "con" to no address."""
    after, then = rest[0], unit_at(rest, 1)
    if not after.roles:
        return not any(unit.has("email_noun") for unit in rest)
    next_client = after.has("and") and (then.capital or then.has(*TELLS))
    open_ended = after.has("with", "and", "article", "this_one")
    return open_ended and not (next_client or _leads(after, then))


def _leads(after: Unit, then: Unit) -> bool:
    """Whether a word such as "con" and the next one lead to an address or another client."""
    if after.has("with") and then.has("with"):
        return False
    return then.kind == "email" or then.has(*LEADS) or then.text == ":"


def _leaves_open_after(reader: NameReader, after: Unit, then: Unit) -> bool:
    """As `_cut_after`, of a name in small letters: "rosa con", "penny email"."""
    if after.norm in reader.words.groups["surnames"] or after.has("client", "name_noun"):
        return True
    if after.has("place", "create", "record"):
        return not after.has("place")
    if after.has("with", "and", "article", "this_one"):
        return not _leads(after, then)
    if after.has("email_noun"):
        return not (
            then.kind in ("", "email")
            or then.text in (":", "=")
            or then.has("copula", "of", "this_one")
        )
    return False
