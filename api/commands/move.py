"""`recepcionista move`: the business database in another place or engine."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from api.command_errors import CommandError
from api.commands.progress import ProgressBar
from tools.moving.move import Moved, move
from tools.settings import DatabaseSettings

DIGITS = 16
"""Of each digest, that are shown."""


def add_arguments(parser: ArgumentParser) -> None:
    """The two databases."""
    parser.add_argument(
        "--from",
        dest="source",
        metavar="URL",
        help="SQLAlchemy URL of a SQLite or PostgreSQL database; else DATABASE_URL",
    )
    parser.add_argument(
        "--to",
        dest="target",
        metavar="URL",
        required=True,
        help="URL of a new SQLite file or an empty PostgreSQL database",
    )


def run(given: Namespace) -> int:
    """Move everything and report it. Raises `CommandError` and outages."""
    settings = DatabaseSettings()
    source = given.source or settings.database_url
    if source == given.target:
        raise CommandError("move: --from and --to name the same database")
    bar = ProgressBar()
    done = move(source, given.target, timeout=settings.database_timeout, report=bar.show)
    sys.stdout.write("\n".join(_lines(done)) + "\n")
    return 0


def _lines(done: Moved) -> Iterator[str]:
    if done.anew:
        yield "The source has changed since the move began: everything was copied anew."
    elif done.resumed:
        yield "Went on where an earlier move was cut off."
    for table in done.compared.tables:
        yield f"{table.name}: {table.rows} rows, sha256 {table.digest[:DIGITS]} in both"
    yield f"{done.compared.sessions} sessions compared one by one, with their messages: all equal."
    yield "Set DATABASE_URL to the new database and start; sessions rebuild their working memory."
    yield "The old database is as it was: keep it until the new one has served, then delete it."
