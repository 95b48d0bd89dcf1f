"""What the driver raises, as the errors that callers tell apart."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tools.errors import ConstraintViolated, DatabaseUnavailable


@contextmanager
def outages(*others: type[Exception]) -> Iterator[None]:
    """Raise our own errors for those of the driver, and for the others."""
    failures: tuple[type[Exception], ...] = (DBAPIError, PoolTimeout, sqlite3.Error, *others)
    try:
        yield
    except (DataError, IntegrityError) as error:
        raise ConstraintViolated(type(error).__name__) from None
    except failures as error:
        raise DatabaseUnavailable("the business database is unavailable") from error
