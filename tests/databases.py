"""Fresh databases for tests: migrated once in a process, and copied from then on.

They are SQLite files, or in PostgreSQL where a test is told so or TEST_DATABASE is `postgresql`.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import NullPool, create_engine

from graph.memory.checkpointer import open_memory
from tools.database.engine import open_database

SQLITE, POSTGRESQL = "sqlite", "postgresql"
TEMPLATE = "template_of_tests"
_kind = [os.environ.get("TEST_DATABASE", SQLITE)]


def default_kind() -> str:
    """What databases are made now."""
    return _kind[-1]


@contextmanager
def of_kind(kind: str) -> Iterator[None]:
    """Make databases of this kind until the block ends."""
    _kind.append(kind)
    try:
        yield
    finally:
        _kind.pop()


def fresh_database(path: Path) -> str:
    """The URL of a migrated database at this path; one that is there already stays as it is."""
    if default_kind() == POSTGRESQL:
        return _in_postgres(path.parent).replace("postgresql:", "postgresql+psycopg:")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_migrated(), path)
    return f"sqlite:///{path}"


def memory_url(path: Path) -> str:
    """The URL of working memory at this path; in PostgreSQL beside what else is in the folder."""
    return _in_postgres(path.parent) if default_kind() == POSTGRESQL else f"sqlite:///{path}"


def urls_in(folder: Path) -> dict[str, str]:
    """The settings of a server on the databases of a folder."""
    database, memory = folder / "recepcionista.db", folder / "memory.db"
    return {"DATABASE_URL": fresh_database(database), "MEMORY_URL": memory_url(memory)}


@contextmanager
def other_program(url: str) -> Iterator[Callable[[str], object]]:
    """Runs statements on a database beside a service; each is a transaction unless BEGIN is one."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection.exec_driver_sql


def stored(folder: Path) -> dict[str, bytes]:
    """All that is stored in the folder: bytes of files, and of the rows of tables in PostgreSQL."""
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    return files | (_tables(folder) if default_kind() == POSTGRESQL else {})


def _tables(folder: Path) -> dict[str, bytes]:
    server, name = _server(), _name(folder)
    query = (
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    found = {}
    for (table,) in server.run(query, database=name):
        rows = server.run(f'SELECT * FROM "{table}"', database=name)  # noqa: S608 - its own names
        values = (value for row in rows for value in row)
        found[str(table)] = b"\n".join(
            value if isinstance(value, bytes) else str(value).encode() for value in values
        )
    return found


def _name(folder: Path) -> str:
    return f"test_{sha256(str(folder).encode()).hexdigest()[:24]}"


def _in_postgres(folder: Path) -> str:
    _migrated_template()
    return str(_server().database(_name(folder), template=TEMPLATE))


def _server() -> Any:
    """Not imported where there are files, for servers' own interpreter has no driver."""
    return import_module("tests.postgres").shared_postgres()


@cache
def _migrated() -> Path:
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder)
    path = Path(folder) / "migrated.db"
    open_database(f"sqlite:///{path}").close()
    return path


@cache
def _migrated_template() -> None:
    url = _server().database(TEMPLATE)
    open_database(url.replace("postgresql:", "postgresql+psycopg:")).close()
    open_memory(url).saver.close()
