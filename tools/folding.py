"""The form in which names and emails are compared: without case, accents and spare spaces."""

import re
import unicodedata

BEYOND_LATIN = re.compile("[\u0300-\U0010ffff]")
"""All combining marks, and much else; asking about each character of a text is slow."""


def fold(text: str) -> str:
    """Fold case, drop combining marks, join words by single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = BEYOND_LATIN.sub(_unless_combining, decomposed)
    return " ".join(plain.casefold().split())


def _unless_combining(found: re.Match[str]) -> str:
    return "" if unicodedata.combining(found[0]) else found[0]
