"""The operator's command line."""

from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from api.commands import COMMANDS, main
from graph.lifecycle.session_file import SavedSession, as_json_lines
from tests.servers import environment, run
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


MADE_WITHOUT_A_DATABASE = {"serve", "new-key", "restore"}
ELSEWHERE = (
    ("backup", "saved"),
    ("export", "s"),
    ("forget", "ana@x.es"),
    ("import", "s.jsonl"),
    ("keys", "create", "--owner", "ana", "--role", "read"),
    ("keys", "list"),
    ("keys", "revoke", "id"),
    ("purge", "--days", "1"),
    ("rekey",),
)
AT = datetime(2026, 3, 4, tzinfo=UTC)
SESSION = SavedSession("s", AT, ((AT, Turn(1, "k", "hola", "¡Hola!", "otro", {})),))


def test_every_command_but_these_needs_a_database() -> None:
    assert {name for name, *_ in ELSEWHERE} == set(COMMANDS) - MADE_WITHOUT_A_DATABASE


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
