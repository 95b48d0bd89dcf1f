"""The form in which names and emails are compared: without case, accents and spare spaces."""

import re
import unicodedata

BEYOND_LATIN = re.compile("[\u0300-\U0010ffff]")
"""All combining marks, and much else; asking about each character of a text is slow."""


def fold(text: str) -> str:
    """Fold case, drop combining marks, join words by single spaces."""
    folded = text.lower() if text.isascii() else without_marks(text.casefold()).casefold()
    return " ".join(folded.split())


def without_marks(text: str) -> str:
    """The text decomposed (NFKD), without its combining marks: "ñ" is "n"."""
    return BEYOND_LATIN.sub(_unless_combining, unicodedata.normalize("NFKD", text))


def _unless_combining(found: re.Match[str]) -> str:
    return "" if unicodedata.combining(found[0]) else found[0]
