"""Clients at work in threads, whatever their work is."""

from collections.abc import Callable, Sequence
from threading import Event, Thread
from typing import Generic, Protocol, TypeVar


class Worker(Protocol):
    """A client that works until it is told to stop."""

    @property
    def done(self) -> int:
        """How often it has asked for something."""
        ...

    def work(self, until: Callable[[], bool]) -> None:
        """Go on until told to stop."""
        ...


W = TypeVar("W", bound=Worker)


class Crowd(Generic[W]):
    """Clients at work in threads; an exception in one of them is raised at the end."""

    def __init__(self, clients: Sequence[W], *, most: int = 1_000_000) -> None:
        """Each client asks for something at most that often."""
        self.clients = clients
        self._most = most
        self._enough = Event()
        self._failures: list[BaseException] = []
        self._threads = [
            Thread(target=self._work, args=(client,), daemon=True) for client in clients
        ]

    def start(self) -> None:
        """Let them begin."""
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """Let each get the answer that it waits for, and end."""
        self._enough.set()
        self.join()

    def join(self) -> None:
        """Wait until all have done what they may."""
        for thread in self._threads:
            thread.join()
        if self._failures:
            raise self._failures[0]

    def _work(self, client: W) -> None:
        try:
            client.work(lambda: self._enough.is_set() or client.done >= self._most)
        except BaseException as failure:
            self._failures.append(failure)
            raise
