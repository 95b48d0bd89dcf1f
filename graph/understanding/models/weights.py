"""The weights of linear models whose features are numbers: whole numbers, of one byte with a sign.

All classes' weights of a feature stand in one integer, so that one sum adds up all of them.
"""

import sys
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from zlib import compress, decompress

FIELD = 20
"""Bits that each of three classes has of an integer: of sums of thousands of bytes."""
HALF, MASK = 1 << FIELD - 1, (1 << FIELD) - 1
GREATEST = 127
"""Of the weights that one byte with a sign can be."""

Weights = Sequence[int]
"""Of each feature one integer."""
Scaled = tuple[Weights, float]
"""Weights, and the scale that they have in common."""


def sums_of(weights: Weights, features: Iterable[int]) -> list[float]:
    """Of each class the sum of the features' weights."""
    total = sum(map(weights.__getitem__, features))
    first = (total + HALF & MASK) - HALF
    total = total - first >> FIELD
    second = (total + HALF & MASK) - HALF
    return [first, second, total - second >> FIELD]


def packed(rows: Iterable[Sequence[int]]) -> "array[int]":
    """The weights, of each feature a row with one for each class."""
    return array("q", (sum(each << FIELD * at for at, each in enumerate(row)) for row in rows))


def written(rows: Iterable[Sequence[int]]) -> str:
    """The weights as text: little-endian integers of 64 bits, compressed, in base64."""
    weights = packed(rows)
    if sys.byteorder == "big":
        weights.byteswap()
    return b64encode(compress(weights.tobytes(), 9)).decode() + "\n"


def unwritten(text: str) -> Weights:
    """The weights that a text gives."""
    weights = array("q")
    weights.frombytes(decompress(b64decode(text)))
    if sys.byteorder == "big":
        weights.byteswap()
    return weights


def written_scaled(rows: Sequence[Sequence[float]]) -> str:
    """Weights of any size as text: their scale, then whole numbers of it."""
    scale = max(abs(each) for row in rows for each in row) / GREATEST
    return f"{scale:.6g}\n{written([round(each / scale) for each in row] for row in rows)}"


@cache
def stored(name: str) -> Scaled:
    """The weights and the scale of this room's file of that name."""
    return unwritten_scaled(text_of(name))


def text_of(name: str) -> str:
    """The text of this room's file of that name."""
    return (files(__package__) / "fitted" / f"{name}.txt").read_text("ascii")


def unwritten_scaled(text: str) -> Scaled:
    """The weights and the scale that a text gives."""
    scale, weights = text.split("\n", 1)
    return unwritten(weights), float(scale)
