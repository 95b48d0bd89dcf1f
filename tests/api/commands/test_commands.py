"""The operator's command line."""

import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from api.commands import COMMANDS, main
from graph.lifecycle.session_file import SavedSession, as_json_lines
from tests.databases import fresh_database
from tests.servers import SERVING, environment, run, serve
from tools.encryption.keyring import new_key
from tools.sessions.transcript import Turn


def recepcionista(folder: Path, *arguments: str, **env: str) -> CompletedProcess[str]:
    """Run one command on the data in `folder`."""
    return run("api.commands", folder, *arguments, **env)


def test_help_names_every_command(tmp_path: Path) -> None:
    shown = recepcionista(tmp_path, "--help")
    assert shown.returncode == 0
    assert "serve" in shown.stdout


def test_a_command_that_cannot_start_says_why_and_exits_with_2(tmp_path: Path) -> None:
    refused = recepcionista(tmp_path, "serve", PORT="70000")
    assert refused.returncode == 2
    assert refused.stderr.startswith("recepcionista: port: ")
    assert "Traceback" not in refused.stderr


def test_an_unknown_command_is_refused(tmp_path: Path) -> None:
    refused = recepcionista(tmp_path, "dance")
    assert refused.returncode == 2
    assert "invalid choice" in refused.stderr


SCRIPT = str(Path(SERVING).with_name("recepcionista"))
MADE_WITHOUT_A_DATABASE = {"serve", "new-key", "restore"}
ELSEWHERE = (
    ("backup", "saved"),
    ("export", "s"),
    ("forget", "ana@x.es"),
    ("import", "s.jsonl"),
    ("import-clients", "s.jsonl", "--columns", "name,email"),
    ("keys", "create", "--owner", "ana", "--role", "read"),
    ("keys", "list"),
    ("keys", "revoke", "id"),
    ("move", "--to", "sqlite:///new.db"),
    ("purge", "--days", "1"),
    ("rekey",),
)
AT = datetime(2026, 3, 4, tzinfo=UTC)
SESSION = SavedSession("s", AT, ((AT, Turn(1, "k", "hola", "¡Hola!", "otro", {})),))


def test_every_command_but_these_needs_a_database() -> None:
    assert {name for name, *_ in ELSEWHERE} == set(COMMANDS) - MADE_WITHOUT_A_DATABASE


@pytest.mark.sqlite
@pytest.mark.parametrize("arguments", ELSEWHERE, ids=" ".join)
def test_a_command_in_a_wrong_folder_says_so_and_makes_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
) -> None:
    data = tmp_path / "data"
    monkeypatch.chdir(tmp_path)
    for name, value in environment(data, ENCRYPTION_KEYS=new_key()).items():
        monkeypatch.setenv(name, value)
    (tmp_path / "s.jsonl").write_bytes(b"".join(as_json_lines(SESSION)))
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"recepcionista: no database at {data}/recepcionista.db")
    assert [path.name for path in tmp_path.iterdir()] == ["s.jsonl"]


def test_the_first_key_of_a_new_place_can_be_made_before_its_first_start(tmp_path: Path) -> None:
    owned = ("--owner", "ana", "--role", "read")
    made = recepcionista(tmp_path, "keys", "create", "--new", *owned)
    assert (made.returncode, made.stdout[:4]) == (0, "rcp_")
    assert recepcionista(tmp_path, "keys", "list").stdout.split("\t")[1] == "ana"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"TIMEZONE=UTC # a\xf1o\n", ".env is not UTF-8 text: save it as UTF-8"),
        ("TIMEZONE=UTC\n".encode("utf-16"), ".env is not UTF-8 text: save it as UTF-8"),
        (b"DATABASE_TIMEOUT=0\n", "database_timeout: Input should be greater than 0"),
    ],
)
@pytest.mark.parametrize("command", ["serve", "keys list", "forget a@x.es", "backup b"])
def test_an_env_file_that_cannot_be_read_is_named(
    tmp_path: Path, content: bytes, said: str, command: str
) -> None:
    (tmp_path / ".env").write_bytes(content)
    done = recepcionista(tmp_path, *command.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(f"recepcionista: {said}\n")
    assert "Traceback" not in done.stderr


def test_a_server_warns_of_its_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("AUHT=required\nPORT=70000\n")
    (tmp_path / ".env").chmod(0o644)
    with serve(tmp_path) as server:
        log = server.log.read_text()
    assert "WARNING api.assembly: .env sets 'AUHT', which is no setting; did you mean AUTH?" in log
    assert "WARNING api.assembly: other users of this machine may read .env" in log


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_names_are_shown_by_a_terminal_that_lacks_their_letters(
    tmp_path: Path, encoding: str
) -> None:
    owned = ("--owner", "Łukasz", "--role", "read")
    assert recepcionista(tmp_path, "keys", "create", "--new", *owned).returncode == 0
    done = subprocess.run(  # noqa: S603 - our own script
        [SCRIPT, "keys", "list"],
        cwd=tmp_path,
        env=environment(tmp_path, PYTHONIOENCODING=encoding),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    shown = done.stdout.decode(encoding).split("\t")[1]
    assert shown == ("Łukasz" if encoding == "utf-8" else "\\u0141ukasz")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "s", "--owner", "a\nb"), "argument --owner: 1 to 128 visible characters"),
        (("export", "s", "--owner", "a\udcffb"), "argument --owner: 1 to 128 visible characters"),
        (("import", "f", "--owner", "\x1b[2J"), "argument --owner: 1 to 128 visible characters"),
        (("import", "f", "--owner", "\u202ea"), "argument --owner: 1 to 128 visible characters"),
        (("keys", "revoke", "\udcff"), "recepcionista: an argument is not UTF-8 text"),
    ],
)
def test_arguments_that_are_no_visible_text_are_refused_in_words(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.setenv("DATABASE_URL", fresh_database(tmp_path / "recepcionista.db"))
    try:
        status = main(arguments)
    except SystemExit as ended:  # argparse's own
        status = int(str(ended.code))
    out, err = capsys.readouterr()
    assert (status, out) == (2, "")
    assert said in err


@pytest.mark.sqlite
@pytest.mark.parametrize("arguments", [*ELSEWHERE[:9], ("serve",)], ids=" ".join)
def test_a_database_of_a_newer_version_is_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
) -> None:
    fresh_database(tmp_path / "recepcionista.db")
    with closing(sqlite3.connect(tmp_path / "recepcionista.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    monkeypatch.chdir(tmp_path)
    for name, value in environment(tmp_path, HOST="127.0.0.1", PORT="0").items():
        monkeypatch.setenv(name, value)
    (tmp_path / "s.jsonl").write_bytes(b"".join(as_json_lines(SESSION)))
    assert main(arguments) == 2
    assert "a newer version of the program wrote it; upgrade" in capsys.readouterr().err
