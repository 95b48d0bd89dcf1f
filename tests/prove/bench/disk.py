"""What is on disk: bytes of a folder's databases, and commits, as SQLite's format tells them."""

import sqlite3
import struct
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

WAL_HEADER, FRAME_HEADER = 32, 24
"""Bytes; https://www.sqlite.org/fileformat2.html#the_write_ahead_log"""
TRIES = 50


def settled_bytes(folder: Path) -> int:
    """Bytes of all databases, their write-ahead logs moved into them."""
    for path in folder.glob("*.db"):
        _empty_log(path)
    return sum(path.stat().st_size for path in folder.glob("*.db*"))


def commits(folder: Path) -> int:
    """Commits since the logs were emptied, unless SQLite has begun a log anew since."""
    return sum(_commits(path.read_bytes()) for path in folder.glob("*.db-wal"))


def _empty_log(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for _ in range(TRIES):
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                return
            time.sleep(0.1)
    raise TimeoutError(f"{path.name} is always in use")


def _commits(log: bytes) -> int:
    if len(log) < WAL_HEADER:
        return 0
    return sum(1 for size in _sizes(log) if size)


def _sizes(log: bytes) -> Iterator[int]:
    """Of each frame the database's size after its commit, 0 when it ends no commit."""
    (page,) = struct.unpack_from(">I", log, 8)
    salts = log[16:24]
    for start in range(WAL_HEADER, len(log) - FRAME_HEADER, FRAME_HEADER + page):
        _, size = struct.unpack_from(">II", log, start)
        if log[start + 8 : start + 16] == salts:
            yield size
