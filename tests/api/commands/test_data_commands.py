"""`recepcionista purge`, `forget`, `export` and `import`, beside a server on the same files."""

import json
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from api.commands import main
from tests.api.commands.test_commands import recepcionista
from tests.api.service import wait_until
from tests.databases import fresh_database
from tests.servers import Server, environment, serve

CREATED = "Crea un cliente llamado Ana Ruiz con email Ana.Ruiz@x.es"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server whose session "s" created Ana, listed her, and has a draft."""
    with serve(tmp_path) as running:
        say(running, "s", CREATED, key="k")
        say(running, "s", "Lista todos los clientes")
        say(running, "s", "Crea un cliente llamado Eva")
        yield running


def say(server: Server, session: str, message: str, key: str = "") -> httpx.Response:
    headers = {"session-id": session} | ({"Idempotency-Key": key} if key else {})
    body = {"mensaje": message}
    return httpx.post(f"{server.url}/chat", json=body, headers=headers, trust_env=False, timeout=30)


def get(server: Server, path: str) -> httpx.Response:
    return httpx.get(server.url + path, trust_env=False)


def grow_old(folder: Path, *, days: int) -> None:
    with closing(sqlite3.connect(folder / "recepcionista.db")) as connection, connection:
        connection.execute(
            "UPDATE sesiones SET actividad = datetime(actividad, ?)", (f"-{days} days",)
        )


def traces(folder: Path, word: bytes) -> list[str]:
    files = [path for path in folder.iterdir() if path.is_file() and path.suffix != ".jsonl"]
    return [path.name for path in files if word in path.read_bytes().lower()]


@pytest.mark.sqlite
def test_purge_deletes_idle_sessions_under_a_running_server(server: Server, tmp_path: Path) -> None:
    grow_old(tmp_path, days=10)
    say(server, "nueva", "Hola")
    kept = recepcionista(tmp_path, "purge", "--days", "11")
    assert (kept.returncode, kept.stdout.splitlines()[0]) == (
        0,
        "0 sessions deleted, with 0 messages.",
    )
    dry = recepcionista(tmp_path, "purge", "--dry-run", SESSION_TTL_DAYS="9")
    assert dry.stdout.startswith("1 sessions would be deleted, with 6 messages.")
    assert get(server, "/history/s").json()["total_mensajes"] == 6
    done = recepcionista(tmp_path, "purge", SESSION_TTL_DAYS="9")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "1 sessions deleted, with 6 messages.\n1 clients of theirs stay in the directory.\n"
    )
    assert traces(tmp_path, b"email de eva") == []
    assert say(server, "s", "eva@x.es").json()["code"] == "session_deleted"
    assert say(server, "nueva", "Lista todos los clientes").json()["respuesta"].endswith("@x.es")


@pytest.mark.parametrize(
    ("arguments", "ttl", "said"),
    [
        (["purge"], "", "set SESSION_TTL_DAYS or give --days"),
        (["purge", "--days", "0"], "", "--days is 1 to 36500"),
        (["purge", "--days", "99999999999"], "5", "--days is 1 to 36500"),
        (["purge"], "0", "session_ttl_days: Input should be greater than 0"),
        (["forget", "ana.ruiz"], "", "forget: EMAIL is not an email address"),
        (["export", "nadie"], "", "export: there is no such session"),
        (["export", "no vale"], "", "export: a session id is"),
        (["import", "."], "", "import: the file cannot be read"),
        (["import", "nada"], "", "import: the file cannot be read"),
    ],
)
def test_what_cannot_be_done_is_refused_with_one_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    ttl: str,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    fresh_database(tmp_path / "recepcionista.db")
    for name, value in environment(tmp_path, SESSION_TTL_DAYS=ttl).items():
        monkeypatch.setenv(name, value)
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.sqlite
def test_a_server_purges_by_itself_soon_after_its_start(tmp_path: Path) -> None:
    with serve(tmp_path) as server:
        say(server, "s", "una frase inconfundible")
    grow_old(tmp_path, days=10)
    with serve(tmp_path) as server:
        say(server, "nueva", "hola")
    with serve(tmp_path) as server:
        assert get(server, "/history/s").json()["total_mensajes"] == 2
    with serve(tmp_path, SESSION_TTL_DAYS="9") as server:
        wait_until(lambda: get(server, "/history/s").json()["total_mensajes"] == 0)
        wait_until(lambda: "1 old sessions deleted" in server.log.read_text())
        assert server.stop() in (0, -15)
    assert recepcionista(tmp_path, "purge", "--days", "9").returncode == 0
    assert traces(tmp_path, b"inconfundible") == []


@pytest.mark.sqlite
def test_a_purge_that_would_take_most_sessions_asks(server: Server, tmp_path: Path) -> None:
    grow_old(tmp_path, days=10)
    refused = recepcionista(tmp_path, "purge", "--days", "9")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "this would delete more than half of all sessions. Is it 20" in refused.stderr
    assert get(server, "/history/s").json()["total_mensajes"] == 6
    done = recepcionista(tmp_path, "purge", "--days", "9", "--yes")
    assert done.stdout.startswith("1 sessions deleted, with 6 messages.")


def test_forget_erases_a_person_under_a_running_server(server: Server, tmp_path: Path) -> None:
    dry = recepcionista(tmp_path, "forget", "ana.ruiz@X.es", "--dry-run")
    assert dry.returncode == 0
    assert "Would be erased: client 1 of the directory." in dry.stdout
    done = recepcionista(tmp_path, "forget", "ana.ruiz@X.es")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == dry.stdout.replace("Would be erased", "Erased")
    assert "- email: session s, turn 1, user, " in done.stdout
    assert "Not searched for:" in done.stdout
    assert traces(tmp_path, b"ana.ruiz@x.es") == []
    assert traces(tmp_path, b"ana ruiz") == []
    again = say(server, "s", CREATED, key="k")
    assert (again.status_code, again.json()["code"]) == (422, "idempotency_key_reused")
    assert get(server, "/clientes").json()["total"] == 0
    assert say(server, "s", "eva@x.es").json()["respuesta"] == "✅ Cliente creado: Eva (eva@x.es)"
    said = get(server, "/history/s").json()["historial"]
    assert said[0]["content"] == "Crea un cliente llamado [borrado] con email [borrado]"
    nothing = recepcionista(tmp_path, "forget", "ana.ruiz@x.es", "--json")
    assert nothing.returncode == 1
    assert json.loads(nothing.stdout)["found"] is False
    assert traces(tmp_path, b"ana.ruiz@x.es") == []


def test_forget_reports_to_machines_too(server: Server, tmp_path: Path) -> None:
    say(server, "otra", "¿Está Ana Ruiz?")
    report = json.loads(recepcionista(tmp_path, "forget", "ana.ruiz@x.es", "--json").stdout)
    assert (report["found"], report["client"]) == (True, 1)
    assert {"session": "s", "owner": "", "turn": 1, "place": "user", "what": "email"}.items() <= (
        report["erased"][0].items()
    )


@pytest.mark.sqlite
@pytest.mark.usefixtures("server")
def test_forget_tells_of_rows_that_cannot_be_read_and_ends_with_3(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "recepcionista.db")) as connection, connection:
        connection.execute("UPDATE mensajes SET datos = '{' WHERE id = 4")
    done = recepcionista(tmp_path, "forget", "ana.ruiz@x.es")
    assert (done.returncode, done.stderr) == (3, "")
    assert (
        "\nCannot be read, and may be of this person: 1 rows, kept.\n- mensajes 4: " in done.stdout
    )
    assert "Erased: client 1 of the directory." in done.stdout
    export = recepcionista(tmp_path, "export", "s")
    assert (export.returncode, export.stdout) == (2, "")
    assert export.stderr.startswith("recepcionista: mensajes 4: datos is damaged")


@pytest.mark.usefixtures("server")
def test_forget_tells_of_an_owner_and_erases_it_when_asked(tmp_path: Path) -> None:
    owned = ("--owner", "ana.ruiz@x.es", "--role", "read")
    key_id = recepcionista(tmp_path, "keys", "create", *owned).stdout.split("_")[1]
    told = recepcionista(tmp_path, "forget", "ana.ruiz@x.es")
    assert f'\nKey {key_id} is of "ana.ruiz@x.es"; --owner revokes it' in told.stdout
    done = recepcionista(tmp_path, "forget", "ana.ruiz@x.es", "--owner", "--json")
    assert (done.returncode, json.loads(done.stdout)["keys"]) == (0, [key_id])
    listed = recepcionista(tmp_path, "keys", "list").stdout.split("\t")
    assert (listed[1], listed[4][:7]) == ("[borrado]", "revoked")
    assert traces(tmp_path, b"ana.ruiz@x.es") == []


def test_a_session_moves_to_another_service(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "s.jsonl"
    done = recepcionista(tmp_path, "export", "s", "--output", str(file))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert get(server, "/sesiones/s/export").content == file.read_bytes()
    assert recepcionista(tmp_path, "export", "s").stdout.encode() == file.read_bytes()
    there = tmp_path / "there"
    there.mkdir()
    with serve(there) as other:
        moved = recepcionista(there, "import", str(file))
        assert (moved.returncode, moved.stdout) == (0, "Session s: 3 turns imported.\n")
        assert say(other, "s", "eva@x.es").json()["respuesta"].startswith("✅ Cliente creado: Eva")
        again = recepcionista(there, "import", str(file))
        assert again.returncode == 2
        assert "session s exists here, or was deleted" in again.stderr
        renamed = recepcionista(there, "import", str(file), "--session", "s2")
        assert renamed.stdout == "Session s2: 3 turns imported.\n"
        assert get(other, "/history/s2").json()["total_mensajes"] == 6
        owned = recepcionista(there, "import", str(file), "--owner", "eva luz")
        assert owned.returncode == 0
        told = recepcionista(there, "export", "s", "--owner", "eva luz", "--format", "markdown")
        assert told.stdout.startswith("# Conversación `s`\n")


def test_an_export_replaces_no_file_and_an_import_keeps_nothing_of_a_bad_one(
    server: Server, tmp_path: Path
) -> None:
    file = tmp_path / "s.jsonl"
    file.write_text("mine")
    refused = recepcionista(tmp_path, "export", "s", "--output", str(file))
    assert (refused.returncode, refused.stderr) == (
        2,
        "recepcionista: export: the file cannot be written: File exists\n",
    )
    assert file.read_text() == "mine"
    lines = recepcionista(tmp_path, "export", "s").stdout.splitlines(keepends=True)
    file.write_text("".join(lines[:-1]))
    before = get(server, "/history/s2").json()
    cut = recepcionista(tmp_path, "import", str(file), "--session", "s2")
    assert (cut.returncode, cut.stdout) == (2, "")
    assert cut.stderr == (
        "recepcionista: import: nothing was imported; line 4: the file ends before its last turn\n"
    )
    assert get(server, "/history/s2").json() == before
