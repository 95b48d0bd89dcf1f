"""An asyncio event loop in a daemon thread, which bounds the total time of a call.

An HTTP client's time-outs bound each read, so that a server which sends a byte now and then holds a
call for ever. An asyncio task can be cancelled in any await: name lookup, TLS handshake, headers,
body, or the pause before a retry.
"""

import asyncio
import sys
import threading
import weakref
from collections.abc import Awaitable, Callable
from concurrent.futures import CancelledError
from typing import TypeVar

if sys.platform == "win32":
    from asyncio import new_event_loop
else:
    from uvloop import new_event_loop

T = TypeVar("T")

GRACE_SECONDS = 1.0
"""Time for a cancelled call to end before its caller stops waiting for it."""


class BackgroundLoop:
    """Runs coroutines for callers in any thread. One daemon thread, started by the first call."""

    def __init__(self, farewell: Callable[[], Awaitable[None]]) -> None:
        """`farewell` is awaited in the loop before it ends, to close what was opened in it."""
        self._farewell = farewell
        self._lock = threading.Lock()
        self._closed = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def run(self, work: Callable[[], Awaitable[T]], seconds: float) -> T:
        """Await `work` in the loop. Raises `TimeoutError` after `seconds`, or once closed."""
        with self._lock:
            if self._closed:
                raise TimeoutError
            loop = self._loop or self._start()
            future = asyncio.run_coroutine_threadsafe(_within(seconds, work), loop)
        try:
            return future.result(seconds + GRACE_SECONDS)
        except CancelledError as exc:
            raise TimeoutError from exc
        finally:
            future.cancel()

    def close(self) -> None:
        """Cancel running calls and end the thread; later calls raise `TimeoutError` at once."""
        with self._lock:
            self._closed = True
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is not None and thread is not None:
            _stop(loop)
            thread.join()

    def _start(self) -> asyncio.AbstractEventLoop:
        loop = self._loop = new_event_loop()
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
