"""Counters in moving windows: those of this process, and those that several processes share."""

import logging
import time
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Protocol

from limits import RateLimitItem

RETRY_AFTER = 5.0
"""Seconds from a failure of the shared windows to the next call."""

log = logging.getLogger(__name__)


class WindowsUnavailable(Exception):
    """The shared windows do not answer; the text names them."""


@dataclass(frozen=True)
class Count:
    """The state of a limit after `look` or `hit`."""

    allowed: bool
    """Whether this hit was within the limit; after `look`, whether the next one would be."""
    remaining: int
    wait: int
    """Whole seconds until one more hit is allowed, or until the window has emptied by one."""


class Windows:
    """The hits of this process, without those that no window has any more."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with none. `clock` is in seconds."""
        self._clock = clock
        self._hits: defaultdict[RateLimitItem, OrderedDict[tuple[str, ...], deque[float]]]
        self._hits = defaultdict(OrderedDict)  # of each limit, the key hit last at the end

    def count(self, limit: RateLimitItem, key: tuple[str, ...], *, hits: bool) -> Count:
        """The state of the key's window, after one more hit if `hits` and the limit allow it."""
        table, now, span = self._hits[limit], self._clock(), limit.get_expiry()
        while table and next(iter(table.values()))[-1] <= now - span:
            table.popitem(last=False)
        times = table.get(key, deque())
        while times and times[0] <= now - span:
            times.popleft()
        allowed = len(times) < limit.amount
        if hits and allowed:
            times.append(now)
            table[key] = times
            table.move_to_end(key)
        wait = times[0] + span - now if times else span
        return Count(allowed, limit.amount - len(times), max(1, ceil(wait)))


class SharedWindows(Protocol):
    """The hits of several processes."""

    async def count(self, limit: RateLimitItem, key: tuple[str, ...], *, hits: bool) -> Count:
        """As `Windows.count`. Raises `WindowsUnavailable`."""

    async def close(self) -> None:
        """Close the connections that they are asked on."""


class HitCounter:
    """Hits per key. While the shared windows are down, this process counts alone, from zero."""

    def __init__(
        self, shared: SharedWindows | None = None, *, retry_after: float = RETRY_AFTER
    ) -> None:
        """Without shared windows this process counts alone, too."""
        self._own, self._shared = Windows(), shared
        self._retry_after = retry_after
        self._down_until = 0.0

    async def hit(self, limit: RateLimitItem, *key: str) -> Count:
        """Count one hit, unless the limit is reached."""
        return await self._ask(limit, key, hits=True)

    async def look(self, limit: RateLimitItem, *key: str) -> Count:
        """The same without counting."""
        return await self._ask(limit, key, hits=False)

    async def close(self) -> None:
        """Close the connections to the shared windows."""
        if self._shared:
            await self._shared.close()

    async def _ask(self, limit: RateLimitItem, key: tuple[str, ...], *, hits: bool) -> Count:
        if self._shared and time.monotonic() >= self._down_until:
            try:
                count = await self._shared.count(limit, key, hits=hits)
            except WindowsUnavailable as error:
                self._failed(error)
            else:
                self._answered()
                return count
        return self._own.count(limit, key, hits=hits)

    def _failed(self, error: WindowsUnavailable) -> None:
        if not self._down_until:
            log.warning("%s: each process counts", error)
        self._down_until = time.monotonic() + self._retry_after

    def _answered(self) -> None:
        if self._down_until:
            log.info("the shared counters of the rate limits answer again")
        self._down_until = 0.0
