"""`recepcionista backup DIR`: a copy of both databases."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from api.command_errors import CommandError
from graph.lifecycle.backup import back_up
from graph.lifecycle.storage import open_storage
from graph.settings import GraphSettings
from tools.settings import DatabaseSettings


def add_arguments(parser: ArgumentParser) -> None:
    """The folder."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new folder, or an empty one")


def run(given: Namespace) -> int:
    """Copy both. Raises `CommandError`, `NotABackup` and outages."""
    with open_storage(GraphSettings(), DatabaseSettings(), make=False) as storage:
        try:
            back_up(storage, given.folder)
        except OSError as error:
            raise CommandError(f"backup: DIR cannot be written: {error.strerror}") from error
    sys.stdout.write(f"Backed up to {given.folder}\n")
    return 0
