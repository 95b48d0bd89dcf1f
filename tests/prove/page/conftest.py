from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser

from tests.api.access.keys import add_key, bearer
from tests.api.service import Files, Service, app_on, serving
from tests.prove.page.browser import Visit, chromium_path, launched, visiting

MISSING = "no Chromium here; on Debian: apt-get install chromium"


class Visiting(Protocol):
    def __call__(self, home: str | None = None, **options: Any) -> Visit: ...


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium_path()
    if path is None:
        pytest.skip(MISSING)
    with launched(path) as running:
        yield running


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    files = Files(tmp_path)
    with serving(app_on(files), files) as running:
        yield running


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.fixture
def key(files: Files) -> str:
    return add_key(files.database, "ana", "write").text


@pytest.fixture
def reader(files: Files) -> str:
    return add_key(files.database, "eva", "read").text


@pytest.fixture
def guarded(files: Files, key: str) -> Iterator[Service]:
    """A service that asks for keys, and a client that is Ana."""
    with serving(app_on(files), files) as running:
        running.http.headers.update(bearer(key))
        yield running


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visiting]:
    """Opens browsers on our page; at the end none of them may have had anything to complain of."""
    with ExitStack() as stack:

        def open_one(home: str | None = None, **options: Any) -> Visit:
            url = home or str(request.getfixturevalue("service").http.base_url).rstrip("/")
            opened: AbstractContextManager[Visit] = visiting(browser, url, **options)
            return stack.enter_context(opened)

        yield open_one
