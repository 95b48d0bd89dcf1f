"""Which words of a message name people or companies, by a learned sequence tagger.

A linear model over each word, its neighbours and the evidence for them as names, decoded by
Viterbi. Trained by `make acts` (tests/acts) on messages in which the names are marked; evidence
beside the rules, which see the grammar of a message but not the words that they lack.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple
from zlib import crc32

from graph.understanding.evidence.names import PARTICLES, kind_of
from graph.understanding.models.weights import Weights, sums_of, unwritten
from tools.folding import fold

TAGS = OUTSIDE, NAME, MORE = range(3)
"""Of a token: no name; the first or a further word of a name."""
BEFORE = (TAGS, TAGS, (NAME, MORE))
"""Of each tag those that may stand before it."""
BITS = 18
"""Of a feature's number; features share one by chance."""
MAX_TOKENS = 150
FAR = 9
"""Distance in tokens to an address from which on it does not matter, or there is none."""
NEVER = -1e9
_TOKEN = re.compile(
    r"[^\s\"“”«»;,<>()|\[\]:]+@[^\s\"“”«»;,<>()|]*[^\s\"“”«»;,<>()|.!?]"
    r"|(?:[^\W\d_]\.)+|[^\W_]+(?:['’`\-\u2010\u2011–\u200c\u200d.&][^\W_]+)*|\n|[^\s\w]"
)
FIRST, SECOND, THIRD = 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F
"""By which what a feature consists of is multiplied; the sums' highest bits are its number."""
KINDS = [kind * 0x9E3779B1 for kind in range(30)]
"""Of each kind of feature what is added."""
_POSSESSIVE = re.compile(r"['’]s$")

Tags = list[int]
Matrix = Sequence[Sequence[float]]
Model = tuple[Weights, Matrix]
"""Of each feature a weight for each tag, and the weights from tag to tag."""


class Token(NamedTuple):
    """A word, an address, a number, a mark or a line break, at `[start:end]` in the message."""

    text: str
    start: int
    end: int


class Word(NamedTuple):
    """A token as numbers: of the folded word, its kind, its first and its last three letters.

    Of the word and of its kind also the products by which features of several words are hashed.
    """

    word: tuple[int, int, int]
    kind: tuple[int, int, int]
    start: int
    ending: int
    folded: str


class Name(NamedTuple):
    """A name at `[start:end]` in the message."""

    text: str
    start: int
    end: int


def names_in(message: str, state: str, model: Model | None = None) -> list[Name]:
    """The names, in order; `state` is the situation, such as "email nothing"."""
    tokens = tokens_of(message)
    if not tokens:
        return []
    weights, steps = model or stored_model()
    scores = [sums_of(weights, features) for features in features_of(tokens, state)]
    for token, row in zip(tokens, scores, strict=True):
        if not token.text[0].isalnum() or "@" in token.text:
            row[NAME] = NEVER
        if "@" in token.text:
            row[MORE] = NEVER
    return list(_names(message, tokens, decode(scores, steps)))


def tokens_of(message: str) -> list[Token]:
    """The first tokens of a message."""
    found = zip(_TOKEN.finditer(message), range(MAX_TOKENS), strict=False)
    return [Token(match[0], match.start(), match.end()) for match, _ in found]


def decode(scores: Sequence[Sequence[float]], steps: Matrix) -> Tags:
    """The tags of the best sum of scores (of each token a row, a score for each tag)."""
    best = [steps[OUTSIDE][tag] + score for tag, score in enumerate(scores[0])]
    best[MORE] = NEVER
    pointers: list[Tags] = []
    for row in scores[1:]:
        found = [
            max((best[before] + steps[before][tag], before) for before in BEFORE[tag])
            for tag in TAGS
        ]
        best = [total + score for (total, _), score in zip(found, row, strict=True)]
        pointers.append([before for _, before in found])
    tags = [max(TAGS, key=best.__getitem__)]
    for pointer in reversed(pointers):
        tags.append(pointer[tags[-1]])
    return tags[::-1]


def _names(message: str, tokens: Sequence[Token], tags: Tags) -> Iterator[Name]:
    for first, last in runs_of(tags):
        while not tokens[last].text[0].isalnum():
            last -= 1
        start = tokens[first].start
        text = _POSSESSIVE.sub("", message[start : tokens[last].end])
        yield Name(text, start, start + len(text))


def runs_of(tags: Tags) -> Iterator[tuple[int, int]]:
    """The first and the last token of each name."""
    for first, tag in enumerate(tags):
        if tag == NAME:
            last = first
            while last + 1 < len(tags) and tags[last + 1] == MORE:
                last += 1
            yield first, last


def features_of(tokens: Sequence[Token], state: str) -> list[list[int]]:
    """The numbers of each token's features, of `BITS` bits."""
    words = [NOTHING, NOTHING, *(_word(token.text) for token in tokens), NOTHING, NOTHING]
    addresses = " ".join(fold(token.text) for token in tokens if "@" in token.text)
    cased = any(token.text.istitle() for token in tokens[1:])
    behind = _distances(words[2:-2])
    ahead = _distances(words[-3:1:-1])[::-1]
    told = crc32(state.encode()) * FIRST
    size = min(len(tokens), FAR) * SECOND
    k = KINDS
    found = []
    for at, _ in enumerate(tokens):
        (a, ka, *_), (b, kb, *_), word, (d, kd, *_), (e, ke, *_) = words[at : at + 5]
        c, (kc, kc2, kc3), start, ending, text = word
        backed = len(text) > 2 and text in addresses
        place = min(at, 3) * SECOND
        features = (
            *(k[0], k[1] + c[0], k[2] + b[0], k[3] + d[0], k[4] + a[0], k[5] + e[0], k[6] + kc),
            *(k[7] + kb[0] + kc2, k[8] + kc + kd[1], k[9] + kb[0] + kc2 + kd[2]),
            *(k[10] + ka[0] + kb[1] + kc3, k[11] + kc + kd[1] + ke[2], k[12] + b[0] + kc2),
            *(k[13] + kc + d[1], k[14] + a[0] + b[1] + kc3, k[15] + b[0] + kc2 + kd[2]),
            *(k[16] + b[0] + kc2 + d[2], k[17] + c[0] + d[1], k[18] + b[0] + c[1]),
            *(k[19] + kc + d[1] + e[2], k[20] + ending + kc2, k[21] + start),
            *(k[22] + backed * FIRST + kc2, k[23] + ahead[at] + kc2, k[24] + behind[at] + kc2),
            *(k[25 + cased] + kb[0] + kc2 + kd[2], k[27] + told + kc2),
            *(k[28] + told + size + kc3, k[29] + told + place + kc3),
        )
        found.append([(each & 0xFFFFFFFF) >> 32 - BITS for each in features])
    return found


def _distances(words: Sequence[Word]) -> list[int]:
    """Of each word, the number of words since the last address, ready to be hashed."""
    found, distance = [], FAR
    for word in words:
        distance = 0 if word.kind == ADDRESS.kind else min(distance + 1, FAR)
        found.append(distance * FIRST)
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
    word, shape, start, ending = numbers
    return _hashed(word, shape, start, ending, folded)


def _hashed(word: int, kind: int, start: int, ending: int, folded: str = "") -> Word:
    words, kinds = (
        (each * FIRST & 0xFFFFFFFF, each * SECOND & 0xFFFFFFFF, each * THIRD & 0xFFFFFFFF)
        for each in (word, kind)
    )
    return Word(words, kinds, start * FIRST & 0xFFFFFFFF, ending * FIRST & 0xFFFFFFFF, folded)


NOTHING, ADDRESS, NUMBER = (_hashed(each, each, each, each) for each in range(3))
"""Outside the message; in place of all addresses, and of all numbers."""


@cache
def stored_model() -> Model:
    """The model of `tagger.txt`."""
    return model_of((files(__package__) / "tagger.txt").read_text("ascii"))


def model_of(written: str) -> Model:
    """A model as it is written: the steps from tag to tag, then the weights."""
    steps, weights = written.split("\n", 1)
    return unwritten(weights), [[float(each) for each in row.split()] for row in steps.split(";")]
