"""Starting is cheap: what is not called is not imported. Modules are counted, for time varies."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import fresh_database
from tests.servers import environment

HEAVY = {
    *("fastapi", "starlette", "uvicorn", "limits", "redis", "jwt"),
    *("langgraph", "langchain_core", "langchain_openai", "openai", "httpx"),
    *("sqlalchemy", "alembic", "pydantic", "pydantic_core", "pydantic_settings", "cryptography"),
}
SETTINGS = {"pydantic", "pydantic_core", "pydantic_settings"}
SERVING = SETTINGS | {
    *("fastapi", "starlette", "uvicorn", "limits", "httpx"),
    *("langgraph", "langchain_core", "sqlalchemy"),
}
"""Nothing for Redis, tokens, a model, keys or a migration, unless the settings ask for it."""
PROBE = """
import sys
before = set(sys.modules)
try:
    exec(sys.argv.pop(1))
except SystemExit as end:
    assert not end.code
sys.stderr.write(" ".join(set(sys.modules) - before))
"""
COMMAND = "from api.commands import main; raise SystemExit(main())"


def imported(folder: Path, statement: str, *arguments: str) -> set[str]:
    """The modules that a fresh interpreter imports for one statement."""
    done = subprocess.run(  # noqa: S603 - our own interpreter and probe
        [sys.executable, "-c", PROBE, statement, *arguments],
        cwd=folder,
        env=environment(folder),
        check=True,
        capture_output=True,
        text=True,
    )
    return set(done.stderr.split())


@pytest.mark.parametrize(
    ("statement", "arguments", "most", "heavy"),
    [
        ("import api", [], 10, set()),
        ("import graph", [], 10, set()),
        (COMMAND, ["--help"], 25, set()),
        (COMMAND, ["new-key"], 90, SETTINGS),
        ("import api.__main__", [], 395, SETTINGS | {"starlette", "uvicorn"}),
        ("from api import app", [], 1_800, SERVING),
    ],
)
def test_a_start_imports_only_what_it_needs(
    tmp_path: Path, statement: str, arguments: list[str], most: int, heavy: set[str]
) -> None:
    found = imported(tmp_path, statement, *arguments)
    assert {name.partition(".")[0] for name in found} & HEAVY <= heavy
    assert len(found) <= most


@pytest.mark.sqlite
def test_a_command_on_a_current_database_imports_sqlalchemy_and_no_alembic(tmp_path: Path) -> None:
    fresh_database(tmp_path / "recepcionista.db")
    found = imported(tmp_path, COMMAND, "keys", "list")
    assert {name.partition(".")[0] for name in found} & HEAVY == {"sqlalchemy", *SETTINGS}
    assert len(found) <= 375


def test_the_probe_sees_what_a_statement_imports(tmp_path: Path) -> None:
    assert "fastapi.routing" in imported(tmp_path, "from api import app")
