"""What every SQLite file of ours needs, whoever opens it."""

import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
PAUSE = 0.02
"""Seconds between two tries."""


def patiently(action: Callable[[], T], *, timeout: float) -> T:
    """Do what SQLite refuses at once, without its own waiting, while another process does it too.

    Switching a file to WAL is such a thing. Tries for `timeout` seconds, then raises
    `sqlite3.OperationalError`.
    """
    deadline = time.monotonic() + timeout
    while True:
        try:
            return action()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in LOCKED or time.monotonic() > deadline:
                raise
        time.sleep(PAUSE)
