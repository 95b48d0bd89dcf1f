"""The event loop in which calls are made: bounded whatever the call does, and never left behind."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType

import pytest

from graph.understanding.openai.background_loop import GRACE_SECONDS, BackgroundLoop


async def nothing() -> None:
    """Nothing was opened."""


@pytest.fixture
def loop() -> Iterator[BackgroundLoop]:
    running = BackgroundLoop(farewell=nothing)
    yield running
    running.close()


async def forever() -> None:
    await asyncio.Event().wait()


def test_no_thread_runs_before_the_first_call() -> None:
    before = threading.active_count()
    BackgroundLoop(farewell=nothing).close()
    assert threading.active_count() == before


def test_the_result_and_the_exception_of_a_call_reach_its_caller(loop: BackgroundLoop) -> None:
    async def seven() -> int:
        return 7

    async def fails() -> None:
        raise LookupError("here")

    assert loop.run(seven, 1) == 7
    with pytest.raises(LookupError, match="here"):
        loop.run(fails, 1)


def test_a_call_that_waits_too_long_is_cancelled(loop: BackgroundLoop) -> None:
    cancelled = threading.Event()

    async def waits() -> None:
        try:
            await forever()
        except asyncio.CancelledError:
            cancelled.set()
            raise

    with pytest.raises(TimeoutError):
        loop.run(waits, 0.05)
    assert cancelled.is_set()


def test_a_call_that_does_not_let_go_is_left_after_a_grace(loop: BackgroundLoop) -> None:
    async def blocks() -> None:
        time.sleep(2 * GRACE_SECONDS)  # noqa: ASYNC251 - a call that blocks the loop is what is tested

    began = time.monotonic()
    with pytest.raises(TimeoutError):
        loop.run(blocks, 0.05)
    assert time.monotonic() - began < 1.5 * GRACE_SECONDS


def test_a_caller_that_is_interrupted_gives_its_call_up(loop: BackgroundLoop) -> None:
    begun, cancelled = threading.Event(), threading.Event()

    async def waits() -> None:
        begun.set()
        try:
            await forever()
        finally:
            cancelled.set()

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    def send() -> None:
        begun.wait(5)
        time.sleep(0.2)  # the caller waits by now
        os.kill(os.getpid(), signal.SIGUSR1)

    before = signal.signal(signal.SIGUSR1, interrupt)
    sender = threading.Thread(target=send)
    sender.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            loop.run(waits, 30)
    finally:
        signal.signal(signal.SIGUSR1, before)
        sender.join()
    assert cancelled.wait(5)


def test_closing_says_farewell_after_the_calls_were_given_up() -> None:
    events: list[str] = []
    begun = threading.Event()

    async def waits() -> None:
        begun.set()
        try:
            await forever()
        finally:
            events.append("call")

    async def farewell() -> None:
        events.append("farewell")

    loop = BackgroundLoop(farewell=farewell)
    outcome: list[type[BaseException]] = []

    def call() -> None:
        try:
            loop.run(waits, 30)
        except TimeoutError as exc:
            outcome.append(type(exc))

    caller = threading.Thread(target=call)
    caller.start()
    begun.wait(5)
    began = time.monotonic()
    loop.close()
    caller.join(5)
    assert time.monotonic() - began < 5
    assert events == ["call", "farewell"]
    assert outcome == [TimeoutError]
    with pytest.raises(TimeoutError):
        loop.run(waits, 30)
