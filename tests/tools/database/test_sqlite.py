"""A file that another process deletes and makes again is not one that cannot be written."""

import sys
from pathlib import Path
from subprocess import PIPE, Popen

from tools.database.sqlite import is_read_only

COMING_AND_GOING = """
import os, sys
print(flush=True)
for _ in range(1_000_000):
    os.close(os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY))
    os.unlink(sys.argv[1])
"""
LOOKS = 20_000


def test_a_log_that_comes_and_goes_can_be_written(tmp_path: Path) -> None:
    """As `-wal` does while other commands open and close the database: 2 % of single looks fail."""
    file = str(tmp_path / "b.db-wal")
    arguments = [sys.executable, "-c", COMING_AND_GOING, file]
    with Popen(arguments, stdout=PIPE) as other:  # noqa: S603 - our own script
        try:
            assert other.stdout is not None
            other.stdout.readline()
            assert not any(is_read_only(file) for _ in range(LOOKS))
        finally:
            other.kill()
