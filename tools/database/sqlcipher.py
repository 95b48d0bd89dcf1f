"""SQLCipher: the whole business database in one encrypted file, clients included."""

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from tools.database.sqlite_files import is_damaged
from tools.errors import DatabaseMisconfigured

DRIVER = "pysqlcipher"


def is_encrypted(url: URL) -> bool:
    """Whether the URL is of such a file; deriving its key makes connections dear."""
    return url.get_driver_name() == DRIVER


def refuse_without_passphrase(url: URL) -> None:
    """Without one SQLCipher makes an ordinary file. Raises `DatabaseMisconfigured`."""
    if is_encrypted(url) and not url.password:
        raise DatabaseMisconfigured(
            "DATABASE_URL has no passphrase: set sqlite+pysqlcipher://:PASSPHRASE@/path"
        )


def wrong_passphrase(url: URL, error: SQLAlchemyError) -> bool:
    """Whether the file, which is there, cannot be read with the URL's passphrase."""
    return is_encrypted(url) and isinstance(error, DBAPIError) and is_damaged(error.orig)
