"""Turns that run to their end whether or not anybody still listens."""

import asyncio
from collections.abc import Callable

from anyio.to_thread import run_sync
from fastapi import Request, Response

from api.problems.handlers import response_to
from graph.conversation import Answer

Outcome = Answer | Response
"""The answer, or the problem that a request would get in its place."""


class BackgroundTurns:
    """The turns under way; the service ends when they have."""

    def __init__(self) -> None:
        """Start with none."""
        self._running: set[asyncio.Task[Outcome]] = set()

    def start(self, request: Request, turn: Callable[[], Answer]) -> asyncio.Task[Outcome]:
        """Run the turn in a thread; its task never fails, and waiting for it may be given up."""
        task = asyncio.create_task(_outcome(request, turn))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def ended(self) -> None:
        """Return when the last turn under way has ended."""
        while self._running:
            await asyncio.wait(self._running)


async def _outcome(request: Request, turn: Callable[[], Answer]) -> Outcome:
    running = asyncio.create_task(run_sync(turn))
    await asyncio.wait({running})
    error = running.exception()
    return running.result() if error is None else await response_to(request, error)
