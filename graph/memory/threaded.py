"""The async form of a checkpoint saver's sync method."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, TypeVar

T = TypeVar("T")


def threaded(method: Callable[..., T]) -> Callable[..., Coroutine[Any, Any, T]]:
    """The method in a thread, so that the saver belongs to no event loop."""

    @wraps(method)
    async def twin(*args: Any, **kwargs: Any) -> T:
        return await asyncio.to_thread(method, *args, **kwargs)

    return twin
