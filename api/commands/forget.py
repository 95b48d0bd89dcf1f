"""`recepcionista forget EMAIL`: erase one person's data and report each place."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import asdict

from api.command_errors import CommandError
from graph.lifecycle.erasure import Erasure, erase_person
from graph.lifecycle.mentions import Mention
from graph.lifecycle.storage import open_storage
from graph.settings import GraphSettings
from tools.errors import InvalidEmail
from tools.sessions.threads import owner_and_session
from tools.settings import DatabaseSettings

DONE, NOTHING_FOUND, UNREADABLE = 0, 1, 3
NOT_SEARCHED = (
    "the address misspelt, or spelled out in words that the offline rules do not read",
    "names other than the client's own, nicknames, and parts of the name",
    "backups, exported files, logs, and what a model server may have kept",
)


def add_arguments(parser: ArgumentParser) -> None:
    """The person's email address, and how far the search goes."""
    parser.add_argument("email", metavar="EMAIL")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be erased")
    parser.add_argument(
        "--names",
        action="store_true",
        help="erase the client's name everywhere, also where it may be another person's",
    )
    parser.add_argument(
        "--owner",
        action="store_true",
        help="erase the sessions and revoke the keys of the owner who signs in as EMAIL, too",
    )
    parser.add_argument("--json", action="store_true", help="report as JSON")


def run(given: Namespace) -> int:
    """Erase the person and report it; 1 when nothing was found, 3 when rows cannot be read.

    Raises `CommandError` and outages.
    """
    try:
        with open_storage(GraphSettings(), DatabaseSettings(), make=False) as storage:
            done = erase_person(
                storage, given.email, names=given.names, owner=given.owner, dry_run=given.dry_run
            )
    except InvalidEmail as error:
        raise CommandError("forget: EMAIL is not an email address") from error
    if given.json:
        report = json.dumps(_report(done, dry_run=given.dry_run), ensure_ascii=True)
    else:
        report = "\n".join(_lines(done, dry_run=given.dry_run))
    sys.stdout.write(f"{report}\n")
    if done.unreadable:
        return UNREADABLE
    return DONE if done.found else NOTHING_FOUND


def _report(done: Erasure, *, dry_run: bool) -> dict[str, object]:
    return {
        "dry_run": dry_run,
        "found": done.found,
        "client": done.client.id if done.client else None,
        "replaced": done.replaced,
        "erased": [_row(each) for each in done.erased],
        "kept": [_row(each) for each in done.kept],
        "keys": [key.id for key in done.keys],
        "unreadable": done.unreadable,
        "not_searched": NOT_SEARCHED,
    }


def _row(mention: Mention) -> dict[str, object]:
    owner, session_id = owner_and_session(mention.thread)
    row = asdict(mention) | {"owner": owner, "session": session_id}
    row["at"] = mention.at.isoformat() if mention.at else None
    del row["thread"]
    return row


def _lines(done: Erasure, *, dry_run: bool) -> Iterator[str]:
    verb = "Would be erased" if dry_run else "Erased"
    if done.client:
        yield f"{verb}: client {done.client.id} of the directory."
    else:
        yield "No such client in the directory, so that no name is known to look for."
    if done.replaced:
        yield f"{verb}: {done.replaced} former values in the clients' log."
    yield f"{verb}: {len(done.erased)} mentions."
    yield from map(_shown, done.erased)
    for key in done.keys:
        yield f"Key {key.id} is of {json.dumps(key.owner)}; --owner revokes it, without the name."
    if done.kept:
        yield f"Found and kept: {len(done.kept)} mentions (--names erases names, --owner owners)."
        yield from map(_shown, done.kept)
    if done.unreadable:
        yield f"Cannot be read, and may be of this person: {len(done.unreadable)} rows, kept."
        yield from (f"- {each}" for each in done.unreadable)
    yield "Not searched for:"
    yield from (f"- {each}" for each in NOT_SEARCHED)


def _shown(mention: Mention) -> str:
    owner, session_id = owner_and_session(mention.thread)
    whose = f" of {json.dumps(owner)}" if owner else ""
    turn = f", turn {mention.turn}" if mention.turn else ""
    at = f", {mention.at.isoformat(timespec='seconds')}" if mention.at else ""
    return f"- {mention.what}: session {session_id}{whose}{turn}, {mention.place}{at}"
