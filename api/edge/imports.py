"""The imports under way in this process: few at a time, and none is waited for when it ends."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

MOST = 4
"""At once: each keeps its file in memory."""


class ImportsBusy(Exception):
    """As many imports as may run are running."""


class ImportCutOff(Exception):
    """An import ended early; what it added stays, and begun again it goes on from there."""


class Imports:
    """Counts the imports, and has them end early when the service stops."""

    def __init__(self) -> None:
        """Start with none."""
        self._running, self._stopping = 0, False
        self._idle = asyncio.Event()
        self._idle.set()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Counts one import. Raises `ImportsBusy`."""
        if self._running >= MOST:
            raise ImportsBusy
        self._running += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()

    def go_on(self) -> None:
        """Called between two batches. Raises `ImportCutOff` when the service stops."""
        if self._stopping:
            raise ImportCutOff("the service stops")

    async def ended(self) -> None:
        """Have all end after the batch that they are at, and return then."""
        self._stopping = True
        await self._idle.wait()
