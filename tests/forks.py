"""The fork server and its forks as tests see them; real signals kill, stop and continue a fork."""

import http.client
import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

STARTS_WITHIN = 60.0
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


@dataclass
class Life:
    """One run of a server; its log holds its output."""

    forks: Forks
    pid: int
    log: Path
    _port: int = field(default=0)

    @property
    def port(self) -> int:
        """Where it listens, or listened; waits until it has loaded, unless it ends or stands still.

        Raises `AssertionError` with its log if it ended before it listened, or never loads.
        """
        deadline = time.monotonic() + STARTS_WITHIN
        while not self._port:
            status = self.status()  # before the log is read, which is whole if it has ended
            found = LISTENING.search(self.log.read_text(encoding="utf-8"))
            if found and (status in ("stopped", "ended") or _has_loaded(int(found[1]))):
                self._port = int(found[1])
            elif status == "ended" or time.monotonic() > deadline:
                raise AssertionError(f"it never listened:\n{self.log.read_text()[-3000:]}")
            else:
                time.sleep(PAUSE)
        return self._port

    @property
    def url(self) -> str:
        """The address of `port`."""
        return f"http://127.0.0.1:{self.port}"

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


def _has_loaded(port: int) -> bool:
    """Whether a server answers, and no longer that it is starting."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=ENDS_WITHIN)
    try:
        line.request("GET", "/readyz")
        return b'"starting"' not in line.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
