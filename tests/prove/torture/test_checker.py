"""The checker finds every kind of anomaly, and nothing in a history that is right."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.prove.torture.checker import check
from tests.prove.torture.history import History, Row
from tests.prove.torture.spoilt import (
    SPOILT,
    announced,
    clean,
    forget_a_turn,
    with_operation,
    with_rows,
)


def kinds(history: History) -> set[str]:
    return {anomaly.kind for anomaly in check(history)}


def test_a_clean_history_has_no_anomaly() -> None:
    assert not kinds(clean())
    assert not kinds(History())


def test_a_message_that_was_given_up_may_be_there_or_not() -> None:
    written = with_operation(clean(), 3, outcome="unknown", replies=())
    assert not kinds(written)
    missing = clean(3)
    given_up = replace(clean().operations[3], outcome="unknown", replies=())
    assert not kinds(replace(missing, operations=(*missing.operations, given_up)))


def test_concurrent_messages_may_stand_in_either_order() -> None:
    history = clean(2)
    swapped = with_operation(history, 0, message="m2", key="k2", replies=(announced(2),))
    swapped = with_operation(swapped, 1, message="m1", key="k1", replies=(announced(1),))
    swapped = with_operation(swapped, 0, completed=99.0, announces=())
    swapped = with_operation(swapped, 1, completed=99.0, announces=())
    assert not kinds(replace(swapped, reads=()))


def test_a_message_sent_by_two_clients_under_one_key_is_one() -> None:
    history = clean(2)
    twin = replace(history.operations[0], client="d", invoked=30.0, completed=31.0)
    assert not kinds(replace(history, operations=(*history.operations, twin)))


@pytest.mark.parametrize(("damage", "kind"), SPOILT)
def test_an_anomaly_is_found(damage: Callable[[History], History], kind: str) -> None:
    assert kind in kinds(damage(clean()))


@given(order=st.permutations(range(16)))
def test_a_shuffled_transcript_is_found(order: Sequence[int]) -> None:
    history = with_rows(
        clean(8), lambda rows: rows.__setitem__(slice(None), [rows[i] for i in order])
    )
    assert bool(kinds(history)) == (list(order) != sorted(order))


@given(kept=st.sets(st.integers(0, 15)))
def test_dropped_rows_are_found(kept: set[int]) -> None:
    history = with_rows(
        clean(8), lambda rows: rows.__setitem__(slice(None), [rows[i] for i in sorted(kept)])
    )
    assert bool(kinds(history)) == (len(kept) < 16)


@given(doubled=st.sets(st.integers(0, 15)))
def test_doubled_rows_are_found(doubled: set[int]) -> None:
    def double(rows: list[Row]) -> None:
        rows[:] = [row for i, row in enumerate(rows) for _ in range(1 + (i in doubled))]

    assert bool(kinds(with_rows(clean(8), double))) == bool(doubled)


def test_a_long_history_is_checked() -> None:
    history = clean(20_000, reading=False)
    assert not kinds(history)
    assert kinds(forget_a_turn(history)) >= {"acknowledged but missing", "client without turn"}
