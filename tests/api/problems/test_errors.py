"""Errors become problems by one table, whichever door renders them."""

import logging

import pytest

from api.access.errors import Unauthenticated
from api.problems.errors import PROBLEMS, UNEXPECTED, problem_of
from api.problems.handlers import log_failure
from graph.errors import ModelUnavailable, SessionFull
from tools.errors import DatabaseUnavailable, DecryptionError


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def test_a_subclass_has_the_problem_of_its_class() -> None:
    class LateDatabase(DatabaseUnavailable):
        pass

    assert problem_of(LateDatabase()) == problem_of(DatabaseUnavailable())


@pytest.mark.parametrize("error", [RuntimeError("secret"), KeyboardInterrupt("secret")])
def test_any_other_error_is_a_500_that_says_nothing_of_it(error: BaseException) -> None:
    assert problem_of(error) == UNEXPECTED
    assert "secret" not in UNEXPECTED.json()


@pytest.mark.parametrize("kind", [k for k, row in PROBLEMS.items() if not callable(row)])
def test_a_row_of_the_table_does_not_quote_the_error(kind: type[Exception]) -> None:
    assert "secret" not in problem_of(kind("secret")).json()


@pytest.mark.parametrize(
    ("error", "logged"),
    [
        (caused(DatabaseUnavailable("down"), OSError("disk")), "database_unavailable: down (disk)"),
        (caused(ModelUnavailable("late"), OSError("sk-key")), "model_unavailable: late"),
        (caused(DecryptionError("turn 1"), ValueError("Hola")), "data_unreadable: turn 1"),
        (RuntimeError("broken"), "unexpected error in a turn"),
        (SessionFull(), None),
        (Unauthenticated(), None),
    ],
)
def test_outages_and_unexpected_errors_are_logged_once(
    caplog: pytest.LogCaptureFixture, error: Exception, logged: str | None
) -> None:
    with caplog.at_level(logging.INFO):
        log_failure(error)
    assert [record.getMessage() for record in caplog.records] == ([logged] if logged else [])
