"""Failpoints: named places in a turn where a server armed with FAILPOINT harms itself.

FAILPOINT=commit.fenced=kill@3    the third time that the place is reached
FAILPOINT=model.after=stop        the first time
FAILPOINT=model.before=sleep:0.2  every time
"""

import os
import re
import signal
import time
from dataclasses import dataclass
from threading import Lock, get_ident
from typing import Literal

POINTS = (
    "model.before",
    "model.after",
    "commit.begun",
    "commit.fenced",
    "commit.created",
    "commit.written",
    "commit.done",
    "checkpoint.before",
    "checkpoint.after",
    "reply.before",
)
"""In the order in which a turn that creates a client reaches them."""

CHANGE_POINTS = ("commit.changed", "commit.logged", "commit.done")
"""Those of a write to one client by REST."""

SEVERAL_POINTS = ("commit.created", *CHANGE_POINTS)
"""Those of a turn that writes to several clients, each time that it writes to one."""

FORM = re.compile(r"([a-z.]+)=(kill|stop|sleep|say)(?::([0-9.]+))?(?:@([0-9]+))?")

Action = Literal["kill", "stop", "sleep", "say"]
ACTIONS: dict[str, Action] = {"kill": "kill", "stop": "stop", "sleep": "sleep", "say": "say"}
ONCE = {"kill", "stop"}


@dataclass(frozen=True)
class Failpoint:
    """What happens where; `at` is the count of the visit, None: every visit."""

    point: str
    action: Action
    seconds: float = 0.0
    at: int | None = None


def parse(text: str) -> Failpoint:
    """Read the form above. Raises `ValueError`."""
    found = FORM.fullmatch(text)
    if found is None or found[1] not in {*POINTS, *CHANGE_POINTS}:
        raise ValueError(f"no failpoint: {text!r}; points are {', '.join(POINTS)}")
    action = ACTIONS[found[2]]
    first = 1 if action in ONCE else None
    return Failpoint(found[1], action, float(found[3] or 0), int(found[4]) if found[4] else first)


class Tripwire:
    """Counts the visits to its point and acts on the one that it waits for."""

    def __init__(self, failpoint: Failpoint | None) -> None:
        self._failpoint = failpoint
        self._visits = 0
        self._lock = Lock()

    def visit(self, point: str) -> None:
        """Call this at every point."""
        failpoint = self._failpoint
        if failpoint is None or failpoint.point != point:
            return
        with self._lock:
            self._visits += 1
            due = failpoint.at in (None, self._visits)
        if due:
            _act(failpoint)


def from_environment() -> Tripwire:
    """As FAILPOINT says; unset: one that never acts."""
    text = os.environ.get("FAILPOINT")
    return Tripwire(parse(text) if text else None)


def _act(failpoint: Failpoint) -> None:
    match failpoint.action:
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "stop":
            signal.pthread_kill(get_ident(), signal.SIGSTOP)  # this thread goes no step further
        case "sleep":
            time.sleep(failpoint.seconds)
        case "say":
            os.write(2, f"{failpoint.point}\n".encode())
