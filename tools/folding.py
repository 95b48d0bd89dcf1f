"""The form in which names and emails are compared: without case, accents and spare spaces."""

import unicodedata


def fold(text: str) -> str:
    """Fold case, drop combining marks, join words by single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())
