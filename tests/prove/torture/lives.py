"""Server lives: each a fork of one fork server, killed, stopped and continued by real signals."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from tests.servers import ROOT, environment

OURS = "tests.prove.torture.server"
STARTS_WITHIN = 30.0
ENDS_WITHIN = 30.0
PAUSE = 0.003
LISTENING = re.compile(r"http://127\.0\.0\.1:(\d+)")


class Forks:
    """The fork server, seen from the outside."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._lock = Lock()
        self._pids: set[int] = set()

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """One request, one answer."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin and stdout
        with self._lock:
            stdin.write(json.dumps(request) + "\n")
            stdin.flush()
            line = stdout.readline()
        assert line, "the fork server is gone"
        answer: dict[str, Any] = json.loads(line)
        self._pids |= {answer["pid"]} if "pid" in answer else set()
        if answer.get("status") == "ended":
            self._pids.discard(request["watch"])
        return answer

    def end(self) -> None:
        """Close its input, at which it kills its forks and ends; see that none is left."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(ENDS_WITHIN)
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
            for pid in self._pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        self._process.stdout.close()


@contextmanager
def fork_server(*modules: str) -> Iterator[Forks]:
    """A fork server for these modules' `main`; it and all its forks end with the block."""
    command = [sys.executable, "-m", "tests.prove.torture.forkserver", *(modules or (OURS,))]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    forks = Forks(process)
    try:
        yield forks
    finally:
        forks.end()


@dataclass
class Life:
    """One run of a server; its log holds what it said."""

    forks: Forks
    pid: int
    log: Path
    _port: int = field(default=0)

    @property
    def port(self) -> int:
        """Where it listens; waits until it says so. Raises `AssertionError` with its log."""
        deadline = time.monotonic() + STARTS_WITHIN
        while not self._port:
            found = LISTENING.search(self.log.read_text(encoding="utf-8"))
            if found:
                self._port = int(found[1])
            elif self.status() == "ended" or time.monotonic() > deadline:
                raise AssertionError(f"it never listened:\n{self.log.read_text()[-3000:]}")
            else:
                time.sleep(PAUSE)
        return self._port

    def status(self) -> str:
        """running, stopped or ended."""
        status: str = self.forks.ask({"watch": self.pid})["status"]
        return status

    def wait(self, status: str = "ended", within: float = ENDS_WITHIN) -> bool:
        """Wait for a status; False if it did not come."""
        deadline = time.monotonic() + within
        while self.status() not in (status, "ended"):
            if time.monotonic() > deadline:
                return False
            time.sleep(PAUSE)
        return self.status() == status

    def exit_code(self) -> int:
        """Of a life that has ended; a signal is negative."""
        code: int = self.forks.ask({"watch": self.pid})["code"]
        return code

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, unless it has ended."""
        if self.status() != "ended":
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it as a power cut does, if it has not ended."""
        self.signal(signal.SIGKILL)
        assert self.wait()

    def stop(self) -> int:
        """Ask it to end; the exit status. Kills one that does not listen."""
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGTERM)
        if not self.wait():
            self.kill()
        return self.exit_code()


def begin(
    forks: Forks,
    folder: Path,
    *,
    module: str = OURS,
    limits: Mapping[str, int] | None = None,
    **env: str,
) -> Life:
    """Start a life on the files in a folder."""
    logs: Sequence[Path] = list(folder.glob("*.log"))
    log = folder / f"{len(logs):04}.log"
    log.touch()
    settings = environment(folder, HOST="127.0.0.1", PORT="0", **env)
    request = {
        "run": module,
        "env": settings,
        "folder": str(folder),
        "log": str(log),
        "limits": dict(limits or {}),
    }
    return Life(forks, forks.ask(request)["pid"], log)
