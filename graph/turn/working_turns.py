"""How many turns of this process work at once; one that waits for a model is none of them.

Python runs one thread at a time, so more would only slow each other down: a hundred messages at
once would all ask the model late, instead of the first ones early.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Semaphore, local

AT_ONCE = 4
"""More than one, because some wait for the database."""


class WorkingTurns:
    """A semaphore that a turn holds, but not while it waits for something slow."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        """Let that many turns work at once."""
        self._free = Semaphore(at_once)
        self._this_thread = local()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until few enough turns work, then be one of them; the block is in this thread."""
        with self._free:
            self._this_thread.works = True
            try:
                yield
            finally:
                self._this_thread.works = False

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Let another turn work meanwhile, if a turn of this thread does."""
        if not getattr(self._this_thread, "works", False):
            yield
            return
        self._free.release()
        try:
            yield
        finally:
            self._free.acquire()
