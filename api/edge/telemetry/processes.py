"""Metrics of several processes: each writes files into one folder, and any of them adds all up."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import values
from prometheus_client.multiprocess import mark_process_dead

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder; a process manager of the operator's own may set it, too."""


@contextmanager
def shared_metrics() -> Iterator[None]:
    """A private folder for this process and its forks, which goes when the block ends."""
    with tempfile.TemporaryDirectory(prefix="recepcionista-metrics-") as folder:
        os.environ[FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[FOLDER]


def are_shared() -> bool:
    """Whether the metrics made from now on are those of several processes."""
    values.ValueClass = values.get_value_class()  # chosen at its import, from the same variable
    return FOLDER in os.environ


def forget(pid: int) -> None:
    """Leave out what a process that has ended had open; what it had counted stays."""
    if FOLDER in os.environ:
        mark_process_dead(pid)
