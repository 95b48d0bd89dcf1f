"""Roles corrected by neighbouring words: typing errors ("con corre") and "mira,"."""

from rapidfuzz.distance import OSA

from graph.understanding.evidence.names import kind_of
from graph.understanding.intents import Language
from graph.understanding.offline.lexicon.words import key_words, listed
from graph.understanding.offline.sentence.units import Unit, unit_at

ASKING = frozenset({"find", "tell", "question"})
HARMLESS = frozenset({"common", "common_past", "language"})
"""Roles that a misspelt word may have by chance."""
OWNING = ("with", "article", "this_one")
"""Roles of words before a noun such as "correo" with its address."""
BETWEEN = ("article", "new", "other", "courtesy", "to")
"""Roles of words between a verb of request and "cliente"."""
SHORT_VERB_LETTERS = range(2, 5)
"""Letters of verbs too short to be corrected without a sign from their neighbours."""
MIN_NOUN_LETTERS = 4
"""Letters of a word from which on it may be a misspelt "correo"."""
MAX_UNITS_BETWEEN = 3
"""Between a verb of request and its object."""
CALLED = ("llama", "llaman", "llame", "llamen")
GETTING = ("get", "bring")
INTO = ("into", "onto", "on", "to")
SOMEBODY, WITHIN = ("him", "her", "them"), ("in", "on")
REGISTRATIONS = frozenset(
    listed("altas inscripciones incorporaciones ingresos registrations sign-ups signups")
)
"""Nouns that head a list of clients: "dos altas: …"."""
AT = ("en", "at", "in", "por", "through", "via")
MAX_UNITS_BACK = 20
"""Units before "find" that are searched for a verb of creation."""
PAUSES = (",", ".", ";", "!", "…", "-", "–")


def mended(units: list[Unit], language: Language) -> list[Unit]:
    """The units, with the roles of misspelt words and of interjections corrected."""
    return [
        unit if unit.kind != "word" or unit.quoted else _meant(units, index, language)
        for index, unit in enumerate(units)
    ]


def _meant(units: list[Unit], index: int, language: Language) -> Unit:
    unit = units[index]
    if not ASKING.isdisjoint(unit.roles):
        called = unit.has("courtesy") and _interjected(units, index)
        if called or (unit.has("find") and _tells_where(units, index)):
            return unit.with_roles(unit.roles - ASKING)
    harmless = unit.roles <= HARMLESS
    if (unit.norm in GETTING and _places(units, index)) or (
        harmless and _moves_somebody(units, index)
    ):
        return unit.with_roles(frozenset({"record"}))
    if unit.norm in REGISTRATIONS and unit_at(units, index + 1).text == ":":
        return unit.with_roles(frozenset({"create"}))
    return _respelt(units, index, language) if harmless else unit


def _respelt(units: list[Unit], index: int, language: Language) -> Unit:
    unit = units[index]
    if index and units[index - 1].norm == "se" and _near(unit.norm, CALLED):
        return unit.with_roles(frozenset({"named"}))
    if _labels_address(units, index) and _near(unit.norm, key_words(language, "email_noun")):
        return unit.with_roles(frozenset({"email_noun"}))
    if _asks_for_client(units, index) and _near(unit.norm, key_words(language, "create")):
        return unit.with_roles(frozenset({"create"}))
    return unit


def _near(norm: str, words: tuple[str, ...]) -> bool:
    """Whether the word is within one typing error of one of these, first letters equal."""
    return any(
        word[0] == norm[0] and OSA.distance(norm, word, score_cutoff=1) <= 1 for word in words
    )


def _interjected(units: list[Unit], index: int) -> bool:
    """Whether the word only calls for attention, as in "mira, …" or "mira su correo es…"."""
    after = units[index + 1 : index + 4]
    if after and (after[0].text in PAUSES or after[0].kind == "line"):
        return True
    if after and after[0].has("article", "this_one"):
        after = after[1:]
    return len(after) > 1 and after[0].has("email_noun", "name_noun") and after[1].has("copula")


def _tells_where(units: list[Unit], index: int) -> bool:
    """Whether the word gives an address: "Add Tom Reed, you can find him at tom@reed.org"."""
    after = [unit for unit in units[index + 1 : index + 4] if not unit.has("this_one")]
    where = len(after) > 1 and after[0].norm in AT and after[1].kind == "email"
    earlier = units[max(0, index - MAX_UNITS_BACK) : index]
    return where and any(unit.has("create", "record") for unit in earlier)


def _moves_somebody(units: list[Unit], index: int) -> bool:
    """Whether a verb of any kind registers: "whack him in", "squeeze her on"."""
    whom = unit_at(units, index + 1)
    return whom.norm in SOMEBODY and unit_at(units, index + 2).norm in WITHIN


def _places(units: list[Unit], index: int) -> bool:
    """Whether the verb registers: "let's get Ana Gil into the system", capitals, then a place."""
    for number, unit in enumerate(units[index + 1 : index + 2 + MAX_UNITS_BETWEEN]):
        if unit.has("place"):
            return number > 0 and unit.norm.partition(" ")[0] in INTO
        if unit.kind != "word" or not (unit.capital or kind_of(unit.text) == "name"):
            return False
    return False


def _labels_address(units: list[Unit], index: int) -> bool:
    """Whether a noun such as "correo" is expected: "con corre ana@x.es", "su corro es ana@x.es"."""
    unit = units[index]
    if unit.capital or len(unit.norm) < MIN_NOUN_LETTERS:
        return False
    if not unit_at(units, index - 1).has(*OWNING):
        return False
    after = units[index + 1 : index + 3]
    if after and (after[0].has("copula") or after[0].text in (":", "=")):
        after = after[1:]
    address = after[0] if after and after[0].kind == "email" else None
    return address is not None and unit.norm not in address.norm


def _asks_for_client(units: list[Unit], index: int) -> bool:
    """Whether a verb of request is expected: "crar un cliente", "quiero crae un cliente"."""
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
    before = unit_at(units, index - 1)
    return before.kind in ("", "mark", "line") or before.has("polite", "greeting", "courtesy")
