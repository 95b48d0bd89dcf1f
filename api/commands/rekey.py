"""`recepcionista rekey`: encrypt every row with the first key; servers with that key may run."""

import sys
from argparse import ArgumentParser, Namespace
from contextlib import closing

from api.command_errors import CommandError
from graph.memory.checkpointer import open_memory
from graph.settings import GraphSettings
from tools.database.engine import open_database
from tools.sessions.rekeying import Rekeyed, Rekeying
from tools.settings import DatabaseSettings

PATIENCE = 120.0
"""Seconds for which servers may keep what was written from going into the file."""


def add_arguments(parser: ArgumentParser) -> None:
    """Whether plaintext is read, or written."""
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument(
        "--from-plaintext",
        action="store_true",
        help="believe turns that were never encrypted; stop every server first",
    )
    ways.add_argument(
        "--to-plaintext",
        action="store_true",
        help="keep everything unencrypted from now on; stop every server first",
    )


def run(given: Namespace) -> int:
    """Encrypt everything anew and report it; 1 when a row cannot be decrypted.

    Raises `CommandError` and outages.
    """
    settings, memory = DatabaseSettings(), GraphSettings()
    keys = settings.keys
    if keys is None:
        raise CommandError("ENCRYPTION_KEYS is not set; `recepcionista new-key` prints a key")
    rekeying = Rekeying(
        keys,
        target=None if given.to_plaintext else keys,
        believes_plaintext=given.from_plaintext or given.to_plaintext,
    )
    url, timeout = settings.database_url, settings.database_timeout
    with closing(open_database(url, timeout=timeout, keys=keys, make=False)) as database:
        done = rekeying.run(database)
        database.vacuum(patience=PATIENCE)
        _empty_memory(memory)  # under the database's lock
    return _report(done)


def _empty_memory(settings: GraphSettings) -> None:
    memory = open_memory(settings.memory_url, keep=settings.memory_checkpoints)
    with closing(memory.saver) as saver:
        saver.erase()
        saver.vacuum()


def _report(done: Rekeyed) -> int:
    sys.stdout.write(
        f"turns and summaries: {done.rewritten} rewritten, {done.kept} were as they should be, "
        f"{len(done.unreadable)} cannot be read and stay as they are\n"
    )
    for reason in done.unreadable:
        sys.stdout.write(f"{reason}\n")
    return 1 if done.unreadable else 0
