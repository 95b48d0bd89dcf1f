"""Copies a live business database into a file: one moment of it, and nothing that was deleted."""

from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, NullPool

from tools.database.private_files import make_private
from tools.database.sqlite import sqlite_engine
from tools.database.sqlite_files import finish_copy

REBUILD = "INSERT INTO clientes_nombres(clientes_nombres) VALUES ('rebuild')"
"""The full-text index keeps deleted names' trigrams in its pages."""


def copy_database(engine: Engine, path: Path, *, timeout: float) -> None:
    """Copy the engine's database, encrypted as it is. Raises the driver's errors."""
    make_private(path)
    url = engine.url.set(database=str(path))
    made = sqlite_engine(url, timeout=timeout, poolclass=NullPool)
    with closing(engine.raw_connection()) as source, closing(made.raw_connection()) as target:
        live: Any = source.driver_connection
        copy: Any = target.driver_connection
        live.backup(copy)
        copy.execute(REBUILD)
        finish_copy(copy)
