"""Copies both databases into a folder while servers serve, and puts them back when none does."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.errors import NotABackup
from graph.lifecycle.storage import Storage, open_business_database
from graph.memory.memory_file import DAMAGED, memory_path
from graph.settings import GraphSettings
from tools.database.engine import Database, open_database
from tools.database.lock_file import LockFile
from tools.database.private_files import (
    SIDE_FILES,
    give_to_owner_of_folder,
    make_folder,
    make_private,
)
from tools.database.urls import sqlite_file, url_at
from tools.errors import DatabaseMisconfigured, DatabaseUnavailable
from tools.moving.later_deletions import LaterDeletions, carry_deletions
from tools.settings import DatabaseSettings

BUSINESS, MEMORY = "recepcionista.db", "memory.db"
"""Names of the files in a backup, whatever they are called where they serve."""


@dataclass(frozen=True)
class Restored:
    """What is newer than the backup: carried over, or not known."""

    later: LaterDeletions | None
    """None: there was no present database that could be read."""
    memory: bool
    """Whether working memory came back; else sessions rebuild theirs."""


def back_up(storage: Storage, folder: Path) -> None:
    """Copy both databases to a new folder, all of it or nothing.

    Memory first: it is then never of a turn that the copied transcript does not have. Raises
    `NotABackup`, `DatabaseMisconfigured`, `DatabaseUnavailable` and `MemoryUnavailable`.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotABackup(f"{folder} is not empty: name a new folder")
    unfinished = folder.with_name(folder.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    make_folder(unfinished)
    try:
        storage.checkpointer.saver.backup(unfinished / MEMORY)
        storage.database.backup(unfinished / BUSINESS)
        unfinished.replace(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def restore(settings: GraphSettings, database: DatabaseSettings, folder: Path) -> Restored:
    """Replace both databases by a backup's, with the deletions that are newer than it.

    Nothing is replaced unless all of the backup is sound. Raises `NotABackup`,
    `DatabaseMisconfigured`, and `DatabaseUnavailable` also while any process uses the database.
    """
    target = sqlite_file(database.database_url)
    if target is None:
        raise DatabaseMisconfigured("DATABASE_URL is no SQLite file: restore it with its server")
    if not (folder / BUSINESS).is_file():
        raise NotABackup(f"{folder} has no {BUSINESS}: it is no backup")
    make_folder(target.parent)
    with closing(LockFile(target, exclusive=True)), _beside(target) as work:
        later = _prepared(database, target, folder / BUSINESS, work)
        memory = (folder / MEMORY).is_file() and not (later and later.erases)
        if place := memory_path(settings.memory_url):
            _put(place, folder / MEMORY if memory else None)
        _put(target, work / BUSINESS)
    return Restored(later, memory)


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    with TemporaryDirectory(prefix=".restore-", dir=target.parent) as made:
        yield Path(made)


def _prepared(
    settings: DatabaseSettings, target: Path, source: Path, work: Path
) -> LaterDeletions | None:
    """Make the file that is to be put, checked, migrated, and without what was deleted since."""
    copied = work / "copy.db"
    for side in ("", *SIDE_FILES):
        with suppress(FileNotFoundError):
            shutil.copyfile(f"{source}{side}", f"{copied}{side}")
    url = url_at(settings.database_url, copied)
    restored = open_business_database(settings.model_copy(update={"database_url": url}), lock=False)
    with closing(restored):
        later = _carried(settings, target, restored)
        restored.backup(work / BUSINESS)
    return later


def _carried(settings: DatabaseSettings, target: Path, restored: Database) -> LaterDeletions | None:
    """None when there is no present database, or none that can be read."""
    if not target.exists():
        return None
    try:
        present = open_database(
            settings.database_url, timeout=settings.database_timeout, lock=False
        )
    except (DatabaseMisconfigured, DatabaseUnavailable):
        return None
    with closing(present), present.read() as now, restored.write() as transaction:
        return carry_deletions(now, transaction)


def _put(target: Path, source: Path | None) -> None:
    """Replace the file by another one, or delete it. What it had beside it goes first."""
    make_folder(target.parent)
    for side in (*SIDE_FILES, DAMAGED):
        Path(f"{target}{side}").unlink(missing_ok=True)
    if source is None:
        target.unlink(missing_ok=True)
        return
    copied = target.with_name(f"{target.name}.restoring")
    copied.unlink(missing_ok=True)
    make_private(copied)
    shutil.copyfile(source, copied)
    give_to_owner_of_folder(copied)
    copied.replace(target)
