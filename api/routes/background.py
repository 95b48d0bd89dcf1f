"""Turns that run to their end whether or not their client still listens."""

import asyncio
from collections.abc import Awaitable

from api.problems.errors import problem_of
from api.problems.handlers import log_failure
from api.problems.problem import Problem
from graph.conversation import Answer

Outcome = Answer | Problem
"""The answer, or the problem that the turn's error became."""


class BackgroundTurns:
    """The turns under way; the service ends after the last of them."""

    def __init__(self) -> None:
        """Start with none."""
        self._running: set[asyncio.Task[Outcome]] = set()

    def start(self, turn: Awaitable[Answer]) -> asyncio.Task[Outcome]:
        """Take the turn; its task never fails, and waiting for it may be given up."""
        task = asyncio.create_task(_outcome(turn))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def ended(self) -> None:
        """Return when the last turn under way has ended."""
        while self._running:
            await asyncio.wait(self._running)


async def _outcome(turn: Awaitable[Answer]) -> Outcome:
    running = asyncio.ensure_future(turn)
    await asyncio.wait({running})
    error = running.exception()
    if error is None:
        return running.result()
    log_failure(error)
    return problem_of(error)
