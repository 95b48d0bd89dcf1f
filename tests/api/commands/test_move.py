"""`recepcionista move` as an operator runs it: beside servers, killed, and given again."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from sqlalchemy import create_engine

from tests.api.commands.test_commands import recepcionista
from tests.lives import goes_on, live, open_life
from tests.postgres_databases import fresh_postgres
from tests.servers import environment, run, serve
from tools.database.engine import open_database

pytestmark = pytest.mark.sqlite  # chooses the kinds of its databases itself
DEV = sys.executable
"""Has PostgreSQL's driver."""
SCRIPT = str(Path(DEV).with_name("recepcionista"))
ALL_EQUAL = "sessions compared one by one, with their messages: all equal.\n"


def move(folder: Path, *arguments: str, **env: str) -> CompletedProcess[str]:
    return run("api.commands", folder, "move", *arguments, python=DEV, **env)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The database that `environment` names, with a life in it."""
    path = tmp_path / "recepcionista.db"
    with open_life(f"sqlite:///{path}", tmp_path, None) as assistant:
        live(assistant)
    return path


@pytest.mark.usefixtures("source")
def test_a_service_moves_to_postgresql_and_back(tmp_path: Path) -> None:
    there, back = fresh_postgres(), f"sqlite:///{tmp_path}/back.db"
    done = move(tmp_path, "--to", there)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        0,
        f"[{'#' * 30}] 100% mensajes: 34 of 34",
    )
    assert f"\n5 {ALL_EQUAL}Set DATABASE_URL to the new database and start" in done.stdout
    with open_life(there, tmp_path / "there", None) as assistant:
        goes_on(assistant)
    assert move(tmp_path, "--from", there, "--to", back).returncode == 0
    with serve(tmp_path, DATABASE_URL=back) as server:
        refused = move(tmp_path, "--to", fresh_postgres(), DATABASE_URL=back)
        assert refused.returncode == 2
        assert refused.stderr.endswith("is in use: stop every server and command that uses it\n")
        assert server.status() != "ended"


def test_a_wrong_target_is_one_sentence(source: Path, tmp_path: Path) -> None:
    same = recepcionista(tmp_path, "move", "--to", f"sqlite:///{source}")
    assert same.stderr == "recepcionista: move: --from and --to name the same database\n"
    unknown = recepcionista(tmp_path, "move", "--to", "papel")
    assert unknown.stderr.startswith("recepcionista: ")
    assert "is not a SQLAlchemy URL" in unknown.stderr
    other = recepcionista(tmp_path, "move", "--to", "mysql://db/recepcionista")
    assert other.stderr.startswith("recepcionista: name a database like sqlite:///path or postg")
    away = move(tmp_path, "--to", "postgresql+psycopg://127.0.0.1:1/recepcionista")
    assert away.stderr == "recepcionista: the PostgreSQL database cannot be reached\n"
    assert {each.returncode for each in (same, unknown, other, away)} == {2}


@pytest.mark.usefixtures("source")
def test_a_move_that_was_killed_goes_on(tmp_path: Path) -> None:
    target = fresh_postgres()
    open_database(target).close()
    with locked(target, "mensajes"):
        process = subprocess.Popen(  # noqa: S603 - our own script
            [SCRIPT, "move", "--to", target],
            env=environment(tmp_path),
            stderr=subprocess.PIPE,
            text=True,
        )
        with process:
            assert process.stderr
            while "100% clientes" not in process.stderr.readline():
                assert process.poll() is None
            process.kill()
    refused = run("api.commands", tmp_path, "keys", "list", python=DEV, DATABASE_URL=target)
    assert "give the same `recepcionista move` again" in refused.stderr
    again = move(tmp_path, "--to", target)
    assert again.returncode == 0, again.stderr
    assert again.stdout.startswith("Went on where an earlier move was cut off.\n")
    with open_life(target, tmp_path / "there", None) as assistant:
        goes_on(assistant)


@contextmanager
def locked(url: str, table: str) -> Iterator[None]:
    """Nobody writes to the table meanwhile."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"LOCK TABLE {table} IN SHARE MODE")
        yield
    engine.dispose()
