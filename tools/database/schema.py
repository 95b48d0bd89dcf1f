"""Compares a database's schema version with the program's, and runs the missing migrations."""

from importlib import import_module
from pathlib import Path

from sqlalchemy import Connection, inspect

from tools.errors import DatabaseMisconfigured

MIGRATIONS = "tools.migrations"
VERSION_FILES = Path(__file__).parent.parent / "migrations" / "versions"


def migrate(connection: Connection) -> None:
    """Bring the schema up to date; one that is already costs two statements, and no Alembic.

    Raises `DatabaseMisconfigured` for a schema that a newer program made.
    """
    known = sorted(path.name.partition("_")[0] for path in VERSION_FILES.glob("[0-9]*_*.py"))
    stored = _stored_version(connection)
    if stored is not None and stored not in known:
        raise DatabaseMisconfigured(
            f"the business database has schema {stored}, and this program knows none after "
            f"{known[-1]}: a newer version of the program wrote it; upgrade the program"
        )
    if stored != known[-1]:
        import_module(MIGRATIONS).upgrade(connection)


def _stored_version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
    return found.scalar_one_or_none()
