"""Sets of client ids, a block of consecutive ids at a time.

The part of a set that lies in a block is an `int`: bit n stands for the block's n-th id. Such sets
meet with `&`, join with `|` and are counted with `bit_count()`, so exact totals are cheap.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import reduce
from operator import or_
from struct import pack, unpack

BITS = 12
SIZE = 1 << BITS
"""Ids in a block. A stored set stays small enough for a page of SQLite's trees."""
WIDTH = SIZE // 8
SPARSE = 128
"""Sets up to this large are stored as lists of offsets of 16 bits, larger ones bit by bit."""

Sets = dict[int, int]
"""For each block, by its number, the ids in it."""


def of(offsets: Iterable[int]) -> int:
    """The set of these offsets."""
    found = bytearray(WIDTH)
    for offset in offsets:
        found[offset >> 3] |= 1 << (offset & 7)
    return int.from_bytes(found, "little")


def to_bytes(parts: Collection[Collection[int]], sets: Iterable[int]) -> bytes:
    """The set that these parts make together, as offsets and as bits, as it is stored."""
    if sum(map(len, parts)) > SPARSE:
        return reduce(or_, sets).to_bytes(WIDTH, "little")
    offsets = set().union(*parts)
    return pack(f"<{len(offsets)}H", *offsets)


def from_bytes(stored: bytes) -> int:
    """The set that was stored."""
    if len(stored) == WIDTH:
        return int.from_bytes(stored, "little")
    return of(unpack(f"<{len(stored) // 2}H", stored))


def join(stored: Iterable[tuple[int, bytes]]) -> Sets:
    """The set that these parts make together, each the part of a stored set in a block."""
    sets: Sets = defaultdict(int)
    lists: dict[int, bytes] = defaultdict(bytes)
    for number, part in stored:
        if len(part) == WIDTH:
            sets[number] |= from_bytes(part)
        else:
            lists[number] += part
    for number, part in lists.items():
        sets[number] |= of(unpack(f"<{len(part) // 2}H", part))
    return sets


def split(ids: Iterable[int]) -> Sets:
    """The set of these ids."""
    offsets = defaultdict(list)
    for key in ids:
        offsets[key >> BITS].append(key & SIZE - 1)
    return {number: of(those) for number, those in offsets.items()}


def beyond(sets: Sets, start: int, *, newest_first: bool) -> Iterator[int]:
    """The ids above `start` in their order, or those below it, highest first."""
    edge = start >> BITS
    for number in sorted(sets, reverse=newest_first):
        if number >= edge if not newest_first else number <= edge:
            ids = [(number << BITS) + offset for offset in _offsets(sets[number])]
            for key in reversed(ids) if newest_first else ids:
                if key < start if newest_first else key > start:
                    yield key


def _offsets(bits: int) -> list[int]:
    """The offsets in the set, lowest first."""
    return [offset for offset, digit in enumerate(f"{bits:b}"[::-1]) if digit == "1"]
