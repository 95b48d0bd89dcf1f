"""`recepcionista import-clients`: told, resumed, and the same file twice changes nothing."""

import csv
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.api.commands.test_commands import recepcionista
from tests.api.commands.test_imports import COMMAND
from tests.databases import fresh_database
from tests.servers import environment
from tools.database.engine import open_database
from tools.directory.clients import find_clients
from tools.directory.filters import Filters

FILE = "Nombre;Correo\nAna;ana@x.es\nLuis;luis@\nEva;ANA@x.es\n"
TOLD = "(csv, utf-8, separator ';')\n"
ADDED = "1 clients added; 0 were there already, 1 rows repeat an address, 1 are invalid. " + TOLD


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    fresh_database(tmp_path / "recepcionista.db")
    (tmp_path / "clients.csv").write_text(FILE, encoding="utf-8")
    return tmp_path


def count(folder: Path) -> int:
    database = open_database(fresh_database(folder / "recepcionista.db"), lock=False)
    with database.read() as transaction:
        total = find_clients(transaction, Filters()).total
    database.close()
    return total


@pytest.mark.sqlite
def test_a_file_is_imported_once_and_told(folder: Path) -> None:
    tried = recepcionista(folder, "import-clients", "clients.csv", "--dry-run")
    assert (tried.returncode, tried.stdout) == (1, ADDED.replace("added", "would be added"))
    assert count(folder) == 0
    done = recepcionista(folder, "import-clients", "clients.csv", "--rejected", "rejected.csv")
    assert (done.returncode, done.stdout) == (1, ADDED)
    assert "100% bytes: " in done.stderr
    rejected = folder / "rejected.csv"
    assert rejected.stat().st_mode & 0o777 == 0o600
    with rejected.open(encoding="utf-8-sig", newline="") as table:
        rows = [*csv.DictReader(table, delimiter=";")]
    assert [[*row.values()] for row in rows] == [
        ["3", "not a valid email address", "Luis", "luis@"],
        ["4", "the same address as row 2", "Eva", "ANA@x.es"],
    ]
    again = recepcionista(folder, "import-clients", "clients.csv")
    assert again.stdout.startswith("0 clients added; 1 were there already, ")
    assert count(folder) == 1
    rejected.write_text(rejected.read_text(encoding="utf-8").replace("luis@", "luis@x.es"), "utf-8")
    mended = recepcionista(folder, "import-clients", "rejected.csv")
    assert (mended.returncode, count(folder)) == (0, 2)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("content", "arguments", "said"),
    [
        ("", [], "import-clients: the file is empty, or no text: save it as CSV or as vCard"),
        (
            "a;b\nc;d\n",
            [],
            "import-clients: no column of names or none of addresses is found",
        ),
        (None, [], "import-clients: clients.csv: No such file or directory"),
        (FILE, ["--rejected", "clients.csv"], "import-clients: clients.csv: File exists"),
        (FILE, ["--columns", "name,age,email"], "argument --columns: name, surname, email or"),
    ],
)
def test_what_cannot_be_imported_is_told(
    folder: Path, content: str | None, arguments: list[str], said: str
) -> None:
    (folder / "clients.csv").unlink()
    if content is not None:
        (folder / "clients.csv").write_text(content, encoding="utf-8")
    refused = recepcionista(folder, "import-clients", "clients.csv", *arguments)
    assert (refused.returncode, refused.stdout, count(folder)) == (2, "", 0)
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.sqlite
def test_an_import_that_was_killed_goes_on_beside_a_server(folder: Path) -> None:
    """Killed after its first batch is seen; how many there are then does not matter."""
    number = 5_000
    rows = (f"Ana;ana{i}@x.es\n" for i in range(number))
    (folder / "clients.csv").write_text("Nombre;Email\n" + "".join(rows), encoding="utf-8")
    command = [sys.executable, "-c", COMMAND, "import-clients", "clients.csv"]
    with subprocess.Popen(  # noqa: S603 - our own command
        command, cwd=folder, env=environment(folder), stderr=subprocess.DEVNULL
    ) as running:
        while not count(folder) and running.poll() is None:
            time.sleep(0.01)
        running.send_signal(signal.SIGKILL)
    assert count(folder) > 0
    done = recepcionista(folder, "import-clients", "clients.csv")
    assert (done.returncode, count(folder)) == (0, number)
    known = int(done.stdout.split("; ")[1].split()[0])
    assert done.stdout.startswith(f"{number - known} clients added; ")


@pytest.mark.sqlite
def test_an_import_is_taken_back_with_its_file(folder: Path) -> None:
    refused = recepcionista(folder, "import-clients", "clients.csv", "--undo")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "nothing was added from this file" in refused.stderr
    recepcionista(folder, "import-clients", "clients.csv")
    for back, gone in ((1, 0), (0, 1)):
        told = recepcionista(folder, "import-clients", "clients.csv", "--undo").stdout
        kept = "0 were changed since and stay"
        assert told == f"{back} clients taken back; {kept}, {gone} were gone already.\n"
        assert count(folder) == 0
