"""Rewriting a file that others use."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tools.database.sqlite_files import vacuum

pytestmark = pytest.mark.sqlite

EMPTY = "PRAGMA wal_checkpoint(TRUNCATE)"


def connect(path: Path) -> "closing[sqlite3.Connection]":
    return closing(sqlite3.connect(path / "b.db", timeout=0, isolation_level=None))


@pytest.mark.parametrize("patience", [0.0, 60.0])
def test_a_log_in_use_is_tried_again_and_the_file_is_rewritten_once(
    tmp_path: Path, patience: float
) -> None:
    said: list[str] = []
    with connect(tmp_path) as connection, connect(tmp_path) as reader:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE t (x)")
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM t").fetchall()

        class Watched:
            def execute(self, statement: str) -> sqlite3.Cursor:
                said.append(statement)
                if said.count(EMPTY) == 3:
                    reader.execute("COMMIT")
                return connection.execute(statement)

        if patience:
            vacuum(Watched(), patience=patience)
            assert said == ["VACUUM", EMPTY, EMPTY, EMPTY]
        else:
            with pytest.raises(sqlite3.OperationalError, match="in use"):
                vacuum(Watched())
            assert said == ["VACUUM", EMPTY]
