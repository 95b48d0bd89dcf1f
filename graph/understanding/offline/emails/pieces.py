"""Tokens of a text for reading email addresses, and the words that spell "@", "." and "-"."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from tools.folding import narrow, without_marks

SPOKEN = {
    "arroba": "@",
    "at": "@",
    **{"at the rate": "@", "at the rate of": "@"},
    "punto": ".",
    "dot": ".",
    "guion": "-",
    "dash": "-",
    "hyphen": "-",
    "underscore": "_",
}
SPOKEN_PAIRS = {("guion", "bajo"): "_", ("barra", "baja"): "_", ("guion", "medio"): "-"}
LETTERS = {
    **{"efe": "f", "hache": "h", "jota": "j", "ka": "k", "ele": "l", "eme": "m", "ene": "n"},
    **{"eñe": "ñ", "erre": "r", "uve": "v", "equis": "x", "zeta": "z"},
}
"""Names of letters that are no other words."""
MAX_TO_AT = 6
"""Pieces from the name of a letter to the word for "@" of its address."""
MAX_BLANKS = 3
"""Blanks between two pieces of one address."""
LETTER = r"\w\u0300-\u036f"
_LOCAL = rf"[{LETTER}.+\-'’&%#$~^]"
_LETTER_BY_LETTER = re.compile(r"[^\W\d_](?:-[^\W\d_]){2,}")
_AT = re.compile("at|arroba")
_PAUSED = re.compile(rf",\s?(?:{'|'.join(SPOKEN)})(?: bajo| medio)?,", re.I)
"""A symbol said between two pauses: "ana, punto, gil, arroba, x, punto, es"."""
_PIECE = re.compile(
    r"[(\[{](?i:at|arroba|dot|punto)[)\]}]|\b(?i:at the rate(?: of)?)\b"
    rf"|(?<=[ \t\xa0])\.(?=[{LETTER}])"
    rf"|{_LOCAL}*+@[{LETTER}.\-@]*+"
    rf"|{_LOCAL}++"
)


class Piece(NamedTuple):
    """A run of characters that an address may have, `[start:end]` in the text."""

    start: int
    end: int
    text: str
    symbol: str
    """"@", ".", "-" or "_" when the piece is or spells one; "" for a word."""
    spoken: bool
    """A word such as "arroba" spells the symbol."""
    linked: bool
    """At most `MAX_BLANKS` blanks, and nothing else, separate it from the piece before."""


@lru_cache(maxsize=1)
def pieces_of(text: str) -> Sequence[Piece]:
    """The pieces of a text that may hold an address, else none; of the last text they are kept.

    A model's addresses are looked for in one message, one after the other.
    """
    text = narrow(text)
    return cut(text) if may_hold_at(text) else ()


def cut(text: str) -> list[Piece]:
    """The pieces of a text, in order; two words for one symbol ("guion bajo") are one piece."""
    text = _PAUSED.sub(lambda symbol: symbol[0].replace(",", " "), text)
    pieces: list[Piece] = []
    before, end = "", 0
    for match in _PIECE.finditer(text):
        start, stop = match.span()
        near = bool(pieces) and start - end <= MAX_BLANKS
        linked = near and not text[end:start].strip(" \t\xa0")
        word = fold(match[0]).strip("()[]{}")
        if linked and (pair := SPOKEN_PAIRS.get((before, word))):
            pieces[-1] = pieces[-1]._replace(end=stop, symbol=pair, spoken=True)
        else:
            spoken = SPOKEN.get(word, "")
            symbol = spoken or (word if word in (".", "@") else "")
            spelt = "@" not in text and _LETTER_BY_LETTER.fullmatch(match[0])
            written = match[0].replace("-", "") if spelt else match[0]
            pieces.append(Piece(start, stop, written, symbol, bool(spoken), linked))
        before, end = word, stop
    return [_letter(piece, pieces[at + 1 : at + 1 + MAX_TO_AT]) for at, piece in enumerate(pieces)]


def _letter(piece: Piece, behind: list[Piece]) -> Piece:
    """The letter whose name begins a dictated address: "jota punto gil arroba x punto es"."""
    name = piece.text.lower()
    if name not in LETTERS or not behind or behind[0].symbol == "@":
        return piece
    linked = takewhile(lambda each: each.linked, behind)
    dictated = any(each.symbol == "@" and each.spoken for each in linked)
    return piece._replace(text=LETTERS[name]) if dictated else piece


def may_hold_at(text: str) -> bool:
    """False when the text has neither "@" nor a word for it, so that it holds no address."""
    return "@" in text or _AT.search(fold(text)) is not None


def fold(text: str) -> str:
    """The text in lower case without accents; "ß", which a domain may have, stays."""
    return text.lower() if text.isascii() else without_marks(text.lower())
