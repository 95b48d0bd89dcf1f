"""The operator's command line."""

import subprocess
import sys
from pathlib import Path

from tests.servers import environment


def recepcionista(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run one command on the data in `folder`."""
    return subprocess.run(  # noqa: S603 - the tests' own fixed command
        [
            sys.executable,
            "-c",
            "import sys, api.commands; sys.exit(api.commands.main())",
            *arguments,
        ],
        cwd=folder,
        env=environment(folder, **env),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


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
