"""A task of a server that runs again and again in a thread of its own."""

from abc import ABC, abstractmethod
from threading import Event, Thread


class Recurring(ABC):
    """Runs `step` first some time after `start`, and then again after a pause, until `close`."""

    def __init__(self, name: str, *, first: float, pause: float) -> None:
        """Nothing runs before `start`. `first` and `pause` are in seconds."""
        self._first, self._pause = first, pause
        self._over = Event()
        self._thread = Thread(target=self._work, name=name, daemon=True)

    @abstractmethod
    def step(self) -> None:
        """Do what is due; raises nothing that is no mistake of the program."""

    def start(self) -> None:
        """Begin, soon."""
        self._thread.start()

    def close(self) -> None:
        """End after the step that is under way."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def is_over(self) -> bool:
        """Whether a step that takes long should end early."""
        return self._over.is_set()

    def _work(self) -> None:
        wait = self._first
        while not self._over.wait(wait):
            self.step()
            wait = self._pause
