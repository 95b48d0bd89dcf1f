"""`recepcionista purge`: delete the sessions without a message for some days."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime, timedelta

from api.command_errors import CommandError
from graph.lifecycle.retention import Purged, preview_purge, purge, would_take_most
from graph.lifecycle.storage import open_storage
from graph.settings import MAX_DAYS, GraphSettings
from tools.settings import DatabaseSettings

MOST = (
    "this would delete more than half of all sessions. Is it {:%Y-%m-%d %H:%M} UTC? --dry-run "
    "counts them, --yes deletes them"
)


def add_arguments(parser: ArgumentParser) -> None:
    """The days, and whether it only previews."""
    parser.add_argument("--days", type=int, help="instead of SESSION_TTL_DAYS")
    parser.add_argument("--yes", action="store_true", help="also if it deletes most sessions")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be deleted")


def run(given: Namespace) -> int:
    """Delete idle sessions and report them. Raises `CommandError` and outages."""
    settings = GraphSettings()
    days = settings.session_ttl_days if given.days is None else given.days
    if days is None:
        raise CommandError("purge: sessions are kept for ever; set SESSION_TTL_DAYS or give --days")
    if not 0 < days <= MAX_DAYS:
        raise CommandError(f"purge: --days is 1 to {MAX_DAYS}")
    now = datetime.now(UTC)
    since = now - timedelta(days=days)
    with open_storage(settings, DatabaseSettings(), make=False) as storage:
        if given.dry_run:
            return _report("would be deleted", preview_purge(storage, since=since))
        if not given.yes and would_take_most(storage, since=since):
            raise CommandError(f"purge: {MOST.format(now)}")
        done = purge(storage, since=since, at=now)
        storage.rewrite_files()
        return _report("deleted", done)


def _report(verb: str, done: Purged) -> int:
    sys.stdout.write(f"{done.sessions} sessions {verb}, with {done.messages} messages.\n")
    sys.stdout.write(f"{done.clients} clients of theirs stay in the directory.\n")
    return 0
