"""Real servers and commands for tests, with their files in one folder of the test's.

They run in .venv, which has only what `make run` installs, and as forks of one process that has
imported everything: 0.05 s instead of 2. `running` starts a process of its own.
"""

import atexit
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from tests.forks import Forks, Life

EXTRA = "tests.databases" if os.environ.get("TEST_DATABASE") == "postgresql" else ""
"""The module that says where data live, if not in files."""
ROOT = Path(__file__).resolve().parent.parent
SERVING = sys.executable if EXTRA else str(ROOT / ".venv" / "bin" / "python")
"""The interpreter of `make run`, unless an extra is tested, which the tests' own one has."""
ROOMS = ("api", "graph", "tools")
KEPT = ("LANG", "LC_ALL", "PATH", "SSL_CERT_FILE", "TMPDIR")
STARTS_WITHIN = 60.0
ENDS_WITHIN = 15.0


class Server(Protocol):
    """A running server and the file that holds its output."""

    log: Path

    @property
    def url(self) -> str:
        """Where it listens."""

    def kill(self) -> None:
        """End it as a power cut does, and wait until it is gone."""

    def stop(self) -> int:
        """Ask it to end; returns its exit code, negative for a signal."""


@dataclass
class Process:
    """A server that is a process of its own."""

    url: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def kill(self) -> None:
        """End the server as a power cut does, and wait until it is gone."""
        self._signal(signal.SIGKILL)
        self.process.wait(ENDS_WITHIN)

    def stop(self) -> int:
        """Ask the server to end; returns its exit code. Kills one that does not listen."""
        self._signal(signal.SIGTERM)
        try:
            return self.process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self.kill()
            return self.process.wait(ENDS_WITHIN)

    def _signal(self, number: signal.Signals) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)

    def wait_until_ready(self, path: str) -> None:
        """Return once `path` answers 200; raises `AssertionError` with the log if it never does."""
        wait_until_ready(self.url + path, self.log, lambda: self.process.poll() is None)


def wait_until_ready(url: str, log: Path, is_running: Callable[[], bool]) -> None:
    """Return once `url` answers 200; raises `AssertionError` with the log if it never does."""
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and is_running():
        with suppress(OSError, http.client.HTTPException):
            if _status(url) == http.HTTPStatus.OK:
                return
        time.sleep(0.01)
    raise AssertionError(f"{url} never was ready:\n{log.read_text(encoding='utf-8')[-4000:]}")


def _status(url: str) -> int:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=ENDS_WITHIN)
    try:
        connection.request("GET", parts.path)
        return connection.getresponse().status
    finally:
        connection.close()


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(folder: Path, **env: str) -> dict[str, str]:
    """A clean environment whose data live in `folder`; `env` adds to it or replaces."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {
        **kept,
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": f"sqlite:///{folder / 'recepcionista.db'}",
        "MEMORY_URL": f"sqlite:///{folder / 'memory.db'}",
        **(import_module(EXTRA).urls_in(folder) if EXTRA else {}),
        "UNDERSTANDING": "offline",
        **env,
    }


@contextmanager
def fork_server(*modules: str, python: str = SERVING) -> Iterator[Forks]:
    """A fork server that has imported our code and these modules; its forks end with the block."""
    process = subprocess.Popen(  # noqa: S603 - the project's interpreter and our own module
        [python, "-m", "tests.forkserver", *modules],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    forks = Forks(process)
    try:
        yield forks
    finally:
        forks.end()


@cache
def shared_forks(python: str = SERVING) -> Forks:
    """The fork server of this process: started when first needed, ended when the process ends."""
    server = fork_server(python=python)
    atexit.register(server.__exit__, None, None, None)
    return server.__enter__()


def begin(
    forks: Forks,
    folder: Path,
    module: str,
    *,
    limits: Mapping[str, int] | None = None,
    **env: str,
) -> Life:
    """Start a module's `main` on the files in a folder, where its log is numbered."""
    log = folder / f"{len(list(folder.glob('*.log'))):04}.log"
    log.touch()
    settings = {"HOST": "127.0.0.1", "PORT": "0", **env}
    request = _request(module, folder, settings, log, log) | {"limits": dict(limits or {})}
    return Life(forks, forks.ask(request)["pid"], log)


@contextmanager
def serve(folder: Path, *, python: str = SERVING, **env: str) -> Iterator[Life]:
    """Run what `python -m api` runs. Called again with the same folder, it serves the same data."""
    server = begin(shared_forks(python), folder, "api.__main__", limits=None, **env)
    try:
        wait_until_ready(server.url + "/readyz", server.log, lambda: server.status() != "ended")
        yield server
    finally:
        server.stop()


def run(
    program: str, folder: Path, *arguments: str, python: str = SERVING, **env: str
) -> "subprocess.CompletedProcess[str]":
    """Run a module's `main`, or lines of Python, to its end on the data in a folder."""
    forks = shared_forks(python)
    with tempfile.TemporaryDirectory() as output:
        files = [Path(output) / name for name in ("stdout", "stderr")]
        if "\n" in program:
            code, program = program, f"{output}/program.py"
            Path(program).write_text(code, encoding="utf-8")
        request = _request(program, folder, env, *files) | {"arguments": arguments}
        life = Life(forks, forks.ask(request)["pid"], files[1])
        if not life.wait(within=STARTS_WITHIN):
            life.kill()
        printed = [file.read_text(encoding="utf-8") for file in files]
        command = [program, *arguments]
        return subprocess.CompletedProcess(command, life.exit_code(), *printed)


def _request(
    program: str, folder: Path, env: Mapping[str, str], stdout: Path, stderr: Path
) -> dict[str, Any]:
    return {
        "run": program,
        "arguments": [],
        "env": environment(folder, **env),
        "folder": str(folder),
        "stdout": str(stdout),
        "stderr": str(stderr),
        "limits": {},
    }


@contextmanager
def running(
    command: Sequence[str], folder: Path, env: dict[str, str], log: str
) -> Iterator[Process]:
    """Start a command in its own process group; end the group whatever happens."""
    path = Path(env["HOME"]) / log
    with path.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - the tests' own fixed command
            command,
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Process(f"http://127.0.0.1:{env['PORT']}", process, path)
    try:
        yield server
    finally:
        server.stop()
