"""The queue of a SQLite file's writers, over all processes: a lock file that the next one holds.

SQLite has waiting connections poll, ever more rarely, so that a process whose writers follow each
other closely starves the others. With the queue one connection polls at a time: the next writer.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tools.database.lock_file import opened

if sys.platform != "win32":
    import fcntl

SUFFIX = ".queue"
POLL = 0.001
"""Seconds between two tries."""


@contextmanager
def next_writer(database: Path, *, timeout: float) -> Iterator[None]:
    """Wait in the queue, and be the next writer in the block, in which the transaction begins.

    After `timeout` seconds, or where files cannot be locked, the block is one of several writers
    that poll.
    """
    descriptor = None
    with suppress(OSError):
        descriptor = opened(database.with_name(database.name + SUFFIX))
        _wait(descriptor, deadline=time.monotonic() + timeout)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _wait(descriptor: int, *, deadline: float) -> None:
    """Raises `OSError` where files cannot be locked."""
    if sys.platform == "win32":
        return
    while time.monotonic() < deadline:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(POLL)
