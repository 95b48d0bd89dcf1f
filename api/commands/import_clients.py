"""`recepcionista import-clients FILE`: the clients of a table or of vCards."""

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from api.command_errors import CommandError
from api.commands.arguments import PRIVATE
from api.commands.progress import ProgressBar
from api.schemas.client_table import MARK, lines
from graph.lifecycle.storage import open_business_database
from tools.database.engine import Database
from tools.directory.importing.columns import Role
from tools.directory.importing.files import ClientFile, NotAList, open_list
from tools.directory.importing.importing import Writing, run_import
from tools.directory.importing.taking_back import importing, undo_import
from tools.directory.importing.verdicts import Outcome, Reason, Verdict
from tools.directory.log import Origin
from tools.errors import DatabaseUnavailable, NoSuchImport
from tools.settings import DatabaseSettings

ROLES: dict[str, Role | None] = {"name": "name", "surname": "family", "email": "email", "": None}
REASONS: dict[Reason, str] = {
    "no_name": "no name",
    "no_email": "no email address",
    "bad_name": "a name has 1 to 200 visible characters, one of them a letter or digit",
    "bad_email": "not a valid email address",
    "overlong": "the row is too long, or a quotation mark in it is not closed",
    "unreadable": "it has characters that are not of the file's encoding",
}
HEADINGS = ("row", "reason", "name", "email")
SOME_REJECTED = 1
"""Exit status when rows are invalid."""
Write = Callable[[str], object]


def add_arguments(parser: ArgumentParser) -> None:
    """The file, and how it is read."""
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV of any kind, or vCards")
    parser.add_argument(
        "--columns",
        type=_roles,
        metavar="NAMES",
        help="what each column is, in order, with commas between: name, surname, email, or nothing "
        "for one that is not read; else titles and contents tell",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--dry-run", action="store_true", help="only say what would be added")
    what.add_argument(
        "--undo",
        action="store_true",
        help="take back what importing this file with the same --columns has added, but for "
        "clients that were changed since",
    )
    parser.add_argument(
        "--rejected",
        type=Path,
        metavar="FILE",
        help="a new CSV file for the rows that are not added, each with its reason",
    )


def run(given: Namespace) -> int:
    """Add the clients and report them; 1 when some rows are invalid. Raises `CommandError`."""
    try:
        with given.file.open("rb") as file:
            listed = open_list(file, given.columns)
            _refuse_without_columns(listed)
            return _undo(listed) if given.undo else _import(given, listed)
    except NotAList as error:
        raise CommandError(
            "import-clients: the file is empty, or no text: save it as CSV or as vCard"
        ) from error
    except OSError as error:
        raise CommandError(f"import-clients: {error.filename}: {error.strerror}") from error


def _roles(written: str) -> list[Role | None]:
    names = [name.strip().lower() for name in written.split(",")]
    if not {"name", "email"} <= set(names) <= set(ROLES):
        raise ArgumentTypeError("name, surname, email or nothing for each, as in name,,email")
    return [ROLES[name] for name in names]


def _refuse_without_columns(listed: ClientFile) -> None:
    roles = set(listed.roles)
    if listed.format == "csv" and not ("email" in roles and roles & {"name", "family"}):
        titles = ", ".join(column.title or "?" for column in listed.columns)
        raise CommandError(
            f"import-clients: no column of names or none of addresses is found among: {titles}; "
            "say with --columns what each one is"
        )


def _undo(listed: ClientFile) -> int:
    """Take the import of the file back, whoever imported it."""
    fingerprint, writing = listed.fingerprint(), Writing(datetime.now(UTC), Origin())
    with closing(open_business_database(DatabaseSettings(), make=False)) as database:
        try:
            found = list(undo_import(database, fingerprint, writing, of_anybody=True))
        except NoSuchImport as error:
            raise CommandError("import-clients: nothing was added from this file") from error
    kept = [client for batch in found for client in batch.kept]
    sys.stdout.write(
        f"{sum(batch.removed for batch in found)} clients taken back; {len(kept)} were changed "
        f"since and stay, {sum(batch.gone for batch in found)} were gone already.\n"
    )
    sys.stdout.write("".join(f"- {client.name} | {client.email}\n" for client in kept))
    return 0


def _import(given: Namespace, listed: ClientFile) -> int:
    origin = importing(Origin(), listed.fingerprint())
    writing = None if given.dry_run else Writing(datetime.now(UTC), origin)
    counts = Counter[Outcome]()
    with (
        closing(open_business_database(DatabaseSettings(), make=False)) as database,
        _rejected(given.rejected) as reject,
    ):
        for verdicts in _batches(database, listed, writing):
            counts.update(verdict.outcome for verdict in verdicts)
            reject(lines(_record(each) for each in verdicts if each.outcome != "new"))
    sys.stdout.write(_sentence(listed, counts, verb="would be added" if given.dry_run else "added"))
    return SOME_REJECTED if counts["invalid"] else 0


def _batches(
    database: Database, listed: ClientFile, writing: Writing | None
) -> Iterator[tuple[Verdict, ...]]:
    bar = ProgressBar()
    try:
        for batch in run_import(database, listed, writing):
            yield batch.verdicts
            bar.show("bytes", batch.read, batch.size)
    except DatabaseUnavailable as error:
        raise DatabaseUnavailable(
            f"{error}; what was added until now stays, and the same command goes on from there"
        ) from error


@contextmanager
def _rejected(path: Path | None) -> Iterator[Write]:
    """Writes the table of rows that are not added, if there is a file for it.

    It has mode 600, must be new, and is deleted when the import fails.
    """
    if path is None:
        yield len
        return
    private = partial(os.open, mode=PRIVATE)
    with open(path, "x", encoding="utf-8", newline="", opener=private) as table:
        try:
            table.write(MARK + lines([HEADINGS]))
            yield table.write
        except BaseException:
            path.unlink()
            raise


def _record(verdict: Verdict) -> tuple[str, ...]:
    return (str(verdict.row.number), _reason(verdict), verdict.row.name, verdict.row.email)


def _reason(verdict: Verdict) -> str:
    if verdict.reason:
        return REASONS[verdict.reason]
    if verdict.known:
        return f"a client has this address: {verdict.known.name} (id {verdict.known.id})"
    return f"the same address as row {verdict.same_as}"


def _sentence(listed: ClientFile, counts: Counter[Outcome], *, verb: str) -> str:
    """What was read, and what became of the rows."""
    how = f"{listed.format}, {listed.encoding}"
    if listed.separator:
        how += f", separator {listed.separator!r}"
    return (
        f"{counts['new']} clients {verb}; {counts['known']} were there already, "
        f"{counts['repeated']} rows repeat an address, {counts['invalid']} are invalid. ({how})\n"
    )
