from threading import Event, Thread

from graph.turn.working_turns import WorkingTurns


def test_a_turn_waits_while_as_many_work_as_may() -> None:
    working, begun, may_end, told = WorkingTurns(at_once=1), Event(), Event(), list[str]()

    def first() -> None:
        with working.turn():
            begun.set()
            may_end.wait(10)
            told.append("first")

    def second() -> None:
        with working.turn():
            told.append("second")

    threads = [Thread(target=first)]
    threads[0].start()
    assert begun.wait(10)
    threads.append(Thread(target=second))
    threads[1].start()
    threads[1].join(0.05)
    assert told == []
    may_end.set()
    for thread in threads:
        thread.join(10)
    assert told == ["first", "second"]


def test_a_turn_that_waits_for_a_model_lets_another_one_work() -> None:
    working, told = WorkingTurns(at_once=1), list[str]()

    def other() -> None:
        with working.turn():
            told.append("other")

    with working.turn():
        with working.waiting():
            thread = Thread(target=other)
            thread.start()
            thread.join(10)
        told.append("back")
    assert told == ["other", "back"]


def test_who_waits_outside_a_turn_lets_no_further_one_work() -> None:
    working, told = WorkingTurns(at_once=1), list[str]()

    def other() -> None:
        with working.turn():
            told.append("other")

    with working.waiting():
        pass
    thread = Thread(target=other)
    with working.turn():
        thread.start()
        thread.join(0.05)
        told.append("first")
    thread.join(10)
    assert told == ["first", "other"]


def test_a_turn_works_all_the_same_where_those_that_work_are_stuck() -> None:
    working, begun, may_end, told = WorkingTurns(at_once=1), Event(), Event(), list[str]()

    def stuck() -> None:
        with working.turn():
            begun.set()
            may_end.wait(30)

    def other() -> None:
        with working.turn():
            told.append("other")

    threads = [Thread(target=stuck), Thread(target=other)]
    threads[0].start()
    assert begun.wait(10)
    with working.turn(), working.waiting():
        assert threads[0].is_alive()
    may_end.set()
    threads[0].join(10)
    with working.turn():
        threads[1].start()
        threads[1].join(0.05)
        assert told == []
    threads[1].join(10)
    assert told == ["other"]
