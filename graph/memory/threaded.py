"""The async form of a checkpoint saver's sync method."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


def threaded(name: str) -> Callable[..., Coroutine[Any, Any, Any]]:
    """The method of this name in a thread, so that the saver belongs to no event loop."""

    async def twin(self: object, *args: Any, **kwargs: Any) -> Any:
        return await asyncio.to_thread(getattr(self, name), *args, **kwargs)

    return twin
