"""The operator's command line."""

from pathlib import Path
from subprocess import CompletedProcess

from tests.servers import run


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
