"""Whether a message spells an address: "ele castro cuarenta y dos arroba acme punto es"."""

from collections.abc import Iterator, Sequence
from string import ascii_lowercase

from graph.understanding.offline.emails.dictated import ASIDES, remark_at
from graph.understanding.offline.emails.emails import NO_NAMES, EmailFound
from graph.understanding.offline.emails.pieces import Piece, fold, pieces_of
from graph.understanding.offline.emails.spoken_numbers import AND, digits_of, is_number

_LETTERS = """
    a be|bee ce|cee de|dee e efe|ef ge|gee hache|aitch i jota|jay ka|kay ele|el eme|em ene|en o
    pe|pee cu|cue erre|ere|ar ese|es te|tee u uve|ve|vee doble|dobleu equis|ex ye|wye zeta|zee|zed
"""
LETTERS = {
    name: letter
    for letter, names in zip(ascii_lowercase, _LETTERS.split(), strict=True)
    for name in names.split("|")
    if name not in NO_NAMES
}
"""The letters by their folded Spanish and English names, but those that are small words, too."""
FIRST_OF_REMARKS = frozenset(remark.split()[0] for remark in ASIDES)
MAX_PIECES = 30
"""Pieces of a dictated address."""


def find_spelt(text: str, address: str) -> EmailFound | None:
    """The place where a text spells the address, each word as it is, as a letter or as a number."""
    pieces = pieces_of(text)
    local, _, domain = fold(address).partition("@")
    for at in (i for i, piece in enumerate(pieces) if piece.symbol == "@"):
        behind = _spelling(pieces[at : at + MAX_PIECES], f"@{domain}")
        firsts = range(max(0, at - MAX_PIECES), at) if behind else ()
        for first in firsts:
            whole = _spelling(pieces[first:at], local) == at - first and pieces[at].linked
            if whole and not _continues(pieces, first):
                return EmailFound(pieces[first].start, pieces[at + behind - 1].end, address)
    return None


def _continues(pieces: Sequence[Piece], first: int) -> bool:
    """Whether a symbol or a number directly before belongs to the address, too."""
    before = pieces[first - 1] if first else None
    return before is not None and pieces[first].linked and bool(before.symbol or _number(before))


def _spelling(pieces: Sequence[Piece], wanted: str) -> int:
    """The most pieces that spell the wanted text; 0 if none do."""
    ways, seen = [(0, 0)], set[tuple[int, int]]()
    while ways:
        used, done = way = ways.pop()
        linked = 0 < used < len(pieces) and pieces[used].linked
        further = _steps(pieces[used:]) if used == 0 or linked else ()
        steps = {(used + n, done + len(t)) for n, t in further if wanted.startswith(t, done)}
        ways += steps - seen
        seen |= steps | {way}
    return max((used for used, done in seen if done == len(wanted)), default=0)


def _steps(pieces: Sequence[Piece]) -> Iterator[tuple[int, str]]:
    """What the first pieces may spell, and how many they are."""
    first = pieces[0]
    if first.symbol:
        yield 1, first.symbol
        return
    word = fold(first.text)
    yield 1, word
    if letter := LETTERS.get(word):
        yield 1, letter
    if word in FIRST_OF_REMARKS and (size := remark_at(pieces, 0)):
        yield size, ""
    if _number(first):
        yield from _numbers([fold(piece.text) for piece in pieces])


def _numbers(words: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The digits that the first words may spell, and how many words they are."""
    for size, word in enumerate(words, 1):
        if is_number(word):
            yield size, digits_of(words[:size])
        elif word not in AND:
            return


def _number(piece: Piece) -> bool:
    return not piece.symbol and is_number(fold(piece.text))
