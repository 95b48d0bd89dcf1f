"""Importing a room opens no file; tests/api/commands/test_imports.py tells how little it loads."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.servers import ROOMS, SERVING, environment

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
    """The modules that one statement imports in a fresh interpreter, and the files it opens."""
    (folder / ".env").write_text("DATABASE_URL=nonsense\n", encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - the interpreter of `make run` and our own probe
        [SERVING, "-c", PROBE, statement],
        cwd=folder,
        env=environment(folder),
        check=True,
        capture_output=True,
    )
    report: dict[str, list[str]] = json.loads(done.stdout)
    return report


@pytest.mark.parametrize("room", ROOMS)
def test_importing_a_room_opens_and_makes_no_file(room: str, tmp_path: Path) -> None:
    assert probe(f"import {room}", tmp_path)["opened"] == []
    assert [path.name for path in tmp_path.iterdir()] == [".env"]


def test_the_probe_sees_modules_and_files(tmp_path: Path) -> None:
    report = probe("import sqlalchemy; open('.env').close()", tmp_path)
    assert "sqlalchemy" in report["modules"]
    assert report["opened"] == [str(tmp_path / ".env")]
