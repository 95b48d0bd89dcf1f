"""The known word that a misspelt one is meant for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

MIN_TARGET_LETTERS = 5
MIN_LETTERS, MAX_LETTERS = 5, 20
"""Letters of the words that are taken for misspelt ones."""
MIN_LETTERS_OF_TWO_SLIPS = 9
"""From so many letters on, two slips of the keyboard are forgiven instead of one."""
ALIKE = str.maketrans("vkqzhy", "bccsjl")
"""Letters that sound alike at the start of a word."""

Targets = Mapping[tuple[str, int], tuple[str, ...]]
"""Correct words by the sound of their first letter and their length."""


def targets_of(words: Iterable[str]) -> Targets:
    """The words that a misspelt one may be meant for, ready to be searched."""
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for word in words:
        if len(word) >= MIN_TARGET_LETTERS and " " not in word:
            found[_sound(word), len(word)].append(word)
    return {key: tuple(group) for key, group in found.items()}


def closest(word: str, targets: Targets) -> str | None:
    """The nearest target that starts with the same sound; None when none is near."""
    if not MIN_LETTERS <= len(word) <= MAX_LETTERS:
        return None
    slips = 2 if len(word) >= MIN_LETTERS_OF_TWO_SLIPS else 1
    near = [
        target
        for length in range(len(word) - slips, len(word) + slips + 1)
        for target in targets.get((_sound(word), length), ())
    ]
    found = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=slips)
    return found[0] if found else None


def _sound(word: str) -> str:
    return word[:1].translate(ALIKE)
