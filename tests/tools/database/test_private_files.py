"""Databases are for their owner alone, whatever the umask, and whatever an earlier version made."""

import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from graph.memory.checkpointer import open_memory
from tools.database.engine import open_database

pytestmark = pytest.mark.sqlite


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    assert os.umask(before) == request.param, "a library left the process another umask"


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize("scheme", ["sqlite://", "sqlite+pysqlcipher://:corcho@"])
def test_new_databases_are_private(tmp_path: Path, scheme: str) -> None:
    folder = tmp_path / "data"
    database = open_database(f"{scheme}/{folder}/b.db")
    memory = open_memory(f"sqlite:///{folder}/memory.db")
    found = modes(folder)
    empty = ("b.db.lock", "b.db.queue")  # a server of another user has to open them
    assert {found.pop(name) for name in empty} == {0o644}
    assert {"b.db-wal", "b.db-shm", "memory.db-wal", "memory.db-shm"} <= found.keys()
    assert set(found.values()) == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    memory.saver.close()
    database.close()


def test_databases_that_others_can_read_are_tightened(tmp_path: Path) -> None:
    with ExitStack() as opened:
        for _ in ("earlier", "now"):
            for path in tmp_path.iterdir():
                path.chmod(0o644)
            opened.callback(open_database(f"sqlite:///{tmp_path}/b.db").close)
            opened.callback(open_memory(f"sqlite:///{tmp_path}/m.db").saver.close)
        found = modes(tmp_path)
        del found["b.db.lock"], found["b.db.queue"]
        assert len(found) == 6
        assert set(found.values()) == {0o600}
