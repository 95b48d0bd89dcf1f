from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.service import Files, Service, app_on, serving


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.fixture
def service(files: Files) -> Iterator[Service]:
    """A service that knows nothing yet."""
    with serving(app_on(files), files) as running:
        yield running


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for a whole module, with a client and a session that has a draft."""
    files = Files(tmp_path_factory.mktemp("shared"))
    with serving(app_on(files), files) as running:
        running.say("antes", "Crea un cliente llamado Juan con email juan@example.com")
        running.say("antes", "Crea un cliente llamado Ana")
        yield running
