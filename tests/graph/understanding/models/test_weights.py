"""Weights of three classes in one integer: summed and written as they are."""

from random import Random

from graph.understanding.models.weights import GREATEST, packed, sums_of, unwritten, written

RANDOM = Random(5)  # noqa: S311 - no secret
ROWS = [[RANDOM.randint(-GREATEST, GREATEST) for _ in range(3)] for _ in range(500)]


def test_the_sums_are_those_of_each_class() -> None:
    features = [RANDOM.randrange(len(ROWS)) for _ in range(2_000)]
    wanted = [sum(ROWS[each][at] for each in features) for at in range(3)]
    assert sums_of(packed(ROWS), features) == wanted


def test_the_greatest_sums_do_not_run_over() -> None:
    rows = [[-GREATEST] * 3, [GREATEST, -GREATEST, GREATEST]]
    assert sums_of(packed(rows), [0] * 4_000) == [-GREATEST * 4_000] * 3
    assert sums_of(packed(rows), [1] * 4_000) == [n * GREATEST * 4_000 for n in (1, -1, 1)]


def test_weights_are_read_as_they_were_written() -> None:
    assert list(unwritten(written(ROWS))) == list(packed(ROWS))
