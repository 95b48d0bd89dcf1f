"""Short forms of names, by which people mean a client that is being registered."""

import re
from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from typing import Literal

from graph.understanding.evidence.names import PARTICLES
from graph.understanding.situation import Draft
from tools.folding import fold

Gender = Literal["f", "m"]
MIN_SHORT_FORM = 3
"""Letters of a short form: "Inma" for "Inmaculada"."""
MIN_SIMILARITY = 0.6
"""Share of letters that a corrected word and the one before have in common."""
MAX_MORE_LETTERS = 2
"""Letters that one of them has more."""
LISTS = ("short_forms_es.txt", "short_forms_en.txt")
_DIMINUTIVE = re.compile(r"(?:c|qu)?(?:it|ill|ic)[oa]s?$")
_POSSESSIVE = re.compile(r"['’]s?$")


def goes_by(short: str, name: str) -> bool:
    """Whether each word is one of the name's or short for one: "Inma", "Lola", "Miguelito"."""
    words = fold(name).split()
    said = [fold(_POSSESSIVE.sub("", word)) for word in short.split()]
    return bool(said) and all(any(_short_for(word, whole) for whole in words) for word in said)


def short_forms(word: str) -> frozenset[str]:
    """The listed short forms of a folded name: those of "dolores" are "lola", "loli"."""
    return _forms().get(word, frozenset())


def long_forms(word: str) -> frozenset[str]:
    """The names for which a word is a listed short form: of "sole" "soledad"."""
    short = fold(word)
    return frozenset(name for name, shorts in _forms().items() if short in shorts)


def similar(known: str, word: str) -> bool:
    """Whether one word may be the other one spelt right."""
    one, other = fold(known), fold(word)
    close = SequenceMatcher(None, one, other).ratio() >= MIN_SIMILARITY
    return close and abs(len(one) - len(other)) <= MAX_MORE_LETTERS


def spelt_alike(one: str, other: str) -> bool:
    """Whether a name may be another one spelt right, with fewer words or with more."""
    fewer, more = sorted((one.split(), other.split()), key=len)
    return all(any(similar(word, each) for each in more) for word in fewer)


def is_short_form(word: str) -> bool:
    """Whether the word is a listed short form of any name: "beto"."""
    return fold(word) in _all_short_forms()


def part_of(name: str, known: str) -> bool:
    """Whether all words of the name are words of the known one."""
    return set(fold(name).split()) <= set(fold(known).split())


def cut_from(part: str, whole: str) -> bool:
    """Whether a name is some, but not all, words of another."""
    return bool(part) and set(fold(part).split()) < set(fold(whole).split())


def shares_word(one: str, other: str) -> bool:
    """Whether two names have a word in common."""
    return not set(fold(one).split()).isdisjoint(fold(other).split())


def gender_of(name: str) -> Gender | None:
    """The gender of a given name as most people who have it; by its last letter if unlisted."""
    first = fold(name).split()[0] if name.split() else ""
    women, men = _genders()
    if first in women:
        return "f"
    if first in men:
        return "m"
    return "f" if first.endswith("a") else "m" if first.endswith("o") else None


def meant(
    line: Sequence[Draft], name: str | None, email: str | None, about: str | None = None
) -> Draft | None:
    """The client in line whom a creation means.

    That of the name or address `about`; else the only one that lacks an address and goes by the
    name.
    """
    if about:
        return next((d for d in line if about in (d.name, d.candidate, d.email)), None)
    if not (name and email):
        return None
    lacking = [draft for draft in line if draft.name and not draft.email]
    found = [draft for draft in lacking if fold(draft.name or "") == fold(name)]
    found = found or [draft for draft in lacking if goes_by(name, draft.name or "")]
    return found[0] if len(found) == 1 else None


def _short_for(word: str, whole: str) -> bool:
    if word == whole:
        return True
    if len(word) < MIN_SHORT_FORM or whole in PARTICLES:
        return False
    stem = _DIMINUTIVE.sub("", word)
    starts = len(stem) >= MIN_SHORT_FORM and whole.startswith(stem)
    return starts or word in short_forms(whole)


@cache
def _forms() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for file in LISTS:
        for line in _lines(file):
            name, *short = line.split()
            found[name].update(short)
    return {name: frozenset(short) for name, short in found.items()}


@cache
def _all_short_forms() -> frozenset[str]:
    return frozenset().union(*_forms().values())


@cache
def _genders() -> tuple[frozenset[str], frozenset[str]]:
    women, men = _lines("genders.txt")
    return frozenset(women.split()), frozenset(men.split())


def _lines(file: str) -> list[str]:
    return (files(__package__) / file).read_text("utf-8").splitlines()
