"""Moving windows in a Redis or Valkey, for all processes of all machines that name it."""

import time
from math import ceil

from limits import RateLimitItem
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError
from redis.asyncio import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from api.edge.rates.windows import Count, WindowsUnavailable

PREFIX = "recepcionista"
TIMEOUT = 0.5
"""Seconds for one answer."""


class RedisWindows:
    """The windows behind a redis:// URL."""

    def __init__(self, url: str) -> None:
        """The connection is opened later. Raises `ValueError` for an invalid URL.

        One retry replaces a stale connection.
        """
        self._pool = ConnectionPool.from_url(
            url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, retry=Retry(NoBackoff(), 1)
        )
        storage = RedisStorage(
            "async+redis://",
            wrap_exceptions=True,
            implementation="redispy",
            key_prefix=PREFIX,
            connection_pool=self._pool,  # type: ignore[arg-type]  # its docstring takes one
        )
        self._limiter = MovingWindowRateLimiter(storage)

    async def count(self, limit: RateLimitItem, key: tuple[str, ...], *, hits: bool) -> Count:
        """See `SharedWindows.count`."""
        try:
            allowed = await self._limiter.hit(limit, *key) if hits else None
            stats = await self._limiter.get_window_stats(limit, *key)
        except StorageError as error:
            kind = type(error.storage_error).__name__
            raise WindowsUnavailable(f"RATE_LIMIT_STORAGE does not answer ({kind})") from error
        left, wait = max(0, stats.remaining), stats.reset_time - time.time()
        return Count(left > 0 if allowed is None else allowed, left, max(1, ceil(wait)))

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.disconnect()
