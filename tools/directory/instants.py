"""Compares the instants of a block's clients all at once: a set for each bit of their seconds.

After O'Neil and Quass, "Improved query performance with variant indexes" (1997), section 4.
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, Integer, cast, func

from tools.directory.blocks import SIZE, WIDTH
from tools.tables import clients


def seconds() -> ColumnElement[int]:
    """The whole seconds from 1970 to a client's creation, in SQLite; 0 when it is no instant."""
    text = func.substr(clients.c.creado, 1, len("2026-01-31 23:59:59"))
    return func.coalesce(cast(func.strftime("%s", text), Integer), 0)


def planes(low: int, high: int, numbers: Mapping[int, int]) -> Iterator[bytes]:
    """For each bit of the numbers, highest first, the set of those that have it, as it is stored.

    The numbers, by offset, lie from `low` to `high`; their distance from `low` is what has bits.
    """
    width = (high - low).bit_length()
    digits = (f"{numbers.get(offset, low) - low:0{width}b}" for offset in reversed(range(SIZE)))
    for column in zip(*digits, strict=True):
        yield int("".join(column), 2).to_bytes(WIDTH, "little")


def before(stop: int, low: int, high: int, planes: Sequence[int], everyone: int) -> int:
    """Those whose numbers are below `stop`; the bits are not looked at when all or none are."""
    if stop <= low or stop > high:
        return everyone if stop > high else 0
    earlier, same = 0, everyone
    for digit, having in zip(f"{stop - low:0{len(planes)}b}", planes, strict=True):
        ones = same & having
        if digit == "1":
            earlier |= same ^ ones
        same = ones if digit == "1" else same ^ ones
    return earlier
