"""Which words of a message name people or companies, by a learned sequence tagger.

A linear model over each word, its neighbours and the evidence for them as names, decoded by
Viterbi. Trained by `make acts` (tests/acts) on messages in which the names are marked; evidence
beside the rules, which see the grammar of a message but not the words that they lack.
"""

import re
from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple
from zlib import crc32

from graph.understanding.evidence.names import PARTICLES, kind_of
from tools.folding import fold

TAGS = OUTSIDE, CLIENT, MORE_CLIENT, MENTION, MORE_MENTION = range(5)
"""Of a token: no name; the first or a further word of the name of a client to be registered, or
of somebody who is looked for or told of."""
FIRST, FURTHER = (CLIENT, MENTION), (MORE_CLIENT, MORE_MENTION)
BUCKETS = 1 << 15
"""Weights of a tag; features share one by chance. As many as hashes have."""
MAX_TOKENS = 150
FAR = 9
"""Distance in tokens to an address from which on it does not matter, or there is none."""
NEVER = -1e9
_TOKEN = re.compile(
    r"[^\s\"“”«»;,<>()|\[\]:]+@[^\s\"“”«»;,<>()|]*[^\s\"“”«»;,<>()|.!?]"
    r"|(?:[^\W\d_]\.)+|[^\W_]+(?:['’`\-.&][^\W_]+)*|\n|[^\s\w]"
)
_POSSESSIVE = re.compile(r"['’]s$")

Tags = list[int]
Row = list[float]
Matrix = Sequence[Sequence[float]]
Model = tuple[Sequence[tuple[int, ...]], Matrix]
"""Of each feature a weight for each tag, and the weights from tag to tag."""


class Token(NamedTuple):
    """A word, an address, a number, a mark or a line break, at `[start:end]` in the message."""

    text: str
    start: int
    end: int


class Word(NamedTuple):
    """A token as numbers: of the folded word, its kind, its first and its last three letters."""

    number: int
    kind: int
    start: int
    ending: int
    folded: str


NOTHING, ADDRESS, NUMBER = Word(0, 0, 0, 0, ""), 1, 2
"""Outside the message; the numbers of addresses and of numbers."""


class Named(NamedTuple):
    """A name at `[start:end]` in the message; of a client to be registered, or else a mention."""

    text: str
    start: int
    end: int
    client: bool


def names_in(message: str, state: str, model: Model | None = None) -> list[Named]:
    """The names, in order; `state` is the situation, such as "email nothing"."""
    tokens = tokens_of(message)
    if not tokens:
        return []
    weights, transitions = model or stored_model()
    scores = [
        [float(sum(column)) for column in zip(*map(weights.__getitem__, buckets), strict=True)]
        for buckets in features_of(tokens, state)
    ]
    for token, row in zip(tokens, scores, strict=True):
        if not token.text[0].isalnum() or "@" in token.text:
            row[CLIENT] = row[MENTION] = NEVER
        if "@" in token.text:
            row[MORE_CLIENT] = row[MORE_MENTION] = NEVER
    return list(_spans(message, tokens, decode(scores, transitions)))


def tokens_of(message: str) -> list[Token]:
    """The first tokens of a message."""
    found = zip(_TOKEN.finditer(message), range(MAX_TOKENS), strict=False)
    return [Token(match[0], match.start(), match.end()) for match, _ in found]


def decode(scores: Sequence[Row], transitions: Matrix) -> Tags:
    """The tags of the best sum of scores (of each token a row, a score for each tag)."""
    best = [
        score + (NEVER if tag in FURTHER else transitions[OUTSIDE][tag])
        for tag, score in enumerate(scores[0])
    ]
    pointers: list[Tags] = []
    for row in scores[1:]:
        steps = [
            max((best[before] + transitions[before][tag], before) for before in _before(tag))
            for tag in TAGS
        ]
        best = [total + score for (total, _), score in zip(steps, row, strict=True)]
        pointers.append([before for _, before in steps])
    tag = max(TAGS, key=best.__getitem__)
    tags = [tag]
    for pointer in reversed(pointers):
        tag = pointer[tag]
        tags.append(tag)
    return tags[::-1]


def _before(tag: int) -> Iterable[int]:
    return (tag - 1, tag) if tag in FURTHER else TAGS


def _spans(message: str, tokens: Sequence[Token], tags: Tags) -> Iterator[Named]:
    for first, last in runs_of(tags):
        while not tokens[last].text[0].isalnum():
            last -= 1
        start = tokens[first].start
        text = _POSSESSIVE.sub("", message[start : tokens[last].end])
        yield Named(text, start, start + len(text), tags[first] == CLIENT)


def runs_of(tags: Tags) -> Iterator[tuple[int, int]]:
    """The first and the last token of each name."""
    for first, tag in enumerate(tags):
        if tag in FIRST:
            last = first
            while last + 1 < len(tags) and tags[last + 1] in FURTHER:
                last += 1
            yield first, last


def features_of(tokens: Sequence[Token], state: str) -> list[list[int]]:
    """The features of each token, each hashed into one of `BUCKETS`."""
    words = [NOTHING, NOTHING, *(_word(token.text) for token in tokens), NOTHING, NOTHING]
    addresses = " ".join(fold(token.text) for token in tokens if "@" in token.text)
    cased = any(token.text.istitle() for token in tokens[1:])
    behind = _distances(words[2:-2])
    ahead = _distances(words[-3:1:-1])[::-1]
    told, size = crc32(state.encode()), min(len(tokens), FAR)
    found = []
    for at, _ in enumerate(tokens):
        (a, ka, *_), (b, kb, *_), word, (d, kd, *_), (e, ke, *_) = words[at : at + 5]
        c, kc, start, ending, text = word
        backed = len(text) > 2 and text in addresses
        features = (
            *((0, 0, 0, 0), (1, c, 0, 0), (2, b, 0, 0), (3, d, 0, 0), (4, a, 0, 0), (5, e, 0, 0)),
            *((6, kc, 0, 0), (7, kb, kc, 0), (8, kc, kd, 0), (9, kb, kc, kd), (10, ka, kb, kc)),
            *((11, kc, kd, ke), (12, b, kc, 0), (13, kc, d, 0), (14, a, b, kc), (15, b, kc, kd)),
            *((16, b, kc, d), (17, c, d, 0), (18, b, c, 0), (19, kc, d, e)),
            *((20, ending, kc, 0), (21, start, 0, 0), (22, backed, kc, 0)),
            *((23, ahead[at], kc, 0), (24, behind[at], kc, 0), (25 + cased, kb, kc, kd)),
            *((27, told, kc, 0), (28, told, size, kc), (29, told, min(at, 3), kc)),
        )
        found.append(
            [
                (k * 0x9E3779B1 + x * 0x85EBCA77 + y * 0xC2B2AE3D + z * 0x27D4EB2F & 0xFFFFFFFF)
                >> 17
                for k, x, y, z in features
            ]
        )
    return found


def _distances(words: Sequence[Word]) -> list[int]:
    """Of each word, the number of words since the last address."""
    found, distance = [], FAR
    for word in words:
        distance = 0 if word.kind == ADDRESS else min(distance + 1, FAR)
        found.append(distance)
    return found


@lru_cache(maxsize=4096)
def _word(text: str) -> Word:
    if "@" in text:
        return Word(ADDRESS, ADDRESS, ADDRESS, ADDRESS, "")
    if text[0].isdigit():
        return Word(NUMBER, NUMBER, NUMBER, NUMBER, "")
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
    number, shape, start, ending = (
        crc32(part.encode()) for part in (folded, kind, folded[:3], folded[-3:])
    )
    return Word(number, shape, start, ending, folded)


@cache
def stored_model() -> Model:
    """The model of `tagger.txt`."""
    return model_of((files(__package__) / "tagger.txt").read_text("ascii"))


def model_of(written: str) -> Model:
    """A model as it is written: the steps from tag to tag, then of each tag the weights."""
    transitions, *columns = written.split("\n", len(TAGS))
    rows = [[float(each) for each in row.split()] for row in transitions.split(";")]
    signed = [memoryview(b64decode(column)).cast("b") for column in columns]
    return list(zip(*signed, strict=True)), rows
