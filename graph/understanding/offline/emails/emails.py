"""Email addresses in a message: written, mistyped, spaced out or dictated ("ana arroba x.es")."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.understanding.offline.emails.dictated import (
    JOINING,
    Side,
    aside,
    cut_off,
    digits_alone,
    remark_at,
    with_numbers,
    with_words,
)
from graph.understanding.offline.emails.domains import MAX_JOINED_PARTS, WELL_FORMED, domain_behind
from graph.understanding.offline.emails.pieces import Piece, fold, pieces_of

WEAK_AT = "at"
"""English for "@", and so common a word that it counts only beside a dictated dot."""

_SMALL_WORDS = (
    "a al con de del el en es la las lo los o of para por que su sus un una y "
    "an and are for from in is on or someone the to was were with "
    "arrived at look looking meet work working works"
)
_MAIL_WORDS = (
    "cliente clientes correo correos dominio dominios usuario usuarios "
    "client clients domain domains email emails mail user users"
)
_HAVING = (
    "acaba acaban es sea sean son tenga tengan tiene tienen termina terminan usa usan "
    "are be end ending ends had has have having use uses using"
)
NO_NAMES = frozenset(_SMALL_WORDS.split())
"""Words that are no local part when they stand alone before a word for "@"."""

_NETWORKS = (
    "ig insta instagram twitter tiktok facebook fb twitch threads telegram handle usuario user"
)
BEFORE_A_DOMAIN = NO_NAMES.union(_MAIL_WORDS.split(), _HAVING.split(), _NETWORKS.split())
"""Words after which " @acme.es" names a domain, or somebody on a social network."""

_JUNK = ".+-'’&%#$~^"
_ELLIPSIS = re.compile(r"\.{3,}")


@dataclass(frozen=True)
class EmailFound:
    """An address, well formed or not, at `[start:end]` in the text."""

    start: int
    end: int
    address: str
    doubtful: bool = False
    """The address may lack a part, or have one too many."""


def find_emails(text: str) -> list[EmailFound]:
    """The addresses in a text, in order, including malformed ones such as "ana@x"."""
    pieces = pieces_of(text)
    found: list[EmailFound] = []
    floor = 0
    for index, piece in enumerate(pieces):
        if index < floor or not (piece.symbol == "@" or "@" in piece.text):
            continue
        if joined := _joined(pieces, index, floor):
            email, floor = joined
            found.append(email)
        elif "@" in piece.text and (written := _written(pieces, index)):
            found.append(written)
            floor = index + 1
    return found


def _joined(pieces: Sequence[Piece], index: int, floor: int) -> tuple[EmailFound, int] | None:
    """The dictated or spaced-out address around the "@" at `index`, and the piece behind it."""
    at = pieces[index]
    head, _, tail = ("", "", "") if at.symbol else at.text.partition("@")
    domain = domain_behind(pieces, index, tail)
    if domain is None or (head and domain.place == index):
        return None
    joins = remark_at(pieces, domain.place + 1, JOINING) if at.symbol else 0
    local = _local(pieces, index, floor, head, domain.text, joins > 0 and not domain.joined)
    if local is None:
        return None
    if at.symbol and at.text.lower().startswith(WEAK_AT) and not (local.dotted or domain.dotted):
        return None
    if _is_no_name(local, index, at) or _leads_on(pieces, at, domain):
        return None
    address = "@".join(
        fold(side.text) if at.spoken or side.spoken else side.text for side in (local, domain)
    )
    if not WELL_FORMED.fullmatch(address):
        return None
    doubtful = local.doubtful or domain.doubtful
    end = pieces[domain.place + joins].end if joins else domain.edge
    return EmailFound(local.edge, end, address, doubtful), domain.place + joins + 1


def _leads_on(pieces: Sequence[Piece], at: Piece, domain: Side) -> bool:
    """Whether a second "at" follows, as in "ann at ann dot page at gmail dot com"."""
    after = pieces[domain.place + 1 : domain.place + 2]
    return at.spoken and bool(after) and after[0].symbol == "@"


def _is_no_name(local: Side, index: int, at: Piece) -> bool:
    """Whether the local part is only a word such as "en" or "correo"."""
    alone = local.place == index - 1
    return alone and fold(local.text) in (NO_NAMES if at.spoken else BEFORE_A_DOMAIN)


def _local(
    pieces: Sequence[Piece], index: int, floor: int, head: str, domain: str, joins: bool
) -> Side | None:
    """The local part before the "@"; None without one, or when it has too many parts.

    `head`: the text before the "@" in the same piece. `joins`: a remark behind the address joins
    the words.
    """
    if not head:
        if index <= floor or not pieces[index].linked:
            return None
        beside, joined = aside(pieces, index, floor)
        joins = joins or joined
        index -= beside + 1
    side = _outer(pieces[index], index, head or pieces[index].text)
    for _ in range(MAX_JOINED_PARTS):
        if side and not head:
            side = with_numbers(pieces, side, floor)
        longer = _longer_local(pieces, side, floor, written=bool(head)) if side else None
        if not longer:
            whole = side and with_words(pieces, side, floor, domain=domain, joins=joins)
            return side if head else whole
        side = longer
    return None


def _outer(word: Piece, index: int, text: str) -> Side | None:
    """A word as the beginning of a local part, without leading punctuation."""
    if word.symbol or "@" in text:
        return None
    local = text.lstrip(_JUNK)
    edge = word.start + len(text) - len(local)
    return Side(local, index, edge) if local else None


def _longer_local(pieces: Sequence[Piece], side: Side, floor: int, *, written: bool) -> Side | None:
    """The local part extended by a word and a joint, if both stand before it."""
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
        doubtful=side.doubtful,
    )


def _written(pieces: Sequence[Piece], index: int) -> EmailFound | None:
    """The address written in one piece, without the punctuation around it."""
    piece = pieces[index]
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
    cut = start == piece.start and (
        digits_alone(pieces, index, local) or cut_off(pieces, index, local)
    )
    return EmailFound(start, end, f"{local}@{domain}", cut)
