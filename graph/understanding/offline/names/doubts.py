"""Whether a name that was read may be cut short, or may have a word too many."""

from graph.understanding.offline.lexicon.words import lexicon, listed
from graph.understanding.offline.names.joints import two_in_one
from graph.understanding.offline.names.names import NEVER, NameFound, NameReader
from graph.understanding.offline.sentence.units import AMBIGUOUS, Unit

CONNECTS = listed(
    "with email_noun phone_noun name_noun place and also copula this_one article courtesy create "
    "record"
)
"""What may follow a name directly."""
LEADS = ("email_noun", "this_one", "article", "copula", "with", "to", "named", "record", "create")
"""What "con", "y" or "el" are followed by when they lead on to an address or to another client."""
OPENS = listed(
    "title client name_noun named to create record courtesy greeting new other and also copula "
    "count of"
)
"""What may stand directly before a name."""
MAX_UNITS_TO_EMAIL = 6
"""Units from a name's start to its address."""
TELLS = ("common", "polite", "find", "tell", "other_action", "stop", "this_one")
"""What an "y" is followed by when a sentence goes on behind the name: "Ana Gil y quiere…"."""
AMBIGUOUS_START = ("courtesy", "greeting", "client", "thanks", "ordinal", "more")
"""Words that open an answer such as "Vale Ortiz" or are part of the name."""
AND = ("y", "e", "and", "&")


def doubtful(reader: NameReader, found: NameFound) -> bool:
    """Whether the words around the name, or its own, leave open where it starts or ends."""
    units = reader.units
    first = units[found.first]
    if first.quoted:
        return False
    before = units[found.first - 1] if found.first else None
    return (
        (before is not None and _cut_before(reader, before, found.first))
        or _cut_after(reader, found)
        or (_odd_start(first) and not reader.backed_by_email(found.first) and not _labels(before))
        or any(unit.has(AMBIGUOUS) for unit in units[found.first : found.after])
        or two_in_one(reader, found.first, found.after)
        or _foreign_word(reader, found)
        or _runs_on(reader, found)
        or _surname_before(reader, found)
    )


def _odd_start(first: Unit) -> bool:
    return first.has(*NEVER) or first.norm.isdigit()


def _foreign_word(reader: NameReader, found: NameFound) -> bool:
    """One small word that the other language knows: "es" where English is read."""
    unit = reader.units[found.first]
    single = found.after - found.first == 1 and not (reader.cased and unit.capital)
    other = lexicon("en" if reader.language == "es" else "es")
    return single and unit.norm in other.roles and not reader.backed_by_email(found.first)


def _surname_before(reader: NameReader, found: NameFound) -> bool:
    """As in "Quispe, Yeny - yeny@x.pe": the line opens with a word of the name and a comma."""
    start = found.first - 2
    if start < 0 or found.after - found.first > 1 or reader.units[found.first - 1].text != ",":
        return False
    opening = reader.units[start]
    opens = start == 0 or reader.units[start - 1].kind == "line"
    return opens and reader.proper(opening) and not opening.roles


def _labels(before: Unit | None) -> bool:
    return before is not None and before.text in (":", "=")


def _runs_on(reader: NameReader, found: NameFound) -> bool:
    """A last word in small letters after capitals: "Callum Fraser down"."""
    if found.after - found.first < 2 or not reader.units[found.first].capital:
        return False
    last = reader.units[found.after - 1]
    tails = reader.words.groups["company_tail"] | reader.words.groups["company_form"]
    known = last.norm in tails or reader.backed_by_email(found.after - 1)
    return last.text.islower() and not known


def _cut_before(reader: NameReader, before: Unit, first: int) -> bool:
    if before.kind != "word":
        return False
    if before.norm in AND:
        other = reader.units[first - 2 : first - 1]
        mail = any(u.kind == "email" for u in reader.units[first : first + MAX_UNITS_TO_EMAIL])
        lone = mail and not reader.backed_by_email(first)
        return bool(other) and reader.proper(other[0]) and lone
    if not (reader.cased and reader.units[first].capital):
        return _leaves_open_before(reader, before, first)
    if before.capital and (before.has("email_noun", "new") or before.norm == "alta"):
        return True
    if not reader.proper(before):
        return False
    if reader.initial(first - 1):
        return before.text.istitle() and before.has(*AMBIGUOUS_START)
    return not before.has(*OPENS)


def _leaves_open_before(reader: NameReader, before: Unit, first: int) -> bool:
    """In small letters, a word in front that is known for something else: "olvido hormigos"."""
    if before.has("article") and not before.has("to"):
        return True
    if before.has("client"):
        return any(_names_next(unit) for unit in reader.units[first - 2 : first - 1])
    if before.has("greeting"):
        return first > 1
    beside = reader.units[first - 2 : first - 1]
    if before.has("new", "other") and any(unit.has("client", "create") for unit in beside):
        return False
    surname = before.norm in reader.words.groups["surnames"]
    return bool(before.roles) and (surname or not before.has(*OPENS))


def _names_next(unit: Unit) -> bool:
    """As in "A", "llamado" or a colon: what stands behind it is the name."""
    return (
        (unit.norm in ("a", "for") and unit.has("to"))
        or unit.has("named", "title", "place", "client", "name_noun")
        or unit.text in (":", "=")
    )


def _cut_after(reader: NameReader, found: NameFound) -> bool:
    rest = reader.units[found.after : found.after + 3]
    if not rest or rest[0].kind != "word":
        return False
    after, then = rest[0], rest[1] if len(rest) > 1 else None
    if reader.cased and reader.units[found.first].capital:
        if reader.proper(after) and not reader.initial(found.after):
            return not after.has("email_noun", "phone_noun", "name_noun", "this_one")
        return _goes_on(rest)
    return not after.has(*CONNECTS) or _leaves_open_after(reader, after, then)


def _goes_on(rest: list[Unit]) -> bool:
    """Small letters behind capitals: an unknown word, or a "con" that leads to no address."""
    after, then = rest[0], rest[1] if len(rest) > 1 else None
    if not after.roles:
        return not any(unit.has("email_noun") for unit in rest)
    listed = after.has("and") and then is not None and (then.capital or then.has(*TELLS))
    return after.has("with", "and", "article", "this_one") and not (listed or _leads(after, then))


def _leads(after: Unit, then: Unit | None) -> bool:
    if then is None or (after.has("with") and then.has("with")):
        return False
    return then.kind == "email" or then.has(*LEADS) or then.text == ":"


def _leaves_open_after(reader: NameReader, after: Unit, then: Unit | None) -> bool:
    """In small letters, a word behind that could be the name's too: "rosa con", "penny email"."""
    if after.norm in reader.words.groups["surnames"] or after.has("client", "name_noun"):
        return True
    if after.has("place", "create", "record"):
        return not after.has("place")
    if after.has("with", "and", "article", "this_one"):
        return not _leads(after, then)
    if after.has("email_noun"):
        return then is not None and not (
            then.kind == "email" or then.text in (":", "=") or then.has("copula", "of", "this_one")
        )
    return False
