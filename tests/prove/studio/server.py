"""LangGraph's own server, `langgraph dev`; the extra `studio` is in the tests' environment only."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import ROOMS, ROOT, Process, environment, free_port, running

QUIET = {
    "LANGGRAPH_CLI_NO_ANALYTICS": "1",
    "LANGGRAPH_NO_VERSION_CHECK": "true",
    "LANGSMITH_TRACING": "false",
}


@contextmanager
def serve_studio(folder: Path, **env: str) -> Iterator[Process]:
    """Run `langgraph dev` with the project's langgraph.json, without network, browser or reload."""
    checkout = _linked_checkout(folder)
    port = env.pop("PORT", None) or str(free_port())
    settings = environment(folder, **QUIET, PORT=port, **env)
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
