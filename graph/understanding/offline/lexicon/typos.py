"""Spelling correction: the known word nearest to a misspelt one, by edit distance."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

MIN_TARGET_LETTERS = 5
MIN_LETTERS, MAX_LETTERS = 5, 20
"""Words of other lengths are not corrected."""
MIN_LETTERS_OF_TWO_SLIPS = 9
"""Letters of a word from which on two typing errors are corrected instead of one."""
ALIKE = str.maketrans("vkqzhy", "bccsjl")
"""Letters that sound alike at the start of a word, as "v" and "b" in Spanish."""

Targets = Mapping[tuple[str, int], tuple[str, ...]]
"""Correct words, by the sound of their first letter and their number of letters."""


def targets_of(words: Iterable[str]) -> Targets:
    """An index of the words of `MIN_TARGET_LETTERS` or more, for `closest`."""
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for word in words:
        if len(word) >= MIN_TARGET_LETTERS and " " not in word:
            found[_sound(word), len(word)].append(word)
    return {key: tuple(group) for key, group in found.items()}


def closest(word: str, targets: Targets) -> str | None:
    """The nearest target with the same first sound within 1 or 2 typing errors, or None."""
    if not MIN_LETTERS <= len(word) <= MAX_LETTERS:
        return None
    errors = 2 if len(word) >= MIN_LETTERS_OF_TWO_SLIPS else 1
    near = [
        target
        for length in range(len(word) - errors, len(word) + errors + 1)
        for target in targets.get((_sound(word), length), ())
    ]
    found = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=errors)
    return found[0] if found else None


def _sound(word: str) -> str:
    return word[:1].translate(ALIKE)
