"""Counters in moving windows: in a Redis or Valkey for all processes, or in this process."""

import logging
import time
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from limits import RateLimitItem
from limits.aio import storage as shared_storage
from limits.aio import strategies as shared_strategies
from limits.errors import StorageError
from redis.asyncio import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

PREFIX = "recepcionista"
TIMEOUT = 0.5
"""Seconds for one answer of the shared storage."""
RETRY_AFTER = 5.0
"""Seconds from a failure of the shared storage to the next call."""

logger = logging.getLogger(__name__)


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


class HitCounter:
    """Hits per key. While the shared storage is down, this process counts alone, from zero."""

    def __init__(self, url: str = "memory://", *, retry_after: float = RETRY_AFTER) -> None:
        """`url` is memory:// or that of a Redis or Valkey; the connection is opened later."""
        self._own = Windows()
        self._pool = None if url.startswith("memory:") else _pool(url)
        self._shared = self._pool and _shared(self._pool)
        self._retry_after = retry_after
        self._down_until = 0.0

    async def hit(self, limit: RateLimitItem, *key: str) -> Count:
        """Count one hit, unless the limit is reached."""
        return await self._ask(limit, key, hits=True)

    async def look(self, limit: RateLimitItem, *key: str) -> Count:
        """The same without counting."""
        return await self._ask(limit, key, hits=False)

    async def close(self) -> None:
        """Close the connections to the shared storage."""
        if self._pool:
            await self._pool.disconnect()

    async def _ask(self, limit: RateLimitItem, key: tuple[str, ...], *, hits: bool) -> Count:
        if self._shared and time.monotonic() >= self._down_until:
            try:
                allowed = await self._shared.hit(limit, *key) if hits else None
                stats = await self._shared.get_window_stats(limit, *key)
            except StorageError as error:
                self._failed(error)
            else:
                self._answered()
                left, wait = max(0, stats.remaining), stats.reset_time - time.time()
                return Count(left > 0 if allowed is None else allowed, left, max(1, ceil(wait)))
        return self._own.count(limit, key, hits=hits)

    def _failed(self, error: StorageError) -> None:
        if not self._down_until:
            kind = type(error.storage_error).__name__
            logger.warning("RATE_LIMIT_STORAGE does not answer (%s): each process counts", kind)
        self._down_until = time.monotonic() + self._retry_after

    def _answered(self) -> None:
        if self._down_until:
            logger.info("RATE_LIMIT_STORAGE answers again")
        self._down_until = 0.0


def _pool(url: str) -> ConnectionPool:
    """Raises `ValueError` for an invalid URL. One retry replaces a stale connection."""
    return ConnectionPool.from_url(
        url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, retry=Retry(NoBackoff(), 1)
    )


def _shared(pool: ConnectionPool) -> shared_strategies.MovingWindowRateLimiter:
    storage = shared_storage.RedisStorage(
        "async+redis://",
        wrap_exceptions=True,
        implementation="redispy",
        key_prefix=PREFIX,
        connection_pool=pool,  # type: ignore[arg-type]  # its docstring takes one
    )
    return shared_strategies.MovingWindowRateLimiter(storage)
