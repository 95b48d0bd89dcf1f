"""The features of a message's tokens, by which the tagger weighs what each one is.

A feature is the hash of some words beside each other, or of their kinds.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from struct import Struct
from typing import NamedTuple
from zlib import crc32

from graph.understanding.evidence.names import PARTICLES, kind_of
from tools.folding import fold

BITS = 18
"""Of a feature's number; features share one by chance."""
MAX_TOKENS = 150
FAR = 9
"""Distance in tokens to an address from which on it does not matter, or there is none."""
_TOKEN = re.compile(
    r"[^\s\"“”«»;,<>()|\[\]:]+@[^\s\"“”«»;,<>()|]*[^\s\"“”«»;,<>()|.!?]"
    r"|(?:[^\W\d_]\.)+|[^\W_]+(?:['’`\-\u2010\u2011–\u200c\u200d.&][^\W_]+)*|\n|[^\s\w]"
)
TEMPLATES = [
    template.split()
    for template in (
        *("", "word", "last.word", "next.word", "last2.word", "next2.word", "kind"),
        *("last.kind kind", "kind next.kind", "last.kind kind next.kind"),
        *("last2.kind last.kind kind", "kind next.kind next2.kind", "last.word kind"),
        *("kind next.word", "last2.word last.word kind", "last.word kind next.kind"),
        *("last.word kind next.word", "word next.word", "last.word word"),
        *("kind next.word next2.word", "ending kind", "start", "backed kind"),
        *("ahead kind", "behind kind", "last.kind kind next.kind", "last.kind kind next.kind"),
        *("state kind", "state size kind", "state place kind"),
    )
]
"""Of each feature of a token the parts: its own word and those beside it, or their kinds; how it
begins and ends; whether an address repeats it, and how far addresses are; the situation, how many
tokens there are, and which it is."""
SMALL, CAPITALS = 25, 26
"""The features of tokens in messages without a capitalised word behind the first, and with one."""
FACTORS = (0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F)
"""By which the parts of a feature are multiplied, the first, the second and the third."""
LANE, NUMBER_BITS = 64, 32
"""Bits of a feature's place in one integer, which has all features of a token, so that one sum adds
up the parts of all of them; and bits of a sum of which the highest are the feature's number."""
LANES = Struct(f"<{len(TEMPLATES)}Q")
WHOLE = (1 << NUMBER_BITS) - 1
NUMBER_MASK = sum((1 << BITS) - 1 << LANE * at for at, _ in enumerate(TEMPLATES))
CONSTANTS = sum((at * 0x9E3779B1 & WHOLE) << LANE * at for at, _ in enumerate(TEMPLATES))
BESIDE = ("last2.", "last.", "", "next.", "next2.")
"""Of a word beside the token whose features it is a part of, or of that token's own."""


class Token(NamedTuple):
    """A word, an address, a number, a mark or a line break, at `[start:end]` in the message."""

    text: str
    start: int
    end: int


class Word(NamedTuple):
    """What a token adds to the features of those beside it and to its own, by `BESIDE`."""

    folded: str
    as_last2: int
    as_last: int
    as_own: int
    as_next: int
    as_next2: int


def tokens_of(message: str) -> list[Token]:
    """The first tokens of a message."""
    found = zip(_TOKEN.finditer(message), range(MAX_TOKENS), strict=False)
    return [Token(match[0], match.start(), match.end()) for match, _ in found]


def features_of(tokens: Sequence[Token], state: str) -> list[list[int]]:
    """The numbers of each token's features, of `BITS` bits."""
    words = [NOTHING, NOTHING, *(_word(token.text) for token in tokens), NOTHING, NOTHING]
    addresses = " ".join(fold(token.text) for token in tokens if "@" in token.text)
    cased = any(token.text.istitle() for token in tokens[1:])
    left_out = SMALL if cased else CAPITALS
    shared = _of_message(state, min(len(tokens), FAR))
    behind, ahead = _distances(words[2:-2]), _distances(words[-3:1:-1])[::-1]
    found: list[list[int]] = []
    for at, _ in enumerate(tokens):
        last2, last, word, after, after2 = words[at : at + len(BESIDE)]
        total = (
            shared
            + last2.as_last2
            + last.as_last
            + word.as_own
            + after.as_next
            + after2.as_next2
            + BEHIND[behind[at]]
            + AHEAD[ahead[at]]
            + PLACE[min(at, 3)]
        )
        if len(word.folded) > 2 and word.folded in addresses:
            total += BACKED
        numbers = total >> NUMBER_BITS - BITS & NUMBER_MASK
        features = [*LANES.unpack(numbers.to_bytes(LANES.size, "little"))]
        del features[left_out]
        found.append(features)
    return found


@lru_cache(maxsize=256)
def _of_message(state: str, size: int) -> int:
    """What a message adds to the features of all of its tokens."""
    return CONSTANTS + _part("state", crc32(state.encode())) + _part("size", size)


def _distances(words: Sequence[Word]) -> list[int]:
    """Of each word, the number of words since the last address."""
    found, distance = [], FAR
    for word in words:
        distance = 0 if word is ADDRESS else min(distance + 1, FAR)
        found.append(distance)
    return found


@lru_cache(maxsize=4096)
def _word(text: str) -> Word:
    if "@" in text:
        return ADDRESS
    if text[0].isdigit():
        return NUMBER
    folded = fold(text)
    kind = "mark"
    if text[0].isalpha():
        letters = (
            "a"
            if text.islower()
            else "Aa"
            if not text.isupper()
            else "A"
            if len(text) < 3
            else "AA"
        )
        kind = f"{'particle' if folded in PARTICLES else kind_of(text)}{letters}"
    numbers = (crc32(part.encode()) for part in (folded, kind, folded[:3], folded[-3:]))
    return _hashed(folded, *numbers)


def _hashed(folded: str, word: int, kind: int, start: int, ending: int) -> Word:
    parts = [_part(f"{place}word", word) + _part(f"{place}kind", kind) for place in BESIDE]
    parts[BESIDE.index("")] += _part("start", start) + _part("ending", ending)
    return Word(folded, *parts)


def _part(name: str, number: int) -> int:
    """What a part adds to the features that it is in."""
    return sum((number * factor & WHOLE) * lanes for factor, lanes in _features_with(name))


@cache
def _features_with(name: str) -> list[tuple[int, int]]:
    """The factors by which a part is multiplied, each with a one in the lanes of those features."""
    found = []
    for at, factor in enumerate(FACTORS):
        lanes = [n for n, parts in enumerate(TEMPLATES) if parts[at : at + 1] == [name]]
        found.append((factor, sum(1 << LANE * lane for lane in lanes)))
    return found


NOTHING, ADDRESS, NUMBER = (_hashed("", *[each] * 4) for each in range(3))
"""Outside the message; in place of all addresses, and of all numbers."""
BEHIND, AHEAD = ([_part(name, n) for n in range(FAR + 1)] for name in ("behind", "ahead"))
PLACE, BACKED = [_part("place", n) for n in range(4)], _part("backed", 1)
