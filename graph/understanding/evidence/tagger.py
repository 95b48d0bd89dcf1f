"""Which words of a message name people or companies, by a learned sequence tagger.

A linear model over each word, its neighbours and the evidence for them as names, decoded by
Viterbi. Trained by `make acts` (tests/acts) on messages in which the names are marked; evidence
beside the rules, which see the grammar of a message but not the words that they lack.
"""

import re
from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
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
"""Weights of a tag; features share one by chance."""
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


class Token(NamedTuple):
    """A word, an address, a number, a mark or a line break, at `[start:end]` in the message."""

    text: str
    start: int
    end: int


class Named(NamedTuple):
    """A name at `[start:end]` in the message; of a client to be registered, or else a mention."""

    text: str
    start: int
    end: int
    client: bool


def names_in(message: str, state: str) -> list[Named]:
    """The names, in order; `state` is the situation, such as "email nothing"."""
    tokens = tokens_of(message)
    if not tokens:
        return []
    columns, transitions = _model()
    scores = [
        [float(sum(map(column.__getitem__, buckets))) for column in columns]
        for buckets in features_of(tokens, state)
    ]
    for token, row in zip(tokens, scores, strict=True):
        if not token.text[0].isalnum() or "@" in token.text:
            row[CLIENT] = row[MENTION] = NEVER
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
    """The hashed features of each token."""
    words = ["", "", *map(_word, tokens), "", ""]
    kinds = ["", "", *map(_kind, tokens), "", ""]
    addresses = " ".join(fold(token.text) for token in tokens if "@" in token.text)
    cased = any(token.text.istitle() for token in tokens[1:])
    behind = _distances(words[2:-2])
    ahead = _distances(words[-3:1:-1])[::-1]
    found = []
    for at, token in enumerate(tokens):
        a, b, c, d, e = words[at : at + 5]
        ka, kb, kc, kd, ke = kinds[at : at + 5]
        backed = len(c) > 2 and c in addresses and "@" not in token.text
        features = (
            *("0", f"1{c}", f"2{b}", f"3{d}", f"4{a}", f"5{e}"),
            *(f"6{kc}", f"7{kb}|{kc}", f"8{kc}|{kd}", f"9{kb}|{kc}|{kd}", f"a{ka}|{kb}|{kc}"),
            *(f"b{kc}|{kd}|{ke}", f"c{b}|{kc}", f"d{kc}|{d}", f"e{a}|{b}|{kc}", f"f{b}|{kc}|{kd}"),
            *(f"g{b}|{kc}|{d}", f"h{c}|{d}", f"i{b}|{c}", f"j{kc}|{d}|{e}"),
            *(f"k{c[-3:]}|{kc}", f"l{c[:3]}", f"m{backed}|{kc}"),
            *(f"n{ahead[at]}|{kc}", f"o{behind[at]}|{kc}", f"p{cased}|{kb}|{kc}|{kd}"),
            *(f"q{state}|{kc}", f"r{state}|{min(len(tokens), FAR)}|{kc}"),
            f"s{state}|{min(at, 3)}|{kc}",
        )
        found.append([crc32(feature.encode()) % BUCKETS for feature in features])
    return found


def _distances(words: Sequence[str]) -> list[int]:
    """Of each word, the number of words since the last address."""
    found, distance = [], FAR
    for word in words:
        distance = 0 if word == "@" else min(distance + 1, FAR)
        found.append(distance)
    return found


def _word(token: Token) -> str:
    if "@" in token.text:
        return "@"
    return "0" if token.text[0].isdigit() else fold(token.text)


def _kind(token: Token) -> str:
    """What a token is known as, with the shape of its letters."""
    text = token.text
    if "@" in text or not text[0].isalpha():
        return _word(token)
    shape = (
        "a" if text.islower() else "Aa" if not text.isupper() else "A" if len(text) < 3 else "AA"
    )
    return f"{'particle' if fold(text) in PARTICLES else kind_of(text)}{shape}"


@cache
def _model() -> tuple[list[memoryview], list[list[float]]]:
    """The weights of the features, a column for each tag, and those from tag to tag."""
    transitions, *columns = (files(__package__) / "tagger.txt").read_text("ascii").split("\n", 5)
    rows = [[float(each) for each in row.split()] for row in transitions.split(";")]
    return [memoryview(b64decode(column)).cast("b") for column in columns], rows
