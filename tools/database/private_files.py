"""File modes: databases are for their owner alone, whatever the umask, which is the host's."""

import logging
import os
import sys
from pathlib import Path

FILE, FOLDER = 0o600, 0o700
OTHERS = 0o077
SIDE_FILES = ("-wal", "-shm")
"""Of each SQLite file; SQLite makes them with the mode of the file."""

log = logging.getLogger(__name__)


def make_private(path: Path) -> None:
    """Make the file, and its folder, if they are missing; tighten the mode of one that is there.

    A file that exists is never opened: closing it would drop SQLite's locks of this process.
    Raises `OSError`.
    """
    make_folder(path.parent)
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE))
    except FileExistsError:
        for name in (path.name, *(path.name + side for side in SIDE_FILES)):
            _tighten(path.with_name(name))


def make_folder(path: Path) -> None:
    """Make the folder, private, unless it exists. Raises `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=FOLDER, exist_ok=True)


def give_to_owner_of_folder(path: Path) -> None:
    """What root makes for a service has to be the service's. Raises `OSError`."""
    folder = path.parent.stat()
    if sys.platform != "win32" and os.geteuid() == 0:
        os.chown(path, folder.st_uid, folder.st_gid)


def _tighten(path: Path) -> None:
    try:
        mode = path.stat().st_mode
        if mode & OTHERS:
            path.chmod(mode & ~OTHERS & 0o7777)
    except FileNotFoundError:
        return
    except PermissionError:
        log.warning("others may read %s, which is another user's: chmod 600", path)
