"""The domain of an address, written or dictated label by label."""

import re
from collections.abc import Sequence
from itertools import takewhile

from graph.understanding.offline.emails.dictated import (
    JOINING,
    Side,
    is_known,
    is_plain,
    remark_at,
)
from graph.understanding.offline.emails.pieces import LETTER, Piece, fold
from graph.understanding.offline.emails.spoken_numbers import digits_of, is_number

BEFORE_A_COUNTRY = frozenset({"ac", "co", "com", "edu", "gob", "gov", "net", "org"})
"""Labels behind which only a country's label follows."""

PROVIDERS = frozenset(("gmail", "hotmail", "outlook", "yahoo", "icloud", "live", "terra"))
"""Labels of one word; what is said behind them is none of the address."""
MAX_LABEL_WORDS = 4
"""Words of a dictated label behind its first one, with a remark on how it is written."""
FIRST_OF_REMARKS = frozenset(remark.split()[0] for remark in JOINING)
INSIDE = ("article", "of", "and")
"""Roles of known words that a label may have inside: "the old mill"."""
MAX_ENDING = 6
"""Letters of the label behind one of several words: "com"."""
MAX_JOINED_PARTS = 8
"""Parts of an address that dots and dashes may join on one side of the "@"."""

_LABEL = rf"[{LETTER}]+(?:-+[{LETTER}]+)*"
_DOMAIN_START = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
WELL_FORMED = re.compile(
    rf"[{LETTER}+\-'’&%#$~^]+(?:\.[{LETTER}+\-'’&%#$~^]+)*"
    rf"@(?:{_LABEL}\.)+(?:[^\W\d_][^\W\d_\u0300-\u036f]+|xn--[\w-]+)"
)


def domain_behind(pieces: Sequence[Piece], index: int, tail: str) -> Side | None:
    """The longest well-formed domain behind the "@" at `index`; `tail`: the text behind it."""
    apart = not tail
    if apart:
        index += 1
        if index == len(pieces) or not pieces[index].linked or pieces[index].symbol:
            return None
        tail = pieces[index].text
    start = _DOMAIN_START.match(tail)
    if not start:
        return None
    edge = pieces[index].end - len(tail) + start.end()
    side = Side(start[0], index, edge)
    if apart:
        side = _of_words(pieces, side)
    best = side if "." in side.text else None
    for _ in range(MAX_JOINED_PARTS):
        longer = _longer_domain(pieces, _numbered(pieces, side), written="." in start[0])
        if not longer:
            break
        side = longer
        best = side if WELL_FORMED.fullmatch("x@" + side.text) else best
    return best


def _of_words(pieces: Sequence[Piece], side: Side) -> Side:
    """The first label with the further words before a dictated dot: "at north shore dot com"."""
    if not side.text.isalpha() or fold(side.text) in PROVIDERS:
        return side
    behind = pieces[side.place + 1 : side.place + 1 + MAX_LABEL_WORDS]
    if not behind or behind[0].symbol:
        return side
    places = (n for n, piece in enumerate(behind) if fold(piece.text) in FIRST_OF_REMARKS)
    end, remark = next(
        ((n, size) for n in places if (size := remark_at(behind, n, JOINING))), (len(behind), 0)
    )
    words = list(takewhile(_is_word, behind[:end]))
    last = side.place + len(words) + (remark if len(words) == end else 0)
    if not words or not _ends_label(pieces, last):
        return side
    text = "".join((side.text, *(piece.text for piece in words)))
    doubtful = not all(is_plain(word) or is_known(word, *INSIDE) for word in words)
    return Side(text, last, pieces[last].end, spoken=True, doubtful=doubtful, joined=True)


def _is_word(piece: Piece) -> bool:
    """Whether the piece is a further word of a label, and no number."""
    plain = piece.linked and piece.text.isalpha() and not piece.symbol
    return plain and not is_number(fold(piece.text))


def _ends_label(pieces: Sequence[Piece], last: int) -> bool:
    """Whether a dictated dot and a short label follow."""
    match pieces[last + 1 : last + 3]:
        case [dot, label]:
            ends = dot.symbol == "." and dot.spoken and len(label.text) <= MAX_ENDING
            return ends and dot.linked and label.linked
    return False


def _numbered(pieces: Sequence[Piece], side: Side) -> Side:
    """Extend the label by a number that a dot follows, as in "empresa 24 punto com"."""
    after = pieces[side.place + 1 : side.place + 3]
    if len(after) < 2 or side.edge != pieces[side.place].end or after[1].symbol != ".":
        return side
    number, word = after[0], fold(after[0].text)
    if not (number.linked and after[1].linked and is_number(word)):
        return side
    text = side.text + digits_of([word])
    return Side(text, side.place + 1, number.end, True, side.dotted, not word.isdigit())


def _longer_domain(pieces: Sequence[Piece], side: Side, *, written: bool) -> Side | None:
    """The domain extended by a joint and a label, if both follow."""
    after = pieces[side.place + 1 : side.place + 3]
    if side.edge != pieces[side.place].end or len(after) < 2:
        return None
    joint, word = after
    label = _DOMAIN_START.match(word.text)
    linked = joint.linked and word.linked and joint.symbol in (".", "-")
    if not linked or not label or word.symbol or "@" in word.text:
        return None
    if joint.symbol == "." and not _goes_on(side.text, label[0], written=written):
        return None
    return Side(
        side.text + joint.symbol + label[0],
        side.place + 2,
        word.end - len(word.text) + label.end(),
        spoken=side.spoken or joint.spoken,
        dotted=side.dotted or (joint.spoken and joint.symbol == "."),
        doubtful=side.doubtful,
        joined=side.joined,
    )


def _goes_on(domain: str, label: str, *, written: bool) -> bool:
    """Whether the label belongs to the domain, and the dot before it ends no sentence."""
    _, dot, last = fold(domain).rpartition(".")
    if not dot:
        return True
    if last in BEFORE_A_COUNTRY:
        return len(label) == 2
    return len(last) > 2 and not written
