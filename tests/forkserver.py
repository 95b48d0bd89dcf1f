"""A process that has imported everything and opened nothing; servers and commands are forks of it.

    python -m tests.forkserver MODULE...

The modules are imported before the first fork. Requests are JSON lines on standard input:

{"run": MODULE or FILE.py, "arguments": [...], "env": {...}, "folder": ..., "stdout": FILE,
"stderr": FILE, "limits": {...}} runs a module's `main()` or a program, and is answered {"pid": N};
{"watch": N} is answered {"status": "running" | "stopped" | "ended", "code": N}.
At the end of the input all forks are killed.
"""

import gc
import json
import os
import runpy
import signal
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import uvicorn
from fastapi import FastAPI

from graph.understanding.offline.reader import OfflineUnderstanding
from graph.understanding.situation import Memory, Situation
from tests.limits import apply_limits
from tests.servers import ROOMS, ROOT

UNLOADABLE = ("tools.migrations", "graph.memory.postgres", "api.edge.telemetry.traces")
"""Alembic runs these when a database is migrated; and what needs an extra."""


class Forks:
    """The forks and what became of them."""

    def __init__(self) -> None:
        self._known: dict[int, dict[str, Any]] = {}

    def answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Carry one request out. In a fork it raises `SystemExit` when the program has ended."""
        if "watch" in request:
            return self._watch(request["watch"])
        pid = os.fork()
        if pid == 0:
            self._known.clear()
            sys.exit(_run(request))
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
            known |= _state(status)
        return known


def _state(status: int) -> dict[str, Any]:
    if os.WIFSTOPPED(status):
        return {"status": "stopped"}
    if os.WIFCONTINUED(status):
        return {"status": "running"}
    return {"status": "ended", "code": os.waitstatus_to_exitcode(status)}


def _run(request: Mapping[str, Any]) -> int:
    """Be the program that was asked for; its exit status."""
    _become(request)
    name = request["run"]
    sys.argv = [name, *request["arguments"]]
    if name.endswith(".py"):
        runpy.run_path(name, run_name="__main__")
        return 0
    code: int = import_module(name).main()
    return code


def _become(request: Mapping[str, Any]) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    files = [os.open(os.devnull, os.O_RDONLY)]
    files += [os.open(request[name], flags, 0o644) for name in ("stdout", "stderr")]
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["env"])
    apply_limits(request["limits"])
    _import_from(request["env"]["PYTHONPATH"])


def _import_from(code: str) -> None:
    """Forget our modules and import them anew when another copy of them is to be run."""
    if code != str(ROOT):
        sys.path.insert(0, code)
        for name in [name for name in sys.modules if name.split(".")[0] in ROOMS]:
            del sys.modules[name]


def _load(modules: Sequence[str]) -> None:
    """Import all of our code, however lazily it imports itself."""
    for room in ROOMS:
        for found in walk_packages(import_module(room).__path__, f"{room}."):
            if not found.name.startswith(UNLOADABLE):
                import_module(found.name)
    for name in modules:
        import_module(name)


def _warm() -> None:
    """Load what the first turn of every fork would load; opens nothing and starts no thread."""
    today = datetime.now(UTC).date()
    offline = OfflineUnderstanding()
    situation = Situation(today, Memory(), [])
    offline.understand("Crea un cliente llamado Ana con email ana@x.es", situation)
    uvicorn.Config(FastAPI(), log_config=None).load()
    gc.collect()
    gc.freeze()


def main(modules: Sequence[str]) -> int:
    """Serve requests until the input ends."""
    forks = Forks()
    _load(modules)
    _warm()
    try:
        for line in sys.stdin:
            sys.stdout.write(json.dumps(forks.answer(json.loads(line))) + "\n")
            sys.stdout.flush()
    finally:
        forks.end()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
