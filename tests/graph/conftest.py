"""An office on real files for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.graph.assistants import Office, open_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An assistant with scripted understanding."""
    opened = open_office(tmp_path)
    yield opened
    opened.assistant.close()
