"""The pieces of a text that may be parts of an address, and the words that spell its signs."""

import re
import unicodedata
from typing import NamedTuple

SPOKEN = {
    "arroba": "@",
    "at": "@",
    "punto": ".",
    "dot": ".",
    "guion": "-",
    "dash": "-",
    "hyphen": "-",
    "underscore": "_",
}
SPOKEN_PAIRS = {
    ("guion", "bajo"): "_",
    ("barra", "baja"): "_",
    ("guion", "medio"): "-",
}
MAX_BLANKS = 3
LETTER = r"\w\u0300-\u036f"
_LOCAL = rf"[{LETTER}.+\-'’&%#$~^]"
_AT = re.compile("@|at|arroba")
_PIECE = re.compile(
    r"[(\[{](?i:at|arroba|dot|punto)[)\]}]"
    rf"|(?<=[ \t\xa0])\.(?=[{LETTER}])"
    rf"|{_LOCAL}*+@[{LETTER}.\-@]*+"
    rf"|{_LOCAL}++"
)


class Piece(NamedTuple):
    """A run of the characters of an address. `symbol` is what it stands for, if it is no word."""

    start: int
    end: int
    text: str
    symbol: str
    spoken: bool
    linked: bool


def cut(text: str) -> list[Piece]:
    """The runs of an address's characters, in order; two words for one sign are one piece."""
    pieces: list[Piece] = []
    words: list[str] = []
    end = 0
    for match in _PIECE.finditer(text):
        gap = match.start() - end
        blank = gap <= MAX_BLANKS and not text[end : match.start()].strip(" \t\xa0")
        word = fold(match[0]).strip("()[]{}")
        pair = SPOKEN_PAIRS.get((words[-1], word)) if blank and words else None
        if pair:
            last = pieces.pop()
            pieces.append(last._replace(end=match.end(), symbol=pair, spoken=True))
        else:
            symbol = SPOKEN.get(word, word if word in (".", "@") else "")
            spoken = word in SPOKEN
            pieces.append(Piece(*match.span(), match[0], symbol, spoken, blank and bool(words)))
        words.append(word)
        end = match.end()
    return pieces


def may_hold_at(text: str) -> bool:
    """False when no sign and no word stands for @, so that there is no address."""
    return _AT.search(fold(text)) is not None


def fold(text: str) -> str:
    """The text in lower case without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
