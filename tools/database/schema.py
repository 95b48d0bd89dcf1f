"""Compares a database's schema version with the program's, and runs the missing migrations."""

from importlib import import_module
from pathlib import Path

from sqlalchemy import Connection, column, inspect, table, update

from tools.errors import DatabaseMisconfigured

MIGRATIONS = "tools.migrations"
VERSION_FILES = Path(__file__).parent.parent / "migrations" / "versions"
VERSION = table("alembic_version", column("version_num"))
UNFINISHED = " unfinished"
"""Follows the version of a database that a move has not filled yet: no program knows it, an older
one neither, so that none serves it."""


def migrate(connection: Connection, *, to_be_filled: bool = False) -> None:
    """Bring the schema up to date; one that is already costs two statements, and no Alembic.

    `to_be_filled` is for the target of a move. Raises `DatabaseMisconfigured` for a schema that a
    newer program made, and for what an unfinished move has left.
    """
    known = known_versions()
    stored = _stored_version(connection)
    if to_be_filled:
        if stored is None and inspect(connection).get_table_names():
            raise DatabaseMisconfigured("the target has tables of another program: name a new one")
        if stored == known[-1] + UNFINISHED:
            return
    if stored is not None and stored.endswith(UNFINISHED):
        raise DatabaseMisconfigured(
            "the business database is the target of a move that is not finished: give the same "
            "`recepcionista move` again, with the same version of the program, or drop it"
        )
    if stored is not None and stored not in known:
        raise DatabaseMisconfigured(
            f"the business database has schema {stored}, and this program knows none after "
            f"{known[-1]}: a newer version of the program wrote it; upgrade the program"
        )
    if stored != known[-1]:
        import_module(MIGRATIONS).upgrade(connection)


def known_versions() -> list[str]:
    """The versions of the schema that this program knows, oldest first."""
    return sorted(path.name.partition("_")[0] for path in VERSION_FILES.glob("[0-9]*_*.py"))


def is_unfinished(connection: Connection) -> bool:
    """Whether a move has begun to fill the database, and has not ended."""
    return (_stored_version(connection) or "").endswith(UNFINISHED)


def mark_version(connection: Connection, *, unfinished: bool) -> None:
    """Have every program refuse the database until a move has filled it; or end that."""
    version = known_versions()[-1] + (UNFINISHED if unfinished else "")
    connection.execute(update(VERSION).values(version_num=version))


def _stored_version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
    return found.scalar_one_or_none()
