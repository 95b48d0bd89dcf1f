"""Addresses in a message: written, mistyped, spaced out or dictated ("juan arroba x punto es")."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graph.understanding.offline.email_pieces import LETTER, Piece, cut, fold, may_hold_at

WEAK_AT = "at"
"""Too common a word to stand for @ unless a dot is spoken too."""

_SMALL_WORDS = (
    "a al con de del el en es la las lo los o of para por que su sus un una y "
    "an and are for from in is on or someone the to was were with "
    "arrived at look looking meet work working works"
)
_MAIL_WORDS = (
    "cliente clientes correo correos dominio dominios usuario usuarios "
    "client clients domain domains email emails mail user users"
)
NO_NAMES = frozenset(_SMALL_WORDS.split())
"""Words that are no local part when they stand alone before an at."""

BEFORE_A_DOMAIN = NO_NAMES | frozenset(_MAIL_WORDS.split())
"""Words after which " @acme.es" names a domain."""

BEFORE_A_COUNTRY = frozenset({"ac", "co", "com", "edu", "gob", "gov", "net", "org"})
"""Labels that end a domain unless a country follows."""

MOST_JOINS = 8

_LABEL = rf"[{LETTER}]+(?:-+[{LETTER}]+)*"
_DOMAIN_START = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_WELL_FORMED = re.compile(
    rf"[{LETTER}+\-'’&%#$~^]+(?:\.[{LETTER}+\-'’&%#$~^]+)*"
    rf"@(?:{_LABEL}\.)+(?:[^\W\d_][^\W\d_\u0300-\u036f]+|xn--[\w-]+)"
)
_JUNK = ".+-'’&%#$~^"
_ELLIPSIS = re.compile(r"\.{3,}")


@dataclass(frozen=True)
class EmailFound:
    """An address, well formed or not, and its span in the text, end exclusive."""

    start: int
    end: int
    address: str


class _Side(NamedTuple):
    """What was read on one side of an at: the text, its outer piece and its outer offset."""

    text: str
    place: int
    edge: int
    spoken: bool
    dotted: bool


def find_emails(text: str) -> list[EmailFound]:
    """The addresses in `text` in order, with those that are mistyped but plainly meant as one."""
    pieces = cut(text) if may_hold_at(text) else []
    found: list[EmailFound] = []
    floor = 0
    for index, piece in enumerate(pieces):
        if index < floor or not (piece.symbol == "@" or "@" in piece.text):
            continue
        joined = _joined(pieces, index, floor)
        if joined:
            email, floor = joined
            found.append(email)
        elif "@" in piece.text and (written := _written(piece)):
            found.append(written)
            floor = index + 1
    return found


def _joined(pieces: Sequence[Piece], index: int, floor: int) -> tuple[EmailFound, int] | None:
    """The address dictated or spaced out around the at in this piece, and the piece after it."""
    at = pieces[index]
    head, _, tail = ("", "", "") if at.symbol else at.text.partition("@")
    domain = _domain(pieces, index, tail)
    local = _local(pieces, index, floor, head) if domain else None
    if not domain or not local or (head and domain.place == index):
        return None
    if at.symbol and at.text.lower() == WEAK_AT and not (local.dotted or domain.dotted):
        return None
    if _is_no_name(local, index, at) or _leads_on(pieces, at, domain):
        return None
    address = "@".join(
        fold(side.text) if at.spoken or side.spoken else side.text for side in (local, domain)
    )
    if not _WELL_FORMED.fullmatch(address):
        return None
    return EmailFound(local.edge, domain.edge, address), domain.place + 1


def _leads_on(pieces: Sequence[Piece], at: Piece, domain: _Side) -> bool:
    """As in "ann at ann dot page at gmail dot com": the first at has no domain behind it."""
    after = pieces[domain.place + 1 : domain.place + 2]
    return at.spoken and bool(after) and after[0].symbol == "@"


def _is_no_name(local: _Side, index: int, at: Piece) -> bool:
    alone = local.place == index - 1
    return alone and fold(local.text) in (NO_NAMES if at.spoken else BEFORE_A_DOMAIN)


def _domain(pieces: Sequence[Piece], index: int, tail: str) -> _Side | None:
    """The longest well-formed domain that starts after the at."""
    if not tail:
        index += 1
        if index == len(pieces) or not pieces[index].linked or pieces[index].symbol:
            return None
        tail = pieces[index].text
    start = _DOMAIN_START.match(tail)
    if not start:
        return None
    edge = pieces[index].end - len(tail) + start.end()
    side = _Side(start[0], index, edge, spoken=False, dotted=False)
    best = side if "." in side.text else None
    for _ in range(MOST_JOINS):
        longer = _longer_domain(pieces, side, written="." in start[0])
        if not longer:
            break
        side = longer
        best = side if _WELL_FORMED.fullmatch("x@" + side.text) else best
    return best


def _longer_domain(pieces: Sequence[Piece], side: _Side, *, written: bool) -> _Side | None:
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
    return _Side(
        side.text + joint.symbol + label[0],
        side.place + 2,
        word.start + label.end(),
        spoken=side.spoken or joint.spoken,
        dotted=side.dotted or (joint.spoken and joint.symbol == "."),
    )


def _goes_on(domain: str, label: str, *, written: bool) -> bool:
    """Whether a label belongs to a domain, and a "punto" is not the end of the sentence."""
    _, dot, last = fold(domain).rpartition(".")
    if not dot:
        return True
    if last in BEFORE_A_COUNTRY:
        return len(label) == 2
    return len(last) > 2 and not written


def _local(pieces: Sequence[Piece], index: int, floor: int, head: str) -> _Side | None:
    """The word before the at, with those that joints tie to it; none when there are too many."""
    if not head:
        if index <= floor or not pieces[index].linked:
            return None
        index -= 1
    side = _outer(pieces[index], index, head or pieces[index].text)
    for _ in range(MOST_JOINS):
        longer = _longer_local(pieces, side, floor, written=bool(head)) if side else None
        if not longer:
            return side
        side = longer
    return None


def _outer(word: Piece, index: int, text: str) -> _Side | None:
    if word.symbol or "@" in text:
        return None
    kept = text.lstrip(_JUNK)
    edge = word.start + len(text) - len(kept)
    return _Side(kept, index, edge, spoken=False, dotted=False) if kept else None


def _longer_local(
    pieces: Sequence[Piece], side: _Side, floor: int, *, written: bool
) -> _Side | None:
    index = side.place
    word, joint = pieces[index - 2 : index] if index - 2 >= floor else (None, None)
    if not word or not joint or side.edge != pieces[index].start:
        return None
    usable = joint.symbol in (".", "-", "_") and (joint.spoken or not written)
    outer = _outer(word, index - 2, word.text)
    if not usable or not outer or not (joint.linked and pieces[index].linked):
        return None
    return outer._replace(
        text=outer.text + joint.symbol + side.text,
        spoken=side.spoken or joint.spoken,
        dotted=side.dotted or (joint.spoken and joint.symbol == "."),
    )


def _written(piece: Piece) -> EmailFound | None:
    """The address in one piece without the punctuation around it."""
    before, _, after = piece.text.partition("@")
    local = _ELLIPSIS.split(before)[-1].lstrip(_JUNK)
    domain = _ELLIPSIS.split(after)[0].rstrip(".-_")
    if local.startswith("_") and after.rstrip(".-").endswith("_"):
        local = local[1:]
    start = piece.start + len(before) - len(local)
    end = piece.start + len(before) + 1 + len(domain)
    inclusive_plural = domain.lower() == "s"  # "amig@s"
    if inclusive_plural or not any(map(str.isalnum, local)):
        return None
    return EmailFound(start, end, f"{local}@{domain}")
