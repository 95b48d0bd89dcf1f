"""`recepcionista export SESSION`: a session as a file."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import IO

from api.command_errors import CommandError
from api.commands.arguments import PRIVATE, owner_name
from graph.lifecycle.markdown import as_markdown
from graph.lifecycle.session_file import SavedSession, as_json_lines
from graph.lifecycle.storage import open_business_database
from graph.lifecycle.transfer import export_session
from tools.errors import InvalidSession
from tools.sessions.threads import thread_of
from tools.settings import DatabaseSettings
from tools.validity import valid_session

WRITERS = {"jsonl": as_json_lines, "markdown": as_markdown}


def add_arguments(parser: ArgumentParser) -> None:
    """The session, its owner, the format and the file."""
    parser.add_argument("session", metavar="SESSION")
    parser.add_argument("--owner", type=owner_name, metavar="NAME", help="whose session it is")
    parser.add_argument(
        "--format", choices=list(WRITERS), default="jsonl", help="only jsonl can be imported"
    )
    parser.add_argument("--output", type=Path, metavar="FILE", help="a new file; else stdout")


def run(given: Namespace) -> int:
    """Write the session. Raises `CommandError`, and an outage of the database."""
    saved = _saved(given.owner or "", given.session)
    try:
        with _output(given.output) as output:
            output.writelines(WRITERS[given.format](saved))
    except OSError as error:
        raise CommandError(f"export: the file cannot be written: {error.strerror}") from error
    return 0


def _saved(owner: str, session_id: str) -> SavedSession:
    try:
        thread = thread_of(owner, valid_session(session_id))
    except InvalidSession as error:
        raise CommandError(f"export: {error}") from error
    with closing(open_business_database(DatabaseSettings(), make=False)) as database:
        saved = export_session(database, thread, session_id)
    if saved is None:
        raise CommandError("export: there is no such session")
    return saved


@contextmanager
def _output(path: Path | None) -> Iterator[IO[bytes]]:
    """The output; a file has mode 600, must be new, and is deleted when writing fails."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with open(path, "xb", opener=partial(os.open, mode=PRIVATE)) as file:
        try:
            yield file
            file.flush()
        except OSError:
            path.unlink()
            raise
