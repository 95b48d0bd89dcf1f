"""Numbers dictated inside an address: "ocho cinco", "noventa y tres", "nineteen 84"."""

from collections.abc import Sequence

_SERIES = (
    (0, 1, "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce"),
    (15, 1, "quince dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos"),
    (23, 1, "veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve"),
    (30, 10, "treinta cuarenta cincuenta sesenta setenta ochenta noventa cien"),
    (100, 100, "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos"),
    (800, 100, "ochocientos novecientos"),
    (0, 1, "zero one two three four five six seven eight nine ten eleven twelve thirteen"),
    (14, 1, "fourteen fifteen sixteen seventeen eighteen nineteen"),
    (20, 10, "twenty thirty forty fifty sixty seventy eighty ninety"),
)
AND = ("y", "and")
THOUSAND = ("mil", "thousand")

VALUES = {
    word: first + step * number
    for first, step, words in _SERIES
    for number, word in enumerate(words.split())
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
