"""Turns wait for their session's earlier ones in the event loop, where waiting holds no thread.

Each turn under way has a thread, most of which wait for a model.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TypeVar
from weakref import WeakValueDictionary

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from api.edge.open_files import most_turns
from graph.errors import SessionBusy
from graph.turn.session_lock import MAX_WAIT
from graph.understanding.observer import NOBODY, Observer

MAX_WAITING = 32
"""Turns of one session that wait while another one runs."""
ROOM_WITHIN = 2.0
"""Seconds in which room has to appear in a full session, as it does while turns are quick."""

BUSY = "earlier messages of the session took too long"

Result = TypeVar("Result")


class SessionCrowded(Exception):
    """As many turns of the session wait already as may; nothing was written."""


class _Session:
    """The turns of one session: the one that runs, and those with room to wait for it."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.room = asyncio.Semaphore(1 + MAX_WAITING)


class SessionQueue:
    """One turn at a time per session, first come, first served."""

    def __init__(self, observer: Observer = NOBODY, *, threads: int | None = None) -> None:
        """Start with no session; each is kept while a turn of it waits or runs.

        `threads` is how many turns are under way at once, by default as many as have files.
        """
        self._observer = observer
        self._threads = CapacityLimiter(threads or most_turns())
        self._sessions: WeakValueDictionary[str, _Session] = WeakValueDictionary()

    async def run(self, thread: str, turn: Callable[[], Result]) -> Result:
        """Run the turn in a worker thread. `thread` is the session's name with its owner.

        Raises `SessionCrowded`, `SessionBusy`, and what the turn raises.
        """
        session = self._sessions.setdefault(thread, _Session())
        room = _held(session.room, within=ROOM_WITHIN, otherwise=SessionCrowded)
        turns = _held(session.turn, within=MAX_WAIT, otherwise=partial(SessionBusy, BUSY))
        async with AsyncExitStack() as stack:
            with self._observer.during("wait"):
                await stack.enter_async_context(room)
                await stack.enter_async_context(turns)
            return await run_sync(turn, limiter=self._threads)


@asynccontextmanager
async def _held(
    lock: asyncio.Lock | asyncio.Semaphore, *, within: float, otherwise: Callable[[], Exception]
) -> AsyncIterator[None]:
    if not lock.locked():
        await lock.acquire()  # at once: a time limit would cost more than all of it
    else:
        try:
            async with asyncio.timeout(within):
                await lock.acquire()
        except TimeoutError:
            raise otherwise() from None
    try:
        yield
    finally:
        lock.release()
