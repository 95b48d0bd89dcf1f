"""Words of a message that may name a client, to be looked up in the directory."""

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from graph.understanding.evidence.names import PARTICLES, kind_of
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

Word = tuple[str, bool]
"""A word, and whether it may be part of a name."""


def mentions_in(message: str) -> list[str]:
    """Possible names: runs of words that are no common ones, those of several words first."""
    tokens = _TOKEN.findall(message)
    short = sum(token[0].isalpha() for token in tokens) <= SHORT_MESSAGE
    runs = groupby(_bridged(_words(tokens, short=short)), lambda word: word[1])
    found = [" ".join(text for text, _ in run) for may, run in runs if may]
    whole = sorted(found, key=lambda run: " " not in run)
    return list(dict.fromkeys(whole))[:MAX_MENTIONS]


def _words(tokens: Sequence[str], *, short: bool) -> list[Word]:
    words = []
    for before, token in pairwise((".", *tokens)):
        text = _POSSESSIVE.sub("", token)
        led = short or before.lower() in LEADING
        words.append((text, _may_name(text, first=before in ".!?¿¡\n:", short=led)))
    return words


def _bridged(words: list[Word]) -> list[Word]:
    """The words; particles between two names count with them: "Pesquera del Norte"."""
    bridged = list(words)
    for index, (_, may) in enumerate(words):
        gap = index + 1
        while gap < len(words) and gap - index <= MAX_BRIDGE and fold(words[gap][0]) in PARTICLES:
            gap += 1
        if may and gap < len(words) and words[gap][1]:
            bridged[index:gap] = [(text, True) for text, _ in words[index:gap]]
    return bridged


def _may_name(word: str, *, first: bool, short: bool) -> bool:
    if not word[:1].isalpha() or "@" in word or len(word) < 2 or fold(word) in PARTICLES:
        return False
    kind = kind_of(word)
    capital = word[0].isupper() and not first
    return kind in ("name", "rare") or capital or (kind == "either" and short)
