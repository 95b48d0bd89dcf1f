"""`recepcionista import FILE`: a session from another service."""

import sys
from argparse import ArgumentParser, Namespace
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from api.command_errors import CommandError
from api.commands.arguments import owner_name
from graph.errors import NotASession
from graph.lifecycle.session_file import SavedSession
from graph.lifecycle.session_reading import read_session
from graph.lifecycle.storage import open_business_database
from graph.lifecycle.transfer import import_session
from graph.settings import GraphSettings
from tools.errors import InvalidSession, SessionExists
from tools.sessions.threads import thread_of
from tools.settings import DatabaseSettings
from tools.validity import valid_session


def add_arguments(parser: ArgumentParser) -> None:
    """The file, and the session's id and owner here."""
    parser.add_argument("file", type=Path, metavar="FILE", help="as `export` writes it, in jsonl")
    parser.add_argument("--session", metavar="NEWID", help="its id here, instead of its own")
    parser.add_argument("--owner", type=owner_name, metavar="NAME", help="whose session it becomes")


def run(given: Namespace) -> int:
    """Add the session. Raises `CommandError`, and an outage of the database."""
    saved = _read(given.file, max_turns=GraphSettings().session_max_messages // 2)
    session_id = saved.session_id if given.session is None else given.session
    try:
        thread = thread_of(given.owner or "", valid_session(session_id))
        with closing(open_business_database(DatabaseSettings(), make=False)) as database:
            import_session(database, thread, saved, at=datetime.now(UTC))
    except InvalidSession as error:
        raise CommandError(f"import: {error}") from error
    except SessionExists as error:
        raise CommandError(
            f"import: session {session_id} exists here, or was deleted, which is for ever; "
            "give another --session"
        ) from error
    sys.stdout.write(f"Session {session_id}: {len(saved.turns)} turns imported.\n")
    return 0


def _read(path: Path, *, max_turns: int) -> SavedSession:
    try:
        with path.open("rb") as file:
            return read_session(file, max_turns=max_turns)
    except NotASession as error:
        raise CommandError(f"import: nothing was imported; {error}") from error
    except OSError as error:
        raise CommandError(f"import: the file cannot be read: {error.strerror}") from error
