"""A real SQLite file for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import fresh_database
from tools.database.engine import Database, open_database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated database."""
    opened = open_database(fresh_database(tmp_path / "business.db"), timeout=5)
    yield opened
    opened.close()
