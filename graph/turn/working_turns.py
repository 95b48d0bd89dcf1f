"""How many turns of this process work at once; one that waits for a model is none of them.

Python runs one thread at a time, so more would only slow each other down: each time one gives way,
as for a statement, it waits for the others, mostly on another processor. And a hundred messages at
once would all ask the model late, instead of the first ones early.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Semaphore, local
from time import monotonic

AT_ONCE = 4
"""More than one, because some wait for the database's server."""
ON_A_FILE = 1
"""The same, where the database is a file, for which next to nothing is waited."""
STUCK = 1.0
"""Seconds without the end of a turn, or of its work before a model, after which another one works
all the same: those that work wait for something, as for a file that another process has locked."""


class WorkingTurns:
    """A semaphore that a turn holds, but not while it waits for something slow."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        """Let that many turns work at once."""
        self._free = Semaphore(at_once)
        self._this_thread = local()
        self._moved = monotonic()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until few enough turns work, then be one of them; the block is in this thread."""
        self._begin()
        try:
            yield
        finally:
            self._end()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Let another turn work meanwhile, if a turn of this thread does."""
        if not getattr(self._this_thread, "counts", False):
            yield
            return
        self._end()
        try:
            yield
        finally:
            self._begin()

    def _begin(self) -> None:
        while not (counts := self._free.acquire(timeout=STUCK)):
            if monotonic() - self._moved >= STUCK:
                break
        self._this_thread.counts = counts

    def _end(self) -> None:
        self._moved = monotonic()
        if self._this_thread.counts:
            self._this_thread.counts = False
            self._free.release()
