"""One turn at a time per session, first come, first served."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from graph.errors import SessionBusy
from graph.turn.session_lock import SessionLock


def test_turns_of_a_session_come_one_by_one_in_the_order_of_arrival() -> None:
    queue, served = SessionLock(), []
    inside = 0

    def take(number: int) -> None:
        nonlocal inside
        with queue.turn("s"):
            inside += 1
            assert inside == 1
            served.append(number)
            inside -= 1

    with ThreadPoolExecutor(10) as pool:
        with queue.turn("s"):
            waiting = []
            for number in range(10):
                waiting.append(pool.submit(take, number))
                while len(queue._lines["s"]) < number + 2:
                    time.sleep(0.001)
        for each in waiting:
            each.result(10)
    assert served == list(range(10))
    assert queue._lines == {}


def test_sessions_do_not_wait_for_each_other() -> None:
    queue, both = SessionLock(), Barrier(2, timeout=10)

    def take(session: str) -> None:
        with queue.turn(session):
            both.wait()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(take, ["a", "b"]))


def test_a_turn_that_waits_too_long_gives_up_and_keeps_nobody_waiting() -> None:
    queue = SessionLock(patience=0.01)
    with queue.turn("s"):
        with pytest.raises(SessionBusy), queue.turn("s"):
            pytest.fail("two turns at once")
        with queue.turn("another"):
            pass
    with queue.turn("s"):
        pass
    assert queue._lines == {}


def test_a_turn_that_fails_lets_the_next_one_in() -> None:
    queue, done = SessionLock(), Event()
    with pytest.raises(ZeroDivisionError), queue.turn("s"):
        raise ZeroDivisionError
    with queue.turn("s"):
        done.set()
    assert done.is_set()
