"""The services that are measured, each in its own process with its files in its own folder."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from math import nan
from pathlib import Path

from tests.prove.bench.messages import message
from tests.prove.bench.wire import Line
from tests.servers import SERVING, STARTS_WITHIN, Process, environment, running

OURS, STOCK, PLAIN, ECHO = "Recepcionista", "stock LangGraph", "plain service", "HTTP echo"
INSTANT, MODEL = "Recepcionista, instant model", "slow model"
PEERS = (STOCK, PLAIN)
PEER = "import sys; from tests.prove.peers.{} import main; sys.exit(main())"
COMMANDS = {
    OURS: ("-m", "api"),
    INSTANT: ("-c", PEER.format("ours")),
    STOCK: ("-c", PEER.format("stock")),
    PLAIN: ("-c", PEER.format("plain")),
    ECHO: ("-m", "tests.prove.bench.echo"),
    MODEL: ("-m", "tests.prove.bench.slow_model"),
}
URL = re.compile(r"http://127\.0\.0\.1:\d+\S*")
HOST = "127.0.0.1"
ENDLESS = "1000000000"
MB = 1024 * 1024


@dataclass(frozen=True)
class Service:
    """A running service and the folder of its files."""

    url: str
    folder: Path
    pid: int

    def line(self) -> Line:
        """A new connection."""
        return Line(self.url)

    def memory(self) -> float:
        """Resident memory in MB; not a number where the system has no /proc."""
        with suppress(OSError):
            status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
            return int(status.split("VmRSS:")[1].split()[0]) * 1024 / MB
        return nan

    def cpu(self) -> float:
        """Seconds of processor time so far, with that of workers; NaN where there is no /proc."""
        with suppress(OSError):
            children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text("ascii")
            return sum(map(_cpu, [self.pid, *map(int, children.split())]))
        return nan


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1]
    user, system = fields.split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def start(
    name: str,
    folder: Path,
    *arguments: str,
    python: str = SERVING,
    within: float = STARTS_WITHIN,
    **env: str,
) -> Iterator[Service]:
    """Run a service until the block ends; it may not answer yet, but its port is open."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = environment(
        folder,
        HOST=HOST,
        PORT="0",
        SESSION_MAX_MESSAGES=ENDLESS,
        PEER_URL=f"sqlite:///{folder / 'plain.db'}",
        PEER_CLIENTS=str(folder / "clients.db"),
        PEER_CHECKPOINTS=str(folder / "checkpoints.db"),
        **env,
    )
    command = [python, *COMMANDS[name], *arguments]
    with running(command, folder, settings, "service.log") as server:
        yield Service(_address(server, within), folder, server.process.pid)


@contextmanager
def warm(name: str, folder: Path, *, python: str = SERVING, **env: str) -> Iterator[Service]:
    """The same, once it has answered."""
    with start(name, folder, python=python, within=STARTS_WITHIN, **env) as service:
        first_answer(service)
        yield service


def first_answer(service: Service, session: str = "first") -> None:
    """Return when the service has answered one message."""
    line = service.line()
    line.chat(session, message(session, 1))
    line.close()


def _address(server: Process, within: float) -> str:
    """The URL that a service prints once its port is open. Raises `AssertionError`."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline and server.process.poll() is None:
        if found := URL.search(server.log.read_text(encoding="utf-8")):
            return found[0]
        time.sleep(0.005)
    raise AssertionError(f"never started:\n{server.log.read_text(encoding='utf-8')[-4000:]}")
