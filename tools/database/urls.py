"""The URL of the business database: checked, and the file that it names."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from tools.database.sqlite import refuse_without_passphrase
from tools.errors import DatabaseMisconfigured


def parsed_url(url: str) -> URL:
    """The URL, of a database that there is a driver for. Raises `DatabaseMisconfigured`."""
    try:
        parsed = make_url(url)
        parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError) as error:
        raise DatabaseMisconfigured(
            "DATABASE_URL is not a SQLAlchemy URL, for example sqlite:///data/recepcionista.db"
        ) from error
    refuse_without_passphrase(parsed)
    return parsed


def sqlite_file(url: str) -> Path | None:
    """The file of the database at a URL; None for another kind of database.

    Raises `DatabaseMisconfigured`.
    """
    parsed = parsed_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    if parsed.database in (None, "", ":memory:") or str(parsed.database).startswith("file:"):
        raise DatabaseMisconfigured(
            "DATABASE_URL names no file by its path: SQLite in memory forgets everything and is "
            "not shared by threads; set sqlite:///data/recepcionista.db"
        )
    return Path(str(parsed.database))


def url_at(url: str, path: Path) -> str:
    """The URL of a database of the same kind, and with the same passphrase, at another path."""
    return make_url(url).set(database=str(path)).render_as_string(hide_password=False)
