"""The lock file beside a SQLite database: tells whether any process has the database open.

Locks are `flock`'s, so that they end with their process. Windows has none, and needs none: there a
file that is open cannot be replaced.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path
from weakref import finalize

from tools.errors import DatabaseUnavailable

if sys.platform != "win32":
    import fcntl

SUFFIX = ".lock"
MODE = 0o644
"""It is empty, and a server of another user than the first has to open it."""


class LockFile:
    """A lock on the database at a path, until `close`: shared, or exclusive to replace it."""

    def __init__(self, path: Path, *, exclusive: bool = False) -> None:
        """Take the lock at once. Raises `DatabaseUnavailable`, also when others exclude it."""
        try:
            descriptor = opened(path.with_name(path.name + SUFFIX))
        except OSError as error:
            raise DatabaseUnavailable("the lock file of the database cannot be made") from error
        self._end = finalize(self, os.close, descriptor)
        if not _locked(descriptor, exclusive=exclusive):
            self.close()
            raise DatabaseUnavailable(
                f"{path} is in use: stop every server and command that uses it"
                if exclusive
                else f"{path} is being restored or moved"
            )

    def close(self) -> None:
        """End the lock; a second call does nothing."""
        self._end()


def opened(path: Path) -> int:
    """The descriptor of a lock file, which is made if it is missing. Raises `OSError`."""
    with suppress(FileNotFoundError):
        return os.open(path, os.O_RDONLY)
    made = os.open(path, os.O_RDONLY | os.O_CREAT, MODE)
    with suppress(PermissionError):
        path.chmod(MODE)
    return made


def _locked(descriptor: int, *, exclusive: bool) -> bool:
    """Whether the lock was got; a file system without locks grants only what harms nobody."""
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return not exclusive
    return True
