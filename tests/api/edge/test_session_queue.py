"""Turns of one session one by one, waiting without a thread."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import pytest

from api.edge import session_queue
from api.edge.session_queue import MAX_WAITING, SessionCrowded, SessionQueue
from graph.errors import SessionBusy


def test_quick_turns_are_all_taken_one_by_one_in_the_order_of_arrival() -> None:
    async def story() -> None:
        queue, served, at_once = SessionQueue(), list[int](), threading.Lock()

        def turn(number: int) -> None:
            assert at_once.acquire(blocking=False)
            served.append(number)
            at_once.release()

        await asyncio.gather(*(queue.run("s", partial(turn, number)) for number in range(40)))
        assert served == list(range(40))
        assert not queue._sessions

    asyncio.run(story())


def behind_a_slow_turn(
    story: Callable[[SessionQueue], Coroutine[Any, Any, None]], *, threads: int | None = None
) -> None:
    """Run the story while a turn of session `s` runs; that turn ends well afterwards."""

    async def whole() -> None:
        queue, begun, done = SessionQueue(threads=threads), threading.Event(), threading.Event()

        def slow() -> str:
            begun.set()
            assert done.wait(10)
            return "done"

        running = asyncio.create_task(queue.run("s", slow))
        await asyncio.to_thread(begun.wait, 10)
        try:
            await story(queue)
        finally:
            done.set()
            assert await running == "done"
        assert await queue.run("s", lambda: "next") == "next"
        assert not queue._sessions

    asyncio.run(whole())


def test_waiting_holds_no_thread() -> None:
    async def story(queue: SessionQueue) -> None:
        waiting = [asyncio.create_task(queue.run("s", lambda: "s")) for _ in range(MAX_WAITING)]
        await asyncio.sleep(0)
        assert await queue.run("another", lambda: "another") == "another"
        assert not any(task.done() for task in waiting)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    behind_a_slow_turn(story, threads=2)


def test_one_more_than_may_wait_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_queue, "ROOM_WITHIN", 0.01)

    async def story(queue: SessionQueue) -> None:
        waiting = [asyncio.create_task(queue.run("s", lambda: "s")) for _ in range(MAX_WAITING)]
        await asyncio.sleep(0)
        with pytest.raises(SessionCrowded):
            await queue.run("s", lambda: pytest.fail("taken"))
        waiting.pop().cancel()
        waiting.append(asyncio.create_task(queue.run("s", lambda: "s")))
        await asyncio.sleep(0.05)
        assert not any(task.done() for task in waiting)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    behind_a_slow_turn(story)


def test_a_turn_that_waits_too_long_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_queue, "MAX_WAIT", 0.01)

    async def story(queue: SessionQueue) -> None:
        with pytest.raises(SessionBusy):
            await queue.run("s", lambda: pytest.fail("taken"))

    behind_a_slow_turn(story)
