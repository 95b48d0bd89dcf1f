"""Adding the clients of a file, on both databases: once, in batches, beside other writers."""

import resource
import sqlite3
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tools.database.engine import Database
from tools.directory.batches import create_clients
from tools.directory.changes import changes_of
from tools.directory.clients import create_client, find_clients
from tools.directory.filters import Filters
from tools.directory.importing import importing
from tools.directory.importing.files import open_list
from tools.directory.importing.importing import Writing, run_import
from tools.directory.importing.verdicts import Outcome, Verdict
from tools.directory.log import Origin, Values
from tools.directory.undoing import undo_last
from tools.tables import changes, clients

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANA = Origin(owner="ana", credential="key:1")
WRITING = Writing(NOW, ANA)
FILE = b"""Nombre;Email
Ana;ana@x.es
;b@x.es
Luis;luis@
Eva;ANA@X.es
Roy;roy@x.es
Nul\0;c@x.es
Solo;
"""


def imported(database: Database, content: bytes, writing: Writing | None) -> list[Verdict]:
    batches = run_import(database, open_list(BytesIO(content)), writing)
    return [verdict for batch in batches for verdict in batch.verdicts]


def outcomes(database: Database, content: bytes, writing: Writing | None) -> Counter[Outcome]:
    return Counter(verdict.outcome for verdict in imported(database, content, writing))


def rows(database: Database) -> tuple[int, int]:
    """How many clients there are, and writes in the log."""
    with database.read() as transaction:
        counts = (select(func.count()).select_from(table) for table in (clients, changes))
        found, logged = (transaction.execute(query).scalar_one() for query in counts)
    return found, logged


def people(number: int) -> bytes:
    return b"Nombre;Email\n" + b"".join(b"Ana %d;ana%d@x.es\n" % (i, i) for i in range(number))


@pytest.mark.both
def test_each_row_gets_its_verdict_and_only_new_ones_are_added(database: Database) -> None:
    with database.write() as transaction:
        create_client(transaction, name="Roy M", email="ROY@x.es", created=NOW)
    expected = [
        (2, "new", None),
        (3, "invalid", "no_name"),
        (4, "invalid", "bad_email"),
        (5, "repeated", None),
        (6, "known", None),
        (7, "invalid", "bad_name"),
        (8, "invalid", "no_email"),
    ]
    for writing in (None, WRITING):
        found = imported(database, FILE, writing)
        assert [(each.row.number, each.outcome, each.reason) for each in found] == expected
        assert (found[3].same_as, found[4].known and found[4].known.name) == (2, "Roy M")
        assert rows(database) == ((2, 2) if writing else (1, 1))


@pytest.mark.both
def test_created_clients_are_logged_and_can_be_taken_back(database: Database) -> None:
    imported(database, b"Ana;ana@x.es\nEva;eva@x.es\n", WRITING)
    with database.write() as transaction:
        (ana, eva) = find_clients(transaction, Filters()).clients
        assert [ana.name, eva.name, ana.created, ana.version] == ["Ana", "Eva", NOW, 1]
        (change,) = changes_of(transaction, ana.id)
        assert (change.entry.action, change.entry.origin) == ("crear", ANA)
        undo_last(transaction, ana.id, version=1, at=NOW, origin=ANA)
    assert rows(database)[0] == 1


@pytest.mark.both
def test_the_same_file_twice_changes_nothing(database: Database) -> None:
    content = people(1_200)
    assert outcomes(database, content, None) == {"new": 1_200}
    assert outcomes(database, content, WRITING) == {"new": 1_200}
    kept = rows(database)
    assert outcomes(database, content, WRITING) == {"known": 1_200}
    assert rows(database) == kept == (1_200, 1_200)


@pytest.mark.both
def test_an_import_that_is_cut_off_goes_on_where_it_was(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)
    content = people(95)
    batches = run_import(database, open_list(BytesIO(content)), WRITING)
    for _ in range(3):
        next(batches)
    batches.close()
    assert rows(database) == (30, 30)
    assert outcomes(database, content, WRITING) == {"new": 65, "known": 30}
    assert rows(database) == (95, 95)


@pytest.mark.both
def test_two_imports_of_the_same_people_at_once_add_each_of_them_once(database: Database) -> None:
    content = people(1_500)
    titles, *more = content.splitlines(keepends=True)
    upside_down = b"".join([titles, *reversed(more)])
    with ThreadPoolExecutor() as pool:
        done = pool.map(lambda text: outcomes(database, text, WRITING), [content, upside_down] * 2)
    assert sum(each["new"] for each in done) == 1_500
    assert rows(database) == (1_500, 1_500)


@pytest.mark.both
def test_clients_that_others_add_meanwhile_are_known_ones(database: Database) -> None:
    values = [Values("Ana", "ana@x.es"), Values("Eva", "eva@x.es")]
    with database.write() as transaction:
        assert create_clients(transaction, values[:1], created=NOW, origin=ANA) == {}
        known = create_clients(transaction, values, created=NOW, origin=ANA)
    assert [*known] == ["ana@x.es"]
    assert rows(database) == (2, 2)


def test_no_address_stands_in_the_temporary_file(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept.db"
    connect = sqlite3.connect

    def kept_connect(_path: str, **options: object) -> sqlite3.Connection:
        return connect(kept, **options)  # type: ignore[call-overload,no-any-return] # passed on

    monkeypatch.setattr("tools.directory.importing.verdicts.sqlite3.connect", kept_connect)
    imported(database, b"Ana;canary@x.es\n", None)
    assert kept.exists()
    assert b"canary" not in kept.read_bytes()


def lines(number: int) -> Iterator[bytes]:
    yield b"Nombre;Apellidos;Email\n"
    for i in range(number):
        yield f"José {i};Pérez Gil;jose{i}@example{i % 97}.com\n".encode()


def memory() -> int:
    """The most that this process ever had, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_hundred_thousand_rows_take_no_more_memory_than_a_thousand(
    database: Database, tmp_path: Path
) -> None:
    """Measured by the process's high water mark, which the first import has set."""
    file = tmp_path / "clients.csv"
    peaks = []
    for number in (1_000, 100_000):
        with file.open("wb") as written:
            written.writelines(lines(number))
        with file.open("rb") as opened:
            for writing in (None, WRITING):
                for _ in run_import(database, open_list(opened), writing):
                    pass
        peaks.append(memory())
    assert rows(database) == (100_000, 100_000)
    assert peaks[1] - peaks[0] < 16 * 1024
