"""Importing a room is cheap: it opens no file and loads nothing heavy."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import ROOMS, environment

HEAVY = ("fastapi", "langchain_openai", "openai", "sqlalchemy")
PROBE = """
import json, os, sys
here = os.getcwd()
opened = []
def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str) and "__editable__" not in arguments[0]:
        opened.append(os.path.abspath(arguments[0]))
sys.addaudithook(watch)
exec(sys.argv[1])
print(json.dumps({
    "modules": sorted(sys.modules),
    "opened": [path for path in opened if path.startswith(here + os.sep)],
}))
"""


def probe(statement: str, folder: Path) -> dict[str, list[str]]:
    """What a fresh interpreter has imported, and opened in `folder`, after one statement."""
    (folder / ".env").write_text("DATABASE_URL=nonsense\n", encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - our own interpreter and probe
        [sys.executable, "-c", PROBE, statement],
        cwd=folder,
        env=environment(folder),
        check=True,
        capture_output=True,
    )
    report: dict[str, list[str]] = json.loads(done.stdout)
    return report


def test_importing_graph_loads_nothing_heavy(tmp_path: Path) -> None:
    assert not set(probe("import graph", tmp_path)["modules"]) & set(HEAVY)


@pytest.mark.parametrize("room", ROOMS)
def test_importing_a_room_opens_and_makes_no_file(room: str, tmp_path: Path) -> None:
    assert probe(f"import {room}", tmp_path)["opened"] == []
    assert [path.name for path in tmp_path.iterdir()] == [".env"]


def test_the_probe_sees_modules_and_files(tmp_path: Path) -> None:
    report = probe("import sqlalchemy; open('.env').close()", tmp_path)
    assert "sqlalchemy" in report["modules"]
    assert report["opened"] == [str(tmp_path / ".env")]
