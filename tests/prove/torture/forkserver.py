"""A process that has imported everything and opened nothing; each server's life is a fork of it.

    python -m tests.prove.torture.forkserver MODULE...

It reads requests as JSON lines: {"run": MODULE, "env": {...}, "folder": ..., "log": ..., "limits":
{...}} is answered {"pid": N}; {"watch": N} is answered {"status": "running" | "stopped" | "ended",
"code": N}. At the end of its input it kills what still runs.
"""

import gc
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import uvicorn
from fastapi import FastAPI

from graph.understanding.intents import Memory, Situation
from graph.understanding.offline.reader import OfflineUnderstanding
from tests.prove.torture.limits import apply_limits

Main = Callable[[], int]
CRASHED = 70
"""Exit status of a life that ended with an exception."""


class Lives:
    """The forks and what became of them."""

    def __init__(self, mains: Mapping[str, Main]) -> None:
        self._mains = mains
        self._known: dict[int, dict[str, Any]] = {}

    def answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Carry one request out."""
        if "watch" in request:
            return self._watch(request["watch"])
        pid = os.fork()
        if pid == 0:
            _live(self._mains[request["run"]], request)
        self._known[pid] = {"status": "running"}
        return {"pid": pid}

    def end(self) -> None:
        """Kill every fork that has not ended."""
        for pid in self._known:
            if self._watch(pid)["status"] != "ended":
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)

    def _watch(self, pid: int) -> dict[str, Any]:
        known = self._known[pid]
        while known["status"] != "ended":
            found, status = os.waitpid(pid, os.WNOHANG | os.WUNTRACED | os.WCONTINUED)
            if found == 0:
                break
            known |= _said(status)
        return known


def _said(status: int) -> dict[str, Any]:
    if os.WIFSTOPPED(status):
        return {"status": "stopped"}
    if os.WIFCONTINUED(status):
        return {"status": "running"}
    return {"status": "ended", "code": os.waitstatus_to_exitcode(status)}


def _live(main: Main, request: Mapping[str, Any]) -> None:
    """The child's whole life; never returns."""
    code = CRASHED
    try:
        _settle_in(request)
        code = main()
        sys.stdout.flush()
    finally:
        if code == CRASHED:
            traceback.print_exc()
            sys.stderr.flush()
        os._exit(code)


def _settle_in(request: Mapping[str, Any]) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for here, there in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(here, there)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["env"])
    apply_limits(request["limits"])


def _warm() -> None:
    """What the first turn of every life would load anew; opens nothing and starts no thread."""
    today = datetime.now(UTC).date()
    offline = OfflineUnderstanding()
    situation = Situation(today, Memory(), [])
    offline.understand("Crea un cliente llamado Ana con email ana@x.es", situation)
    uvicorn.Config(FastAPI(), log_config=None).load()
    gc.collect()
    gc.freeze()


def main(modules: Sequence[str]) -> int:
    """Serve requests until the input ends."""
    lives = Lives({name: import_module(name).main for name in modules})
    _warm()
    try:
        for line in sys.stdin:
            sys.stdout.write(json.dumps(lives.answer(json.loads(line))) + "\n")
            sys.stdout.flush()
    finally:
        lives.end()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
