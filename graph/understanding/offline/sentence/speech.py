"""Speech acts: verbs of request, and the negations, conditions and reports that revoke them."""

from itertools import takewhile

from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.sentence.units import SENTENCE_END, Unit, unit_at

YESTERDAY = ("ayer", "anoche", "anteayer", "yesterday", "ya ayer")
"""Days in the past: before them "registre" is "registré" without its accent, no request."""
ALREADY = "already"
"""Before a verb, somebody has done it: "the boss already put in…"; no order has it there."""
CONDITIONS = listed("si|if|when|cuando|unless|once|en cuanto|a menos que|salvo que")
OPENING = {"¿", "¡"}
"""Marks inside a sentence: "si confirma, ¿lo registras?" is one condition."""
UNLESS_COMMA = ("si", "if", "when", "cuando", "no", "not")

MIN_COMMENT_WORDS = 2
"""Words behind a reported request that comment on it: "… pero yo paso"."""

ENCLITICS = ("lo", "la", "los", "las", "le", "les")
PRONOUNS = ("lo", "la", "los", "las", "him", "her", "it", "them")
MAX_PRONOUN_LETTERS = 3
"""A longer word that ends as a pronoun is a verb with an enclitic: "regístrala"."""


def create_triggers(units: list[Unit]) -> list[int]:
    """The verbs of creation outside quotation marks."""
    return [
        index
        for index, unit in enumerate(units)
        if unit.roles
        and unit.has("create", "record")
        and not (unit.quoted or _is_noun(units, index))
    ]


def _is_noun(units: list[Unit], index: int) -> bool:
    """Whether a word such as "agenda" or "note" is the noun, not the verb of "agendá a Ana"."""
    unit, before = units[index], unit_at(units, index - 1)
    verb = not unit.text.isascii() or unit_at(units, index + 1).has("to")
    described = before.kind == "word" and (before.has("article", "this_one") or not before.roles)
    return (unit.has("client") and not verb) or (unit.has("thing") and described)


def quoted_triggers(units: list[Unit]) -> list[int]:
    """The verbs of creation between quotation marks."""
    return [i for i, unit in enumerate(units) if unit.quoted and unit.has("create", "record")]


def tentative(units: list[Unit], trigger: int) -> bool:
    """Whether the request is revoked, reported, or only asked about: "¿cómo registro a…?"."""
    sentence = _sentence(units, trigger)
    told = any(unit.has("howto", "reported") and not unit.has("polite") for unit in sentence)
    return told or _pasted(units, trigger) or revoked(units, trigger)


def revoked(units: list[Unit], trigger: int) -> bool:
    """Whether the request leaves no proposal: denied, supposed, for another day, or commented on.

    "No registres a…", "si firma, crea a…", "recuérdame mañana que…", "dijo «crea a…», pero paso".
    """
    before = takewhile(lambda i: units[i].text not in SENTENCE_END - OPENING, range(trigger)[::-1])
    sentence = _sentence(units, trigger)
    clause = _clause(sentence)
    return (
        put_off(units, trigger)
        or any(unit.has("negation", "no") and not unit.has("not_negation") for unit in clause)
        or (trigger > 0 and units[trigger - 1].norm in (*YESTERDAY, ALREADY))
        or any(supposes(units, index) for index in before)
        or (any(unit.has("reported") for unit in sentence) and _comments(units, trigger))
    )


def _comments(units: list[Unit], trigger: int) -> bool:
    """Whether words that comment follow the last address behind the verb."""
    last = max((i for i, u in enumerate(units) if u.kind == "email" and i > trigger), default=None)
    behind = units[last + 1 :] if last is not None else []
    return sum(unit.kind == "word" and not unit.quoted for unit in behind) >= MIN_COMMENT_WORDS


def put_off(units: list[Unit], trigger: int) -> bool:
    """Whether the request is for another day: "mañana…", "remind me to add…"."""
    behind = units[trigger + 1 : trigger + 2]
    return any(unit.has("later") for unit in (*_sentence(units, trigger), *behind))


def _sentence(units: list[Unit], trigger: int) -> list[Unit]:
    """The units of the verb's sentence in front of it, the nearest first."""
    return list(takewhile(lambda u: u.text not in SENTENCE_END, units[:trigger][::-1]))


def _clause(sentence: list[Unit]) -> list[Unit]:
    """The units of the sentence down to a comma, a colon or a line end."""
    return list(takewhile(lambda u: u.kind != "line" and u.text not in (",", ":"), sentence))


def _pasted(units: list[Unit], trigger: int) -> bool:
    """Whether a report and then a colon or a line end stand before: "Me llegó este correo: …"."""
    report = next((i for i in range(trigger) if units[i].has("reported")), trigger)
    return any(unit.kind == "line" or unit.text == ":" for unit in units[report:trigger])


def supposes(units: list[Unit], index: int) -> bool:
    """Whether the unit is hypothetical; a bare "si" before a comma is a yes, "would you" asks."""
    unit, after = units[index], unit_at(units, index + 1)
    if not unit.has("hypothetical") or unit.has("polite"):
        return False
    tagged = unit.norm.endswith(" you") and after.kind != "word"
    return not (tagged or (unit.norm in UNLESS_COMMA and after.kind == "mark"))


def conditional(units: list[Unit], after: range) -> bool:
    """Whether the units at these indices hold a condition: "si confirma", "when he signs"."""
    return any(
        units[index].norm in CONDITIONS
        and units[index].text.lower() != "sí"
        and unit_at(units, index + 1).kind == "word"
        for index in after
    )


def is_question(units: list[Unit]) -> bool:
    """Whether the units have a question mark."""
    return any(unit.kind == "mark" and unit.text in "¿?" for unit in units)


def means_somebody(units: list[Unit], trigger: int) -> bool:
    """Whether the object of the request is a pronoun: "regístrala", "¿lo apuntas?", "add her"."""
    words = units[trigger].norm.split()
    enclitic = any(len(word) > MAX_PRONOUN_LETTERS and word.endswith(ENCLITICS) for word in words)
    beside = (*units[max(0, trigger - 2) : trigger], *units[trigger + 1 : trigger + 2])
    apart = any(unit.norm in PRONOUNS for unit in beside)
    return enclitic or apart or any(word in PRONOUNS for word in words[1:])
