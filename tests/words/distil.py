"""`make words`: distils what `graph.understanding.evidence` knows of words and of people's names.

    python -m tests.words.distil FOLDER

writes `words.txt` (common words of Spanish and English, from wordfreq) and `names.txt` (given names
and surnames, from Faker), folded, one a line; a word in both may be either. `few_names.txt` has the
names of few countries that are met as words, too. `genders.txt` has the
given names of women and, on a second line, of men (from Faker) whose last letter does not tell it;
`short_forms_en.txt` English names, each with its short forms (from nicknames).
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from faker.config import AVAILABLE_LOCALES
from nicknames import name_triplets
from wordfreq import iter_wordlist, zipf_frequency

from tools.folding import fold

LANGUAGES = ("es", "en")
NEAR = ("es", "en", "pt", "it", "fr", "de", "ro", "ca")
"""Languages whose names are common where Spanish and English are spoken."""
FAR = ("pl", "nl", "sv", "no", "da", "ga", "tr", "hr", "cs", "fi", "hu", "sk", "lt", "vi", "az")
COMMON = 3.5
"""Zipf frequency from which on a word is a common one: three in a million words."""
EITHER = 4.3
"""Zipf frequency from which on a name is a word, too: "rosa", "mark", "good"."""
FREQUENT = 5.7
"""Zipf frequency from which on a word is one, whoever is called so: "nada", "will"."""
WIDESPREAD = 3
"""Locales from which on a given name is one although it is no rare word: "juan", "david"."""
FEW_GIVEN, FEW_LAST = 4, 2
"""Locales up to which a given name and a surname are those of few people."""
MET = 3.2
"""Zipf frequency from which on such a name may be met as another word: "nil", "marino"."""
TOLD = 2
"""Locales of one gender from which on a given name is of this gender."""


def frequencies() -> dict[str, float]:
    """The Zipf frequency of each common word, the higher one of both languages."""
    found: dict[str, float] = {}
    for language in LANGUAGES:
        for word in iter_wordlist(language):
            frequency = zipf_frequency(word, language)
            if frequency < COMMON:
                break
            if _plain(fold(word)):
                found[fold(word)] = max(frequency, found.get(fold(word), 0))
    return found


def _met(word: str) -> float:
    return float(max(zipf_frequency(word, language) for language in LANGUAGES))


def names(languages: tuple[str, ...], *kinds: str) -> Counter[str]:
    """The words of the names of these kinds, each with the number of locales that have it."""
    found: Counter[str] = Counter()
    for locale in AVAILABLE_LOCALES:
        if locale.partition("_")[0] in languages:
            found.update(set(_names_of(locale, kinds)))
    return found


def _names_of(locale: str, kinds: tuple[str, ...]) -> Iterator[str]:
    try:
        provider = import_module(f"faker.providers.person.{locale}").Provider
    except ModuleNotFoundError:
        return
    for attribute, values in vars(provider).items():
        if attribute.startswith(kinds) and isinstance(values, tuple | list | dict):
            for name in values:
                yield from (word for word in fold(name.replace("-", " ")).split() if _plain(word))


def genders() -> Iterator[str]:
    """The names of women, then those of men, but for those in "a" and in "o"."""
    women, men = names(NEAR, "first_names_female"), names(NEAR, "first_names_male")
    for these, others, ending in ((women, men, "a"), (men, women, "o")):
        told = {n for n, number in these.items() if number >= max(TOLD, 3 * others[n])}
        yield " ".join(sorted(name for name in told if not name.endswith(ending)))


def short_forms() -> Iterator[str]:
    """English names, each with its short forms behind it."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, relation, short in name_triplets():
        if relation == "has_nickname" and _plain(name) and _plain(short):
            found[name].add(short)
    for name, forms in sorted(found.items()):
        yield " ".join((name, *sorted(forms)))


def _plain(word: str) -> bool:
    return len(word) > 1 and word.isascii() and word.isalpha()


def main(folder: Path) -> None:
    """Write the lists."""
    words = frequencies()
    given, last = names(NEAR, "first_names"), names(NEAR, "last_names")
    near = given + last
    far = names(FAR, "first_names", "last_names")
    people = set(near) | {name for name in far if words.get(name, 0) < EITHER}
    certain = {name for name, locales in given.items() if locales >= WIDESPREAD}
    common = {
        word
        for word, frequency in words.items()
        if word not in people or frequency >= (FREQUENT if word in certain else EITHER)
    }
    few = {
        name
        for name in people - common
        if given[name] <= FEW_GIVEN and last[name] <= FEW_LAST and _met(name) >= MET
    }
    lists = {
        "words.txt": sorted(common),
        "names.txt": sorted(people),
        "few_names.txt": sorted(few),
        "genders.txt": genders(),
        "short_forms_en.txt": short_forms(),
    }
    for file, lines in lists.items():
        (folder / file).write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
