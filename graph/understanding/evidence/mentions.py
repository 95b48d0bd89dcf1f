"""Words of a message that may name a client, to be looked up in the directory or paired."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from graph.understanding.evidence.names import PARTICLES, judge_name, kind_of
from tools.folding import fold

MAX_MENTIONS = 6
MAX_BRIDGE = 3
"""Particles between two words of a name: "Ana de los Ríos"."""
SHORT_MESSAGE = 4
"""Words of a message up to which a word such as "will" or "rosa" is looked up in small letters."""
LEADING = ("a", "de", "sobre", "about", "for", "of", "named", "called", "find")
"""Words behind which it is looked up in longer messages, too."""
_TOKEN = re.compile(
    r"[^\s\"“”«»;,<>()|]*@[^\s\"“”«»;,<>()|]*|[^\W\d_]+(?:['’`-][^\W\d_]+)*|[^\s\w]|\d+|\n"
)
_POSSESSIVE = re.compile(r"['’]s$")


@dataclass(frozen=True)
class Mention:
    """Words that may name somebody, at `[start:end]` in the message."""

    text: str
    start: int
    end: int
    wide: bool = False
    """A common word that may be a name is part of it because it stands beside one."""


@dataclass(frozen=True)
class _Word:
    text: str
    start: int
    end: int
    may: bool
    """Whether it may be part of a name."""
    beside: bool = False


_NO_WORD = _Word("", 0, 0, may=False)


def mentions_in(message: str) -> list[str]:
    """Possible names: runs of words that are no common ones, those of several words first."""
    tokens = list(_TOKEN.finditer(message))
    short = sum(token[0][0].isalpha() for token in tokens) <= SHORT_MESSAGE
    runs = _runs(_words(tokens, short=short))
    whole = sorted((run.text for run in runs), key=lambda run: " " not in run)
    return list(dict.fromkeys(whole))[:MAX_MENTIONS]


def named_in(message: str) -> list[Mention]:
    """The runs of words that are people's or companies' names by evidence, in order.

    In small letters with the words beside them that may be names, too: "lois castro".
    """
    runs = _runs(_widened(_words(list(_TOKEN.finditer(message)), short=False)))
    evident = {False: ("name",), True: ("name", "unsure")}
    return [run for run in runs if judge_name(run.text) in evident[run.wide]]


def _runs(words: list[_Word]) -> Iterator[Mention]:
    for may, run in groupby(_bridged(words), lambda word: word.may):
        if may:
            found = list(run)
            text = " ".join(word.text for word in found)
            wide = any(word.beside for word in found)
            yield Mention(text, found[0].start, found[-1].end, wide)


def _words(tokens: Sequence[re.Match[str]], *, short: bool) -> list[_Word]:
    words = []
    for index, token in enumerate(tokens):
        before = tokens[index - 1][0] if index else "."
        text = _POSSESSIVE.sub("", token[0])
        may = _may_name(text, first=before in ".!?¿¡\n:", short=short or before.lower() in LEADING)
        words.append(_Word(text, token.start(), token.start() + len(text), may))
    return words


def _widened(words: list[_Word]) -> list[_Word]:
    """The words; those in small letters that are names and common words count beside a name."""
    near = [_NO_WORD, *words, _NO_WORD]
    return [
        replace(word, may=True, beside=True)
        if not word.may and _goes_with(word.text, before, behind)
        else word
        for before, word, behind in zip(near, words, near[2:], strict=False)
    ]


def _goes_with(word: str, *beside: _Word) -> bool:
    named = any(other.may and other.text.islower() for other in beside)
    return named and word.islower() and fold(word) not in PARTICLES and kind_of(word) == "either"


def _bridged(words: list[_Word]) -> list[_Word]:
    """The words; particles between two names count with them: "Pesquera del Norte"."""
    bridged = list(words)
    for index, word in enumerate(words):
        if not word.may:
            continue
        gap = index + 1
        while gap < len(words) and gap - index <= MAX_BRIDGE and fold(words[gap].text) in PARTICLES:
            gap += 1
        if gap > index + 1 and gap < len(words) and words[gap].may:
            for between in range(index + 1, gap):
                bridged[between] = replace(words[between], may=True)
    return bridged


def _may_name(word: str, *, first: bool, short: bool) -> bool:
    if not word[:1].isalpha() or "@" in word or len(word) < 2 or fold(word) in PARTICLES:
        return False
    kind = kind_of(word)
    capital = word[0].isupper() and not first
    return kind in ("name", "rare") or capital or (kind == "either" and short)
