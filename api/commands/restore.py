"""`recepcionista restore DIR`: put a backup in the place of both databases."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from api.command_errors import CommandError
from graph.lifecycle.backup import Restored, restore
from graph.settings import GraphSettings
from tools.moving.later_deletions import LaterDeletions
from tools.settings import DatabaseSettings

UNKNOWN = (
    "There was no database to compare the backup with. Delete and erase again what was deleted, "
    "erased or revoked after it was made."
)
FORGET = "Deleted or erased after the backup, and back with it; `recepcionista forget EMAIL` erases"


def add_arguments(parser: ArgumentParser) -> None:
    """The folder."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="as `backup` made it")


def run(given: Namespace) -> int:
    """Restore and report it. Raises `CommandError`, `NotABackup` and outages."""
    try:
        done = restore(GraphSettings(), DatabaseSettings(), given.folder)
    except OSError as error:
        raise CommandError(f"restore: {error.strerror}: {error.filename}") from error
    sys.stdout.write("\n".join([f"Restored from {given.folder}", *_lines(done)]) + "\n")
    return 0


def _lines(done: Restored) -> Iterator[str]:
    if done.later is None:
        yield UNKNOWN
    else:
        yield from _later(done.later)
    if not done.memory:
        yield "Sessions rebuild their working memory from the transcript."


def _later(later: LaterDeletions) -> Iterator[str]:
    yield (
        f"Newer than the backup, and kept: {later.deleted} deleted sessions, {later.redacted} "
        f"sessions with erased persons, {later.revoked} revoked keys."
    )
    if later.clients:
        yield f"{FORGET}:"
        yield from (f"- client {client.id}: {client.email}" for client in later.clients)
