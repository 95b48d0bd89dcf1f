"""Calls of Python's functions, which no other work of the machine changes."""

import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType

from tests.servers import ROOT


def calls(work: Callable[[], object], *rooms: str) -> Counter[str]:
    """By function, each time that a generator goes on among them; of these rooms, if any is named.

    Of this thread alone.
    """
    counts = Counter[str]()
    counted = tuple(f"{ROOT / room}/" for room in rooms) or ("",)

    def hook(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(counted):
            counts[f"{code.co_filename}:{code.co_name}"] += 1

    sys.setprofile(hook)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counts
