"""Tests marked `both` are played on SQLite and on PostgreSQL, all others on TEST_DATABASE."""

import logging
from collections.abc import Iterator

import pytest

from tests.databases import POSTGRESQL, SQLITE, default_kind, of_kind


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marked = metafunc.definition.get_closest_marker
    if marked("both") and not marked("sqlite"):
        kinds = [POSTGRESQL] if default_kind() == POSTGRESQL else [SQLITE, POSTGRESQL]
        metafunc.parametrize("kind", kinds, indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about SQLite's files, where there are none."""
    if default_kind() == POSTGRESQL:
        about_files = [item for item in items if item.get_closest_marker("sqlite")]
        config.hook.pytest_deselected(items=about_files)
        items[:] = [item for item in items if item not in about_files]


@pytest.fixture(autouse=True)
def kind(request: pytest.FixtureRequest) -> Iterator[str]:
    """The kind of database that the test is played on, before any other fixture makes one."""
    chosen: str = getattr(request, "param", default_kind())
    with of_kind(chosen):
        yield chosen


@pytest.fixture(autouse=True)
def root_logger() -> Iterator[None]:
    """The root logger's handlers as they were: a service in this process writes to its stderr."""
    before = logging.root.handlers[:]
    yield
    logging.root.handlers[:] = before
