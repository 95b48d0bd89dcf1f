"""Numbers dictated inside an address: "ocho cinco", "noventa y tres", "nineteen 84"."""

from collections.abc import Sequence

_DIGITS = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve",
    "zero one two three four five six seven eight nine",
)
_TEENS = (
    "diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve",
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
)
_TENS = (
    "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "twenty thirty forty fifty sixty seventy eighty ninety",
)
_TWENTIES = "veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete"
_HUNDREDS = "cien doscientos trescientos cuatrocientos quinientos seiscientos setecientos"
AND = ("y", "and")
THOUSAND = ("mil", "thousand")

VALUES: dict[str, int] = {
    **{word: n for line in _DIGITS for n, word in enumerate(line.split())},
    **{word: n for line in _TEENS for n, word in enumerate(line.split(), start=10)},
    **{word: 10 * n for line in _TENS for n, word in enumerate(line.split(), start=2)},
    **{word: n for n, word in enumerate(_TWENTIES.split(), start=21)},
    **{word: 100 * n for n, word in enumerate(_HUNDREDS.split(), start=1)},
    **{"veintiocho": 28, "veintinueve": 29, "ciento": 100, "ochocientos": 800, "novecientos": 900},
}
"""The value of each folded number word, apart from "thousand", which multiplies."""


def is_number(word: str) -> bool:
    """Whether a folded word is made of digits or is a number word."""
    return (word.isascii() and word.isdigit()) or word in VALUES or word in THOUSAND


def links(before: str, after: str) -> bool:
    """Whether a "y" between two folded words joins tens and units."""
    return VALUES.get(before, 0) in range(20, 100, 10) and VALUES.get(after, 0) in range(1, 10)


def digits_of(words: Sequence[str]) -> str:
    """The digits of a run of number words, said one by one, in pairs or as one number."""
    numbers = [word for word in words if word not in AND]
    if any(word in THOUSAND for word in numbers):
        return str(_with_thousands(numbers))
    text, last = "", 0
    for word in numbers:
        value = VALUES.get(word, 0)
        if value and value < _room(last):
            text = text[: -len(str(last))] + str(last + value)
            last += value
        else:
            text += word if word.isdigit() else str(value)
            last = value
    return text


def _room(last: int) -> int:
    """The bound below which a number adds to the one before: 10 behind "noventa", 0 for none."""
    if last >= 100 and last % 100 == 0:
        return 100
    return 10 if last >= 20 and last % 10 == 0 else 0


def _with_thousands(words: Sequence[str]) -> int:
    total = part = 0
    for word in words:
        if word in THOUSAND:
            total += 1000 * (part or 1)
            part = 0
        else:
            part += int(word) if word.isdigit() else VALUES[word]
    return total + part
