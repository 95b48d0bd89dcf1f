"""Formulas in tables: the apostrophe that keeps a spreadsheet from running a text."""

import re

PLACE = r"(^|[\t\r\n,;])"
"""Where a cell begins, also in a spreadsheet with another separator."""
FORMULA = r"(?='*[=+\-@\t\r\n＝＋－＠])"  # noqa: RUF001 - meant
"""A formula's first character (OWASP's list of CSV injection), maybe after apostrophes, so that
taking one away gives the text back."""
UNSAFE, DEFUSED = re.compile(PLACE + FORMULA), re.compile(f"{PLACE}'{FORMULA}")


def defused(cell: str) -> str:
    """The text, which no spreadsheet takes for a formula."""
    return UNSAFE.sub(r"\1'", cell)


def restored(cell: str) -> str:
    """The text that was defused."""
    return DEFUSED.sub(r"\1", cell)
