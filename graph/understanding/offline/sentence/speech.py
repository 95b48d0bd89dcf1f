"""Speech acts: where a message asks for a creation, and whether it means it."""

from collections.abc import Iterator

from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.sentence.units import SENTENCE_END, Unit

YESTERDAY = ("ayer", "anoche", "anteayer", "yesterday", "ya ayer")
"""Days of what was done; without its accent "registré" looks like an order."""
CONDITIONS = listed("si|if|when|cuando|unless|once|en cuanto|a menos que|salvo que")
UNLESS_COMMA = ("si", "if", "when", "cuando", "no", "not")

ENCLITICS = ("lo", "la", "los", "las", "le", "les")
PRONOUNS = ("lo", "la", "los", "las", "him", "her", "it", "them")
MAX_PRONOUN_LETTERS = 3


def create_triggers(units: list[Unit]) -> list[int]:
    """The units that ask, outside quotation marks and names, for something to be registered."""
    return [
        index
        for index, unit in enumerate(units)
        if not unit.quoted and unit.has("create", "record") and not unit.has("client")
    ]


def quoted_triggers(units: list[Unit]) -> list[int]:
    """The same between quotation marks."""
    return [i for i, unit in enumerate(units) if unit.quoted and unit.has("create", "record")]


def tentative(units: list[Unit], trigger: int) -> bool:
    """Whether what is said before the trigger takes the request back: not, if, how, he said."""
    sentence = list(_before(units, trigger, sentence=True))
    clause = list(_before(units, trigger, sentence=False))
    return (
        _pasted(units, trigger)
        or any(unit.has("negation", "no") and not unit.has("not_negation") for unit in clause)
        or (trigger > 0 and units[trigger - 1].norm in YESTERDAY)
        or any(_supposes(units, index) for index in _indices(units, trigger))
        or any(unit.has("howto", "reported") and not unit.has("polite") for unit in sentence)
    )


def _pasted(units: list[Unit], trigger: int) -> bool:
    """As in "Me llegó este correo: …": told by others, on lines or behind a colon of its own."""
    told = next((i for i in range(trigger) if units[i].has("reported")), None)
    return told is not None and any(u.kind == "line" or u.text == ":" for u in units[told:trigger])


def _indices(units: list[Unit], trigger: int) -> Iterator[int]:
    for index in range(trigger - 1, -1, -1):
        if units[index].kind == "mark" and units[index].text in SENTENCE_END - {"¿", "¡"}:
            return
        yield index


def _before(units: list[Unit], trigger: int, *, sentence: bool) -> Iterator[Unit]:
    """The units before the trigger, back to the start of its sentence or of its clause."""
    for index in range(trigger - 1, -1, -1):
        unit = units[index]
        if unit.kind == "mark" and unit.text in SENTENCE_END:
            return
        if not sentence and (unit.kind == "line" or unit.text in (",", ":")):
            return
        yield unit


def _supposes(units: list[Unit], index: int) -> bool:
    """A hypothetical word; a bare "si" before a comma is a yes."""
    unit = units[index]
    if not unit.has("hypothetical") or unit.has("polite"):
        return False
    after = units[index + 1 : index + 2]
    stands_alone = bool(after) and after[0].kind == "mark"
    return unit.text.lower() != "sí" and not (unit.norm in UNLESS_COMMA and stands_alone)


def conditional(units: list[Unit], after: range) -> bool:
    """Whether a condition follows: "… si confirma", "… when he signs"."""
    return any(
        units[index].norm in CONDITIONS
        and units[index].text.lower() != "sí"
        and units[index + 1 : index + 2] != []
        and units[index + 1].kind == "word"
        for index in after
    )


def is_question(units: list[Unit]) -> bool:
    """Whether the message is put as a question."""
    return any(unit.kind == "mark" and unit.text in "¿?" for unit in units)


def means_somebody(units: list[Unit], trigger: int) -> bool:
    """Whether the request has a pronoun for its object: "regístrala", "¿lo apuntas?", "add her"."""
    words = units[trigger].norm.split()
    enclitic = any(len(word) > MAX_PRONOUN_LETTERS and word.endswith(ENCLITICS) for word in words)
    beside = (*units[max(0, trigger - 2) : trigger], *units[trigger + 1 : trigger + 2])
    apart = any(unit.norm in PRONOUNS for unit in beside)
    return enclitic or apart or any(word in PRONOUNS for word in words[1:])
