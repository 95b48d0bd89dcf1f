"""Moves of a larger database are killed at random, given again, and end with the same rows."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from tests.postgres_databases import fresh_postgres
from tests.prove.bench.population import fill
from tests.servers import environment
from tests.sizes import part
from tools.database.engine import open_database

SCRIPT = str(Path(sys.executable).with_name("recepcionista"))
CLIENTS = 30_000
KILLS = part(4, 2)
SEED = 1
MORE = 6_000
"""Most rows that a move copies before it is killed."""
DONE, KILLED = 0, -9


def move(folder: Path, *arguments: str, more: int | None = None) -> tuple[int, str]:
    """Run the command; kill it once it has written so many rows more, if that is said."""
    process = subprocess.Popen(  # noqa: S603 - our own script
        [SCRIPT, "move", *arguments],
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        if more is not None:
            _wait(process, lambda: _rows(arguments[-1]), more)
            process.kill()
        said, _ = process.communicate()
    return process.returncode, said


def _wait(process: "subprocess.Popen[str]", rows: Callable[[], int], more: int) -> None:
    begin = rows()
    while process.poll() is None and rows() < begin + more:
        pass


def _rows(target: str) -> int:
    """What has been copied; 0 before there are tables."""
    url = make_url(target)
    if url.drivername == "sqlite" and not Path(str(url.database)).exists():
        return 0
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return int(connection.execute(text("SELECT count(*) FROM clientes")).scalar_one())
    except (OperationalError, ProgrammingError):
        return 0
    finally:
        engine.dispose()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("engine", ["SQLite", "PostgreSQL"])
def test_a_move_that_is_killed_again_and_again_ends_whole(engine: str, tmp_path: Path) -> None:
    source, random = f"sqlite:///{tmp_path}/recepcionista.db", Random(SEED)  # noqa: S311 - no secret
    database = open_database(source)
    fill(database, CLIENTS)
    database.close()
    target = fresh_postgres() if engine == "PostgreSQL" else f"sqlite:///{tmp_path}/target.db"
    moments = [random.randrange(1, MORE) for _ in range(KILLS)]
    ends = [move(tmp_path, "--to", target, more=more)[0] for more in moments]
    assert ends == [KILLED] * KILLS
    status, said = move(tmp_path, "--to", target)
    assert status == DONE, said
    assert "Went on where an earlier move was cut off." in said
    assert "all equal" in said
    assert clients(target) == clients(source)


def clients(url: str) -> list[tuple[object, ...]]:
    engine = create_engine(url)
    with engine.connect() as connection:
        query = "SELECT id, nombre, email, dominio, session_id, turno FROM clientes ORDER BY id"
        rows = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    assert len(rows) == CLIENTS
    return rows
