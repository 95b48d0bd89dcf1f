"""A move copies everything as it is, goes on when cut, and serves nothing that is not verified."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.databases import fresh_database
from tests.lives import goes_on, live, open_life
from tests.postgres_databases import fresh_postgres
from tools.database.engine import open_database
from tools.database.schema import known_versions
from tools.encryption.keyring import new_key
from tools.errors import DatabaseMisconfigured, DatabaseUnavailable
from tools.moving.move import Moved, Report, move

pytestmark = pytest.mark.sqlite  # chooses the kinds of its databases itself
KEY = new_key()
TABLES = ("sesiones", "mensajes", "clientes", "claves_api", "sqlite_sequence")
IN_USE = "is in use: stop every server and command that uses it"
Place = Callable[[str], str]


def empty(url: str) -> str:
    """A migrated database without rows at the URL of a file."""
    return fresh_database(Path(url.removeprefix("sqlite:///")))


@pytest.fixture
def file(tmp_path: Path) -> Place:
    """The URL of a SQLite file by its name."""
    return lambda name: f"sqlite:///{tmp_path}/{name}.db"


@pytest.fixture
def lived(file: Place, tmp_path: Path) -> str:
    """A database with a life in it."""
    return live_at(file("source"), tmp_path / "before", None)


def live_at(url: str, folder: Path, keys: str | None) -> str:
    with open_life(url, folder, keys) as assistant:
        live(assistant)
    return url


def moved(source: str, target: str, report: Report = lambda *_: None, batch: int = 1_000) -> Moved:
    return move(source, target, timeout=5, report=report, batch=batch)


def stored(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every value of a SQLite file, with the type that it is stored with."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        found = {}
        for table in TABLES:
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            typed = ", ".join(f"{name}, typeof({name})" for name in names)
            found[table] = connection.execute(f"SELECT {typed} FROM {table} ORDER BY 1").fetchall()  # noqa: S608 - constants
        return found


def execute(url: str, statement: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def cut_after(count: int) -> Report:
    """Ends the move as a kill does, after some batches."""
    calls = iter(range(count))

    def report(*_: object) -> None:
        if next(calls, None) is None:
            raise KeyboardInterrupt

    return report


@pytest.mark.parametrize("keys", [None, KEY], ids=["clear", "encrypted"])
def test_a_life_goes_on_after_a_move_there_and_back(
    keys: str | None, file: Place, tmp_path: Path
) -> None:
    source, there = live_at(file("source"), tmp_path / "before", keys), fresh_postgres()
    done = moved(source, there)
    assert {table.name: table.rows for table in done.compared.tables} == {
        "sesiones": 5,
        "mensajes": 34,
        "clientes": 2,
        "cambios": 4,
        "claves_api": 2,
    }
    assert (done.compared.sessions, done.resumed, done.anew) == (5, False, False)
    moved(there, file("back"))
    assert stored(file("back")) == stored(source)
    assert (tmp_path / "back.db.keys").exists()
    for number, url in enumerate((there, file("back"))):
        with open_life(url, tmp_path / str(number), keys) as assistant:
            goes_on(assistant)


def test_between_two_files_and_with_the_memory_file_that_was_there(
    lived: str, file: Place, tmp_path: Path
) -> None:
    moved(lived, file("target"))
    assert stored(file("target")) == stored(lived)
    with open_life(file("target"), tmp_path / "before", None) as assistant:
        goes_on(assistant)


def test_no_memory_comes_back_of_what_was_deleted_or_erased(lived: str, tmp_path: Path) -> None:
    target = fresh_postgres()
    moved(lived, target)
    with (
        open_life(target, tmp_path / "new", None),
        closing(sqlite3.connect(tmp_path / "new" / "memory.db")) as memory,
    ):
        fence = memory.execute("SELECT * FROM fence ORDER BY 1").fetchall()
    assert fence == [("borrada", None), ("tachada", 1)]


@pytest.mark.parametrize("engine", ["SQLite", "PostgreSQL"])
def test_a_move_that_is_cut_anywhere_goes_on_to_the_same_end(
    engine: str, lived: str, file: Place
) -> None:
    target = file("target") if engine == "SQLite" else fresh_postgres()
    cuts = 0
    while True:
        try:
            done = moved(lived, target, cut_after(7), batch=3)
            break
        except KeyboardInterrupt:
            cuts += 1
        with pytest.raises(DatabaseMisconfigured, match="give the same `recepcionista move` again"):
            open_database(target)
    assert cuts > 2
    assert (done.resumed, done.anew) == (True, False)
    moved(target, file("back"))
    assert stored(file("back")) == stored(lived)


def test_an_unfinished_target_has_a_schema_that_no_program_knows(lived: str, file: Place) -> None:
    with pytest.raises(KeyboardInterrupt):
        moved(lived, file("target"), cut_after(1))
    with closing(sqlite3.connect(file("target").removeprefix("sqlite:///"))) as connection:
        (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert version not in known_versions()


def test_a_source_that_changed_between_is_copied_anew(
    lived: str, file: Place, tmp_path: Path
) -> None:
    with pytest.raises(KeyboardInterrupt):
        moved(lived, file("target"), cut_after(6))
    with open_life(lived, tmp_path / "before", None) as assistant:
        goes_on(assistant)
    done = moved(lived, file("target"))
    assert (done.resumed, done.anew) == (True, True)
    assert stored(file("target")) == stored(lived)


def test_a_copy_that_differs_is_told_and_not_served(lived: str) -> None:
    target = fresh_postgres()

    def harm(table: str, done: int, total: int) -> None:
        if table == "mensajes" and done == total:
            execute(target, "UPDATE mensajes SET content = 'otra cosa' WHERE id = 3")

    with pytest.raises(DatabaseMisconfigured, match="differs from the source in mensajes"):
        moved(lived, target, harm)
    with pytest.raises(DatabaseMisconfigured, match="is not finished"):
        open_database(target)


def test_a_row_that_the_other_engine_refuses_is_named(lived: str) -> None:
    execute(lived, "UPDATE mensajes SET datos = '{' WHERE id = 4")
    with pytest.raises(DatabaseMisconfigured, match="mensajes: the target refuses a row between 1"):
        moved(lived, fresh_postgres())


@pytest.mark.parametrize("engine", ["SQLite", "PostgreSQL"])
@pytest.mark.parametrize("used", ["source", "target"])
def test_a_database_that_is_in_use_is_not_moved(engine: str, used: str, file: Place) -> None:
    source, target = fresh_database(Path(file("source").removeprefix("sqlite:///"))), file("target")
    if engine == "PostgreSQL":
        source, target = (
            (fresh_postgres(), target) if used == "source" else (source, fresh_postgres())
        )
    with (
        closing(open_database(source if used == "source" else target)),
        pytest.raises(DatabaseUnavailable, match=IN_USE),
    ):
        moved(source, target)
    moved(source, target)


@pytest.mark.parametrize("engine", ["SQLite", "PostgreSQL"])
def test_nobody_opens_a_database_while_it_is_moved(engine: str, file: Place) -> None:
    source = empty(file("source"))
    if engine == "PostgreSQL":
        moved(source, (source := fresh_postgres()))

    def intrude(*_: object) -> None:
        with pytest.raises(DatabaseUnavailable, match=r"is being (restored or )?moved"):
            open_database(source)

    moved(source, file("target"), intrude)


def test_only_an_empty_database_is_filled(lived: str, file: Place, tmp_path: Path) -> None:
    full = live_at(file("full"), tmp_path / "full", None)
    before = stored(full)
    with pytest.raises(DatabaseMisconfigured, match="holds data already"):
        moved(lived, full)
    assert stored(full) == before
    foreign = fresh_postgres()
    execute(foreign, "CREATE TABLE facturas (id INTEGER)")
    with pytest.raises(DatabaseMisconfigured, match="tables of another program"):
        moved(lived, foreign)


@pytest.mark.parametrize("newer", ["source", "target"])
def test_a_newer_schema_is_refused(newer: str, file: Place) -> None:
    source, target = (
        fresh_database(Path(file(name).removeprefix("sqlite:///"))) for name in ("source", "target")
    )
    execute(
        source if newer == "source" else target, "UPDATE alembic_version SET version_num='9999'"
    )
    with pytest.raises(DatabaseMisconfigured, match="a newer version of the program wrote it"):
        moved(source, target)


def test_a_missing_source_is_told_and_nothing_is_made(file: Place, tmp_path: Path) -> None:
    with pytest.raises(DatabaseMisconfigured, match="no database at"):
        moved(file("nada"), file("target"))
    assert not list(tmp_path.iterdir())
