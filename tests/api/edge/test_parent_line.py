"""The line on which workers have their hits counted by their parent."""

import asyncio
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from limits import parse

from api.edge.parent_line import ParentLine, WorkerLine
from api.edge.rates.windows import HitCounter, Windows

TWICE = parse("2/minute")


@contextmanager
def parent(ends: list[socket.socket]) -> Iterator[None]:
    """Answers on these ends in a thread, until each is closed on its other side."""
    windows = Windows()

    def answer(line: WorkerLine) -> None:
        while not line.is_closed:
            line.answer(windows)

    threads = [Thread(target=answer, args=(WorkerLine(end),)) for end in ends]
    for thread in threads:
        thread.start()
    yield
    for thread in threads:
        thread.join()


async def opened(end: socket.socket) -> HitCounter:
    line = ParentLine(end)
    await line.open()
    line.beat()
    return HitCounter(line)


def test_the_hits_of_all_workers_are_counted_together() -> None:
    async def story(one: socket.socket, other: socket.socket) -> None:
        first, second = await opened(one), await opened(other)
        found = [await each.hit(TWICE, "caller", "ána\n") for each in (first, second, first)]
        assert [(count.allowed, count.remaining) for count in found] == [
            (True, 1),
            (True, 0),
            (False, 0),
        ]
        assert 58 <= found[-1].wait <= 60
        assert not (await second.look(TWICE, "caller", "ána\n")).allowed
        many = await asyncio.gather(*(first.hit(TWICE, str(n // 3)) for n in range(300)))
        assert sum(count.allowed for count in many) == 200
        await first.close()
        await second.close()

    pairs = [socket.socketpair() for _ in range(2)]
    with parent([ours for ours, _ in pairs]):
        asyncio.run(story(*(theirs for _, theirs in pairs)))


def test_without_a_parent_a_worker_counts_alone(caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        ours, theirs = socket.socketpair()
        counter = await opened(theirs)
        ours.close()
        assert [(await counter.hit(TWICE, "a")).allowed for _ in range(3)] == [True, True, False]
        await counter.close()

    with caplog.at_level(logging.INFO, "api"):
        asyncio.run(story())
    (told,) = [record.getMessage() for record in caplog.records]
    assert told.startswith("the parent process ")
    assert told.endswith(": each process counts")


def test_a_parent_that_is_silent_costs_one_wait_and_not_one_per_request() -> None:
    async def story() -> float:
        counter = await opened(theirs)
        began = asyncio.get_running_loop().time()
        assert [(await counter.hit(TWICE, "a")).allowed for _ in range(3)] == [True, True, False]
        took = asyncio.get_running_loop().time() - began
        await counter.close()
        return took

    ours, theirs = socket.socketpair()
    with ours:
        assert asyncio.run(story()) < 3


def test_an_answer_that_nobody_waits_for_any_more_is_dropped() -> None:
    async def story() -> None:
        counter = await opened(theirs)
        asked = asyncio.create_task(counter.hit(TWICE, "a"))
        await asyncio.sleep(0)
        asked.cancel()
        assert (await counter.hit(TWICE, "b")).remaining == 1
        assert (await counter.hit(TWICE, "a")).remaining == 0
        await counter.close()

    ours, theirs = socket.socketpair()
    with parent([ours]):
        asyncio.run(story())
