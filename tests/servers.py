"""Real servers for tests: on a free loopback port, with their files in one folder of the test's."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("api", "graph", "tools")
KEPT = ("LANG", "LC_ALL", "PATH", "SSL_CERT_FILE", "TMPDIR")
QUIET_STUDIO = {
    "LANGGRAPH_CLI_NO_ANALYTICS": "1",
    "LANGGRAPH_NO_VERSION_CHECK": "true",
    "LANGSMITH_TRACING": "false",
}
STARTS_WITHIN = 60.0
ENDS_WITHIN = 15.0


@dataclass(frozen=True)
class Server:
    """A running server, the process that serves and the file that holds its output."""

    url: str
    process: subprocess.Popen[bytes]
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
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                if httpx.get(self.url + path, trust_env=False).status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"{self.url}{path} never was ready:\n{self.log.read_text()[-4000:]}")


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
        "UNDERSTANDING": "offline",
        **env,
    }


@contextmanager
def serve(folder: Path, **env: str) -> Iterator[Server]:
    """Run `python -m api`. Called again with the same folder, it serves the same data."""
    port = env.pop("PORT", None) or str(free_port())
    settings = environment(folder, HOST="127.0.0.1", PORT=port, **env)
    with running([sys.executable, "-m", "api"], folder, settings, f"api-{port}.log") as server:
        server.wait_until_ready("/readyz")
        yield server


@contextmanager
def serve_studio(folder: Path, **env: str) -> Iterator[Server]:
    """Run `langgraph dev` with the project's langgraph.json, without network, browser or reload."""
    checkout = _linked_checkout(folder)
    port = env.pop("PORT", None) or str(free_port())
    settings = environment(folder, **QUIET_STUDIO, PORT=port, **env)
    command = [sys.executable, "-m", "langgraph_cli", "dev", "--no-browser", "--no-reload"]
    with running([*command, "--port", port], checkout, settings, f"studio-{port}.log") as server:
        server.wait_until_ready("/ok")
        yield server


def _linked_checkout(folder: Path) -> Path:
    """A folder that looks like the checkout, where `langgraph dev` may leave what it likes."""
    checkout = folder / "checkout"
    checkout.mkdir(exist_ok=True)
    for name in (*ROOMS, "langgraph.json"):
        link = checkout / name
        if not link.exists():
            link.symlink_to(ROOT / name)
    return checkout


@contextmanager
def running(
    command: Sequence[str], folder: Path, env: dict[str, str], log: str
) -> Iterator[Server]:
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
    server = Server(f"http://127.0.0.1:{env['PORT']}", process, path)
    try:
        yield server
    finally:
        server.stop()
