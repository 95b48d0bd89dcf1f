"""A line on stderr that says how far the measurement is."""

import sys
import time
from collections.abc import Mapping

WIDTH = 30


class Progress:
    """Phases in an order, each with about as many seconds as it takes."""

    def __init__(self, plan: Mapping[str, float]) -> None:
        self._plan, self._total = plan, sum(plan.values())
        self._before, self._weight = 0.0, 0.0
        self._name = ""
        self._began = time.monotonic()
        self._shown = ""

    def phase(self, name: str) -> None:
        """Begin the next phase; the one before is done."""
        self._before += self._weight
        self._name, self._weight = name, self._plan[name]
        self.at(0)

    def at(self, share: float) -> None:
        """How much of the phase is done, from 0 to 1."""
        done = min((self._before + share * self._weight) / self._total, 1)
        passed = int(time.monotonic() - self._began)
        bar = ("#" * round(done * WIDTH)).ljust(WIDTH, ".")
        self._show(f"[{bar}] {done:4.0%} {passed // 60}:{passed % 60:02} {self._name}")

    def end(self) -> None:
        """Everything is done."""
        self._before, self._weight, self._name = self._total, 0.0, "done"
        self.at(0)
        if sys.stderr.isatty():
            sys.stderr.write("\n")

    def _show(self, line: str) -> None:
        """Written over on a terminal; elsewhere a line for each phase."""
        terminal = sys.stderr.isatty()
        shown = line if terminal else self._name
        if shown != self._shown:
            sys.stderr.write(f"\r\033[K{line}" if terminal else line + "\n")
            sys.stderr.flush()
        self._shown = shown
