"""Words that their neighbours give another role: slips such as "con corre", the "mira," of talk."""

from rapidfuzz.distance import OSA

from graph.understanding.intents import Language
from graph.understanding.offline.lexicon.words import key_words
from graph.understanding.offline.sentence.units import Unit

ASKING = frozenset({"find", "tell", "question"})
HARMLESS = frozenset({"common", "common_past", "language"})
"""Roles that a slip may have by chance."""
OWNING = ("with", "article", "this_one")
"""What stands before the noun of an address that follows."""
BETWEEN = ("article", "new", "other", "courtesy", "to")
"""What stands between a verb that asks and the client."""
SHORT_VERB_LETTERS = range(2, 5)
"""Letters of verbs too short to be taken for misspelt wherever they stand."""
MIN_NOUN_LETTERS = 4
MAX_UNITS_BETWEEN = 3
CALLED = ("llama", "llaman", "llame", "llamen")
GETTING = ("get", "bring")
INTO = ("into", "onto", "on", "to")
AT = ("en", "at", "in", "por", "through", "via")
MAX_UNITS_BACK = 20
"""Units before a word that say what is asked."""
PAUSES = (",", ".", ";", "!", "…", "-", "–")


def mended(units: list[Unit], language: Language) -> list[Unit]:
    """The units with the roles that slips and interjections have beside their neighbours."""
    return [
        unit if unit.kind != "word" or unit.quoted else _meant(units, index, language)
        for index, unit in enumerate(units)
    ]


def _meant(units: list[Unit], index: int, language: Language) -> Unit:
    unit = units[index]
    if unit.has("courtesy") and unit.has(*ASKING) and _interjected(units, index):
        return unit._replace(roles=unit.roles - ASKING)
    if unit.has("find") and _tells_where(units, index):
        return unit._replace(roles=unit.roles - ASKING)
    if unit.norm in GETTING and _places(units, index):
        return unit._replace(roles=frozenset({"record"}))
    return _respelt(units, index, language) if unit.roles <= HARMLESS else unit


def _respelt(units: list[Unit], index: int, language: Language) -> Unit:
    unit = units[index]
    if index and units[index - 1].norm == "se" and _near(unit.norm, CALLED):
        return unit._replace(roles=frozenset({"named"}))
    if _labels_address(units, index) and _near(unit.norm, key_words(language, "email_noun")):
        return unit._replace(roles=frozenset({"email_noun"}))
    if _asks_for_client(units, index) and _near(unit.norm, key_words(language, "create")):
        return unit._replace(roles=frozenset({"create"}))
    return unit


def _near(norm: str, words: tuple[str, ...]) -> bool:
    """Whether one slip of the keyboard makes the word of one of these."""
    return any(
        word[0] == norm[0] and OSA.distance(norm, word, score_cutoff=1) <= 1 for word in words
    )


def _interjected(units: list[Unit], index: int) -> bool:
    """As in "mira, …" or "mira su correo es…": it only calls for attention."""
    after = units[index + 1 : index + 4]
    if after and (after[0].text in PAUSES or after[0].kind == "line"):
        return True
    if after and after[0].has("article", "this_one"):
        after = after[1:]
    return len(after) > 1 and after[0].has("email_noun", "name_noun") and after[1].has("copula")


def _tells_where(units: list[Unit], index: int) -> bool:
    """As in "Add Tom Reed, you can find him at tom@reed.org": an address, and no question."""
    after = [unit for unit in units[index + 1 : index + 4] if not unit.has("this_one")]
    where = len(after) > 1 and after[0].norm in AT and after[1].kind == "email"
    return where and any(
        u.has("create", "record") for u in units[max(0, index - MAX_UNITS_BACK) : index]
    )


def _places(units: list[Unit], index: int) -> bool:
    """As in "let's get Ana Gil into the system": capitals, then a place to be put in."""
    for number, unit in enumerate(units[index + 1 : index + 2 + MAX_UNITS_BETWEEN]):
        if unit.has("place"):
            return number > 0 and unit.norm.partition(" ")[0] in INTO
        if not unit.capital or unit.kind != "word":
            return False
    return False


def _labels_address(units: list[Unit], index: int) -> bool:
    """As in "con corre ana@x.es", "su corro es ana@x.es": a noun is due, and no name."""
    unit, before = units[index], units[index - 1 : index]
    if (
        unit.capital
        or len(unit.norm) < MIN_NOUN_LETTERS
        or not before
        or not before[0].has(*OWNING)
    ):
        return False
    after = units[index + 1 : index + 3]
    if after and (after[0].has("copula") or after[0].text in (":", "=")):
        after = after[1:]
    address = after[0] if after and after[0].kind == "email" else None
    return address is not None and unit.norm not in address.norm


def _asks_for_client(units: list[Unit], index: int) -> bool:
    """As in "crar un cliente", "quiero crae un cliente": an order is due."""
    if len(units[index].norm) not in SHORT_VERB_LETTERS or not _opens(units, index):
        return False
    for after in units[index + 1 : index + 2 + MAX_UNITS_BETWEEN]:
        if after.has("client"):
            return not after.norm.endswith("s")
        if not after.has(*BETWEEN):
            return False
    return False


def _opens(units: list[Unit], index: int) -> bool:
    """Whether a clause starts here, or a word such as "quiero" stands before."""
    before = units[index - 1 : index]
    if not before:
        return True
    return before[0].kind in ("mark", "line") or before[0].has("polite", "greeting", "courtesy")
