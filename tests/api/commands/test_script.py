"""Each command once through the installed script, in a process of its own, as operators run it."""

import re
import subprocess
from pathlib import Path

import pytest

from api.commands import COMMANDS
from tests.servers import SERVING, environment

SCRIPT = str(Path(SERVING).with_name("recepcionista"))
CALLS = {
    "serve": (("serve",), 2, "port: Input should be less than"),
    "keys": (("keys", "create", "--new", "--owner", "a", "--role", "read"), 0, "rcp_"),
    "new-key": (("new-key",), 0, r"[\w+/]{43}="),
    "rekey": (("rekey",), 2, "ENCRYPTION_KEYS is not set"),
    "backup": (("backup", "saved"), 2, "no database at"),
    "restore": (("restore", "nada"), 2, "it is no backup"),
    "move": (("move", "--to", "sqlite:///new.db"), 2, "no database at"),
    "purge": (("purge", "--days", "1"), 2, "no database at"),
    "forget": (("forget", "ana@example.com"), 2, "no database at"),
    "export": (("export", "nadie"), 2, "no database at"),
    "import": (("import", "nada"), 2, "the file cannot be read"),
    "import-clients": (("import-clients", "nada"), 2, "No such file"),
}


def test_every_command_is_called() -> None:
    assert set(CALLS) == set(COMMANDS)


@pytest.mark.sqlite
@pytest.mark.parametrize("name", CALLS)
def test_a_command_works_from_the_installed_script(name: str, tmp_path: Path) -> None:
    arguments, status, said = CALLS[name]
    done = subprocess.run(  # noqa: S603 - our own script
        [SCRIPT, *arguments],
        cwd=tmp_path,
        env=environment(tmp_path, PORT="70000"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stderr
    assert re.search(said, done.stdout + done.stderr)
    assert "Traceback" not in done.stderr
