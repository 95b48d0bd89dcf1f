"""The form in which names, domains and texts are compared.

Without case, accents, unseen characters and spare spaces, and with letters that many keyboards lack
as those keyboards spell them. The database keeps names and domains in this form: a change of it
needs a migration that folds them anew.
"""

import re
import unicodedata

BEYOND_LATIN = re.compile("[\u00ad\u0300-\U0010ffff]")
"""All combining marks and unseen characters, and much else; asking about each one is slow."""
ACUTE = str.maketrans("´`", "''")
"""Accents typed for an apostrophe; NFKD would make a space of them."""
NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""ASCII's characters for their full-width forms."""
_WIDE = re.compile("[\uff01-\uff5e]")
SPELLED = str.maketrans(
    {
        **dict(zip("łøđðħŧıŋəƀɓɖɗƙƴǥɨʉƶɛɔ", "loddhtinebbddkygiuzeo", strict=True)),
        **{"æ": "ae", "œ": "oe", "þ": "th"},
        **dict(zip("یىکہەھة", "ييكهههه", strict=True)),
        "\u0640": None,  # the dash that stretches an Arabic word
        **dict.fromkeys("\u2018\u2019\u201b\u2032\u02bb\u02bc", "'"),
        **dict.fromkeys("\u2010\u2012\u2013\u2212", "-"),
    }
)
"""Letters that NFKD leaves whole, without their strokes; one form of Arabic and Persian letters, as
in Lucene's normalizers; the apostrophe and the hyphen for their typographic forms."""


def fold(text: str) -> str:
    """The text as it is compared, its words joined by single spaces."""
    if text.isascii() and text.isalnum():
        return text.lower()
    return " ".join(plain(text).split())


def folded_address(address: str) -> str:
    """The address as it is compared: accents tell addresses apart, case and width do not."""
    return unicodedata.normalize("NFKC", address.strip()).lower()


def plain(text: str) -> str:
    """The text as it is compared, with its spaces; each character is folded by itself."""
    text = text.translate(ACUTE)
    if text.isascii():
        return text.lower()
    return without_marks(text.casefold()).casefold().translate(SPELLED)


def composed(text: str) -> str:
    """The text with composed letters (NFC), and with ASCII's characters for their wide forms."""
    return narrow(unicodedata.normalize("NFC", text))


def narrow(text: str) -> str:
    """The text with ASCII's characters for their wide forms."""
    return text.translate(NARROW) if _WIDE.search(text) else text


def without_marks(text: str) -> str:
    """The text decomposed (NFKD), without combining marks and unseen characters: "ñ" is "n"."""
    return BEYOND_LATIN.sub(_unless_mark, unicodedata.normalize("NFKD", text))


def _unless_mark(found: re.Match[str]) -> str:
    mark = unicodedata.combining(found[0]) or unicodedata.category(found[0]) == "Cf"
    return "" if mark else found[0]
