"""Several processes that serve one listening socket, and their parent.

The parent starts the workers as forks, replaces those that end, counts the hits of all for the rate
limits, and hands a signal to stop on to them. It serves nothing and has no database open.
"""

import logging
import multiprocessing
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import wait
from types import FrameType

from api.edge.parent_line import ParentLine, WorkerLine
from api.edge.rates.windows import Windows
from api.edge.telemetry.processes import forget

STOPPING = (signal.SIGINT, signal.SIGTERM)
AS_TOLD = {0, -signal.SIGTERM}
"""Exit statuses of a worker that was told to end."""
TICK = 0.1
"""Seconds after which the parent looks round, at the latest."""
PAUSE = 1.0
"""Seconds at least from one start of a place's worker to the next one."""
STUCK = 30.0
"""Seconds of silence, after its first sign of life, for which a worker is killed."""
LAST = 40.0
"""Seconds from the signal to stop after which a worker that is still there is killed."""

Serve = Callable[[int, ParentLine], int]
"""Serves until a signal to stop, at a place, from 0 on, and with a line to the parent; the exit
status."""

log = logging.getLogger(__name__)


class Worker:
    """A process that serves, as its parent sees it."""

    def __init__(self, place: int, serve: Serve) -> None:
        """Fork it. Signals to stop wait until the fork has its own handlers."""
        self._silence: float | None = None  # in seconds; None before the first sign of life
        ours, theirs = socket.socketpair()
        self.line = WorkerLine(ours)
        fork = multiprocessing.get_context("fork")
        self.process = fork.Process(target=_be, args=(place, serve, theirs), daemon=True)
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
        try:
            self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
            theirs.close()

    def hear(self, windows: Windows) -> None:
        """Answer what it asked, which is a sign of life."""
        self._silence = 0.0
        self.line.answer(windows)

    def silence(self, passed: float) -> float:
        """Seconds since its last sign of life, after so many more; 0 before the first one."""
        if self._silence is not None:
            self._silence += passed
        return self._silence or 0.0

    def bury(self) -> None:
        """Close what belongs to a process that has ended, and log an end that nobody asked for."""
        status = self.process.exitcode or 0
        if status not in AS_TOLD:
            reason = signal.Signals(-status).name if status < 0 else f"exit status {status}"
            log.warning("a worker ended (%s): another one takes its place", reason)
        self.line.close()
        forget(self.process.pid or 0)
        self.process.close()


class Workers:
    """All of them; `run` is the parent's work."""

    def __init__(self, number: int, serve: Serve, *, stuck: float = STUCK) -> None:
        """So many places, which `run` fills. `stuck` is in seconds."""
        self._serve, self._windows, self._stuck = serve, Windows(), stuck
        self._running: dict[int, Worker] = {}
        self._due = dict.fromkeys(range(number), 0.0)

    def run(self, listener: socket.socket) -> None:
        """Keep every place filled until a signal to stop, which then reaches this process too."""
        with _signals() as told:
            while not told:
                self._fill()
                self._watch()
            listener.close()
            self._end()
        for number in told:
            signal.raise_signal(number)

    def _fill(self) -> None:
        now = time.monotonic()
        for place, due in self._due.items():
            if place not in self._running and now >= due:
                self._running[place] = Worker(place, self._serve)
                self._due[place] = now + PAUSE

    def _watch(self) -> None:
        """Answer what the workers ask, for a tick, and let go of those that are gone."""
        began = time.monotonic()
        workers = self._running.values()
        lines = {each.line.fileno(): each for each in workers if not each.line.is_closed}
        for ready in wait([*lines, *(each.process.sentinel for each in workers)], TICK):
            if isinstance(ready, int) and ready in lines:
                lines[ready].hear(self._windows)
        passed = min(time.monotonic() - began, 2 * TICK)  # not what this process slept itself
        for place, worker in list(self._running.items()):
            if worker.process.exitcode is not None:
                self._running.pop(place).bury()
            elif worker.silence(passed) > self._stuck:
                log.warning("a worker does nothing any more: it is killed")
                worker.process.kill()

    def _end(self) -> None:
        """Have all workers finish their turns, and wait for them."""
        deadline = time.monotonic() + LAST
        for worker in self._running.values():
            worker.process.terminate()
        while self._running:
            self._watch()
            if time.monotonic() > deadline:
                for worker in self._running.values():
                    worker.process.kill()


@contextmanager
def _signals() -> Iterator[list[int]]:
    """The signals to stop that came in the block; outside of it they do what they did."""
    told: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        told.append(number)

    before = {number: signal.signal(number, note) for number in STOPPING}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _be(place: int, serve: Serve, end: socket.socket) -> None:
    """The life of a worker. Until it serves, Ctrl-C is its parent's matter, which then ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    sys.exit(serve(place, ParentLine(end)))
