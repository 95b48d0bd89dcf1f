"""One turn at a time per session within this process, first come, first served.

Beyond it, where processes can wait for each other, they do. Both only save work: what two processes
do at once, the session's fence in the database sorts out.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Event, Lock

from graph.errors import SessionBusy

MAX_WAIT = 60.0
"""Seconds that a turn waits for earlier turns of its session in this process."""


class SessionLock:
    """Lines of waiting turns, one a session, kept only while somebody waits."""

    def __init__(
        self,
        *,
        patience: float = MAX_WAIT,
        beyond: Callable[[str], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        """Start with no session. `patience` is how many seconds a turn waits for earlier ones.

        `beyond` holds a session against other processes; this one asks for each only once.
        """
        self._patience, self._beyond = patience, beyond
        self._guard = Lock()
        self._lines: dict[str, deque[Event]] = {}

    @contextmanager
    def turn(self, session_id: str) -> Iterator[None]:
        """Wait for the session's earlier turns, then hold the session. Raises `SessionBusy`."""
        ticket = self._join(session_id)
        try:
            if not ticket.wait(self._patience):
                raise SessionBusy("the session is busy with earlier messages: try again")
            with self._beyond(session_id):
                yield
        finally:
            self._leave(session_id, ticket)

    def _join(self, session_id: str) -> Event:
        ticket = Event()
        with self._guard:
            line = self._lines.setdefault(session_id, deque())
            line.append(ticket)
            line[0].set()
        return ticket

    def _leave(self, session_id: str, ticket: Event) -> None:
        with self._guard:
            line = self._lines[session_id]
            line.remove(ticket)
            if line:
                line[0].set()
            else:
                del self._lines[session_id]
