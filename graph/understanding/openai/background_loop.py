"""An event loop in a thread of its own: a call can be given up wherever it waits, from any thread.

An HTTP client's time-outs bound each read, so a server that sends a byte now and then holds a call
for ever. A task is cancelled anywhere: name lookup, handshake, headers, body, pause before a retry.
"""

import asyncio
import threading
import weakref
from collections.abc import Awaitable, Callable
from concurrent.futures import CancelledError
from typing import TypeVar

T = TypeVar("T")

GRACE = 1.0
"""Seconds that a cancelled call may take to let go before its caller goes on without it."""


class BackgroundLoop:
    """Runs coroutines for callers in any thread. One daemon thread, started by the first call."""

    def __init__(self, farewell: Callable[[], Awaitable[None]]) -> None:
        """`farewell` is awaited when the loop ends, in it, to close what was opened there."""
        self._farewell = farewell
        self._lock = threading.Lock()
        self._closed = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def run(self, work: Callable[[], Awaitable[T]], seconds: float) -> T:
        """What `work` gives. Raises `TimeoutError` when it takes too long or the loop is closed."""
        with self._lock:
            if self._closed:
                raise TimeoutError
            loop = self._loop or self._start()
            future = asyncio.run_coroutine_threadsafe(_within(seconds, work), loop)
        try:
            return future.result(seconds + GRACE)
        except CancelledError as exc:
            raise TimeoutError from exc
        finally:
            future.cancel()

    def close(self) -> None:
        """Give up what is under way and end the thread; calls that come later time out at once."""
        with self._lock:
            self._closed = True
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is not None and thread is not None:
            _stop(loop)
            thread.join()

    def _start(self) -> asyncio.AbstractEventLoop:
        loop = self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=_serve, args=(loop, self._farewell), name="background-loop", daemon=True
        )
        self._thread.start()
        weakref.finalize(self, _stop, loop)
        return loop


async def _within(seconds: float, work: Callable[[], Awaitable[T]]) -> T:
    async with asyncio.timeout(seconds):
        return await work()


def _serve(loop: asyncio.AbstractEventLoop, farewell: Callable[[], Awaitable[None]]) -> None:
    try:
        loop.run_forever()
        loop.run_until_complete(_end(farewell))
    finally:
        loop.close()


async def _end(farewell: Callable[[], Awaitable[None]]) -> None:
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    await farewell()
    await asyncio.get_running_loop().shutdown_asyncgens()


def _stop(loop: asyncio.AbstractEventLoop) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(loop.stop)
