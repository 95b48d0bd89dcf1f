"""One turn at a time per session within this process, first come, first served.

It only saves work: what two processes do at once, the session's fence in the database sorts out.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock


class TurnQueue:
    """Lines of waiting turns, one a session, kept only while somebody waits."""

    def __init__(self) -> None:
        """Start with no session."""
        self._guard = Lock()
        self._lines: dict[str, deque[Event]] = {}

    @contextmanager
    def turn(self, session_id: str) -> Iterator[None]:
        """Wait for the session's earlier turns, then hold the session."""
        ticket = Event()
        with self._guard:
            line = self._lines.setdefault(session_id, deque())
            line.append(ticket)
            if line[0] is ticket:
                ticket.set()
        ticket.wait()
        try:
            yield
        finally:
            self._leave(session_id)

    def _leave(self, session_id: str) -> None:
        with self._guard:
            line = self._lines[session_id]
            line.popleft()
            if line:
                line[0].set()
            else:
                del self._lines[session_id]
