"""The part of a name for which a question searches."""

import re

from graph.understanding.evidence.names import kind_of
from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.names.names import NameReader
from graph.understanding.offline.queries.domains import Mentioned
from graph.understanding.offline.queries.question import Question
from graph.understanding.offline.queries.ranking import ONLY
from graph.understanding.offline.sentence.units import NOTHING, Unit, unit_at

_POSSESSIVE = re.compile(r"['’]s$")
_SOMETHING = re.compile(r"[-\s]?(?:something|algo)$", re.I)
_ENCLITIC = re.compile(
    r"\w{3,}[aei]r(?:me|te|le|nos|les)|\w*[áéíóú]\w{1,4}(?:me|se|nos|le|les)(?:l[oa]s?)?", re.I
)
"""A verb with its pronoun, which is no name: "informarme", "sírvase", "dígame"."""
_PLURAL = re.compile(r"(?:(?:(?<=[nlrxz])|(?<=[cs]h|ss))es|s)$")
SEEKING = listed(
    "find to named name_noun with of exist inverted and also copula tell email_noun client "
    "containing"
)
"""Roles of words before the name that is searched."""
ANNOUNCING = listed("find to named name_noun with containing")
"""Those before which even a common word is searched: "busca a mesa"."""
PURPOSE = ("for", "para")
"""Words behind which a common word is no name: "… in alphabetical order, for the bulletin"."""
WEAK = 1
"""Evidence of words that are searched only if the directory has them."""
SOME = listed("algun alguna ningun ninguna any")
SKIPPED = ("article", "title", "courtesy")
SHORT_QUESTION_UNITS = 3
"""Units of a question up to which any unknown word is searched."""
BEFORE_PLURALS = ("las", "los", "ambos", "the", "any", "both", "all")
MIN_PLURAL_LETTERS = 4
"""Letters of a surname from which on its plural ending is removed."""
MAX_PASSED_OVER = 8
"""Articles and courtesies between "busca" and the name."""
PUNCTUATION = frozenset(".,;:!?¿¡()[]{}<>\"'“”«»‘’@-–—*…/|")


def text_of(question: Question, domains: list[Mentioned]) -> tuple[str | None, bool]:
    """The part of a name that is searched: of the words outside `domains` the likeliest name.

    With it, whether it is perhaps none.
    """
    reader, units = question.reader, question.reader.units
    best, text = 0, None
    after = 0
    for index in question.indices:
        unit = units[index]
        if _symbol(units, index):
            return unit.text, False
        if unit.kind != "word" or unit.has("provider", "title") or unit.norm in ONLY:
            continue
        named = domains and any(each.start <= unit.start < each.end for each in domains)
        if named or question.in_period(index):
            continue
        evidence = _evidence(question, index) if index >= after else 0
        if evidence > best and (found := reader.at(index)):
            best, after = evidence, found.after
            text = _singular(reader, index, _SOMETHING.sub("", _POSSESSIVE.sub("", found.text)))
    return text, best == WEAK


def _symbol(units: list[Unit], index: int) -> bool:
    """Whether a symbol is searched, as in "busca clientes con %"."""
    unit, before = units[index], units[index - 1]
    return unit.kind == "mark" and unit.text not in PUNCTUATION and before.has("with", "find")


def _singular(reader: NameReader, index: int, text: str) -> str:
    """The surname without its plural, as in "los Gallos", "how many Langs", "both Marshes"."""
    before = unit_at(reader.units, index - 1)
    several = before.norm in BEFORE_PLURALS or before.norm in reader.words.numbers
    plural = several or before.has("count", "question")
    return _PLURAL.sub("", text) if plural and len(text) >= MIN_PLURAL_LETTERS else text


def _evidence(question: Question, index: int) -> int:
    """How plainly the word at an index is the name that is searched: from 0, not at all, to 4.

    Quoted is plainest, then a name by the word's frequency or capital, then an unknown word behind
    "busca", "a", "de", last (`WEAK`) a common word there, or a name in small letters elsewhere.
    """
    units = question.reader.units
    unit = units[index]
    if _counted_noun(units, index):
        return 0
    if unit_at(units, index + 1).has("partial"):
        return 0 if unit.has("partial") else 3
    if unit.quoted:
        return 4
    verb = _ENCLITIC.fullmatch(unit.text) and not unit.text.isupper()
    return 0 if verb or unit.has("alphabetical") else _by_frequency(question, index)


def _by_frequency(question: Question, index: int) -> int:
    """The evidence of a word by how it is known, how it is written, and the word before it."""
    reader, unit = question.reader, question.reader.units[index]
    proper = reader.proper(unit) and not (unit.roles and index == 0)
    inside = proper and not reader.initial(index)
    kind, leading = kind_of(_SOMETHING.sub("", unit.text)), _leading(question, index)
    led = leading.has(*SEEKING) or (leading.has("count") and _is_plural_name(unit))
    short = len(question.units) <= SHORT_QUESTION_UNITS
    if kind == "word":
        purpose = leading.norm in PURPOSE and unit.text.islower()
        announced = (leading.has(*ANNOUNCING) and not purpose) or (inside and led)
        return 2 if announced else WEAK if led else 0
    if inside or (kind == "name" and (proper or led)):
        return 3
    if led or short:
        return 2
    if kind != "name" or unit.roles:
        return 0
    return 2 if question.units[0].has("and", "also") else WEAK  # "¿y su hermano joaquín?"


def _is_plural_name(unit: Unit) -> bool:
    """Whether the word is a name with the ending of a plural: "how many marias"."""
    single = _PLURAL.sub("", unit.text)
    return single != unit.text and kind_of(single) == "name"


def _leading(question: Question, index: int) -> Unit:
    """The unit before the name and its article: the "a" of "a la señora Gil"; or `NOTHING`."""
    units, back = question.reader.units, index - 1
    while back >= max(index - MAX_PASSED_OVER, 0) and _passed_over(units[back]):
        back -= 1
    before = unit_at(units, back)
    counted = before.has("exist", "client") and question.has("count")
    return NOTHING if counted else before


def _passed_over(unit: Unit) -> bool:
    """Whether the unit may stand between "busca" and the name."""
    some = unit.text in (":", "'") or unit.norm in SOME
    return some or (unit.has(*SKIPPED) and not unit.has(*SEEKING))


def _counted_noun(units: list[Unit], index: int) -> bool:
    """Whether a small word belongs to "clientes" behind it: "tdos los clientes"."""
    if not units[index].text.islower():
        return False
    near = [unit for unit in units[index + 1 : index + 4] if not unit.has("article", "stop")]
    after = near[1:] if near and near[0].has("of") else near
    return bool(after) and after[0].has("client")
