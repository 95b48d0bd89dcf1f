"""Roles corrected by neighbouring words: typing errors ("con corre") and "mira,"."""

from rapidfuzz.distance import OSA

from graph.understanding.intents import Language
from graph.understanding.offline.lexicon.words import key_words, listed
from graph.understanding.offline.sentence.units import Unit, unit_at

ASKING = frozenset({"find", "tell", "question"})
HARMLESS = frozenset({"common", "common_past", "language"})
"""Roles that a misspelt word may have by chance."""
BETWEEN = ("article", "new", "other", "courtesy", "to")
"""Roles of words between a verb of request and "cliente"."""
SHORT_VERB_LETTERS = range(2, 5)
"""Letters of verbs too short to be corrected without a sign from their neighbours."""
MAX_UNITS_BETWEEN = 3
"""Between a verb of request and its object."""
CALLED = ("llama", "llaman", "llame", "llamen")
REGISTRATIONS = frozenset(
    listed("altas inscripciones incorporaciones ingresos registrations sign-ups signups")
)
"""Nouns that head a list of clients: "dos altas: …"."""
PAUSES = (",", ".", ";", "!", "…", "-", "–")


def mended(units: list[Unit], language: Language) -> list[Unit]:
    """The units, with the roles of misspelt words and of interjections corrected."""
    return [
        unit if unit.kind != "word" or unit.quoted else _meant(units, index, language)
        for index, unit in enumerate(units)
    ]


def _meant(units: list[Unit], index: int, language: Language) -> Unit:
    unit = units[index]
    if unit.has("courtesy") and unit.has(*ASKING) and _interjected(units, index):
        return unit.with_roles(unit.roles - ASKING)
    harmless = unit.roles <= HARMLESS
    if unit.norm in REGISTRATIONS and unit_at(units, index + 1).text == ":":
        return unit.with_roles(frozenset({"create"}))
    return _respelt(units, index, language) if harmless else unit


def _respelt(units: list[Unit], index: int, language: Language) -> Unit:
    unit = units[index]
    if index and units[index - 1].norm == "se" and _near(unit.norm, CALLED):
        return unit.with_roles(frozenset({"named"}))
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


def _asks_for_client(units: list[Unit], index: int) -> bool:
    """Whether a verb of request is expected: "crar un cliente", "quiero crae un cliente"."""
    if len(units[index].norm) not in SHORT_VERB_LETTERS:
        return False
    for after in units[index + 1 : index + 2 + MAX_UNITS_BETWEEN]:
        if after.has("client"):
            return not after.norm.endswith("s")
        if not after.has(*BETWEEN):
            return False
    return False
