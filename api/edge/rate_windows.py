"""Counting hits in moving windows: in a storage that processes share, or in this process alone."""

import logging
import time
from dataclasses import dataclass
from math import ceil

from limits import RateLimitItem
from limits.aio import storage as shared_storage
from limits.aio import strategies as shared_strategies
from limits.errors import StorageError
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from limits.util import WindowStats
from redis.asyncio import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

PREFIX = "recepcionista"
ANSWERS_WITHIN = 0.5
"""Seconds for one answer of the shared storage."""
AGAIN_AFTER = 5.0
"""Seconds for which a shared storage that failed is not asked again."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Count:
    """What is left of a limit after a look or a hit."""

    allowed: bool
    """Whether this hit was within the limit; after a mere look, whether the next one would be."""
    remaining: int
    wait: int
    """Whole seconds until one more hit is allowed, or until the window has emptied by one."""


class HitCounter:
    """Hits per key. While the shared storage is down, this process goes on alone, from nothing."""

    def __init__(self, url: str = "memory://", *, again_after: float = AGAIN_AFTER) -> None:
        """`url` is memory:// or one of Redis or Valkey; nothing is connected to yet."""
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._pool = None if url.startswith("memory:") else _pool(url)
        self._shared = self._pool and _shared(self._pool)
        self._again_after = again_after
        self._down_until = 0.0

    async def hit(self, limit: RateLimitItem, *key: str) -> Count:
        """Count one more, unless that is beyond the limit."""
        if self._shared and self._worth_asking():
            try:
                allowed = await self._shared.hit(limit, *key)
                stats = await self._shared.get_window_stats(limit, *key)
            except StorageError as error:
                self._gone(error)
            else:
                self._back()
                return _count(stats, allowed)
        allowed = self._own.hit(limit, *key)
        return _count(self._own.get_window_stats(limit, *key), allowed)

    async def look(self, limit: RateLimitItem, *key: str) -> Count:
        """What is left, without counting."""
        if self._shared and self._worth_asking():
            try:
                stats = await self._shared.get_window_stats(limit, *key)
            except StorageError as error:
                self._gone(error)
            else:
                self._back()
                return _count(stats)
        return _count(self._own.get_window_stats(limit, *key))

    async def close(self) -> None:
        """Let go of the shared storage."""
        if self._pool:
            await self._pool.disconnect()

    def _worth_asking(self) -> bool:
        return time.monotonic() >= self._down_until

    def _gone(self, error: StorageError) -> None:
        if not self._down_until:
            kind = type(error.storage_error).__name__
            logger.warning("RATE_LIMIT_STORAGE does not answer (%s): each process counts", kind)
        self._down_until = time.monotonic() + self._again_after

    def _back(self) -> None:
        if self._down_until:
            logger.info("RATE_LIMIT_STORAGE answers again")
        self._down_until = 0.0


def _pool(url: str) -> ConnectionPool:
    """Raises `ValueError` when the URL cannot be one. A stale connection is replaced at once."""
    return ConnectionPool.from_url(
        url,
        socket_timeout=ANSWERS_WITHIN,
        socket_connect_timeout=ANSWERS_WITHIN,
        retry=Retry(NoBackoff(), 1),
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


def _count(stats: WindowStats, allowed: bool | None = None) -> Count:
    left = max(0, stats.remaining)
    wait = max(1, ceil(stats.reset_time - time.time()))
    return Count(allowed=left > 0 if allowed is None else allowed, remaining=left, wait=wait)
