"""Workers and instances side by side in one run, on SQLite and on PostgreSQL.

    python -m tests.prove.bench.processes [--rounds N] [--docs FILE]

The database server shares the machine's processors with the services, as do the clients.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.page_parts import show_part
from tests.postgres_databases import DRIVER, PLAIN, fresh_postgres
from tests.prove.bench.figures import Scaling
from tests.prove.bench.load import Round
from tests.prove.bench.scaling import scaling_of, short_round
from tests.prove.bench.services import OURS, Service, warm
from tests.prove.cost.measurement import server_seconds


@dataclass(frozen=True)
class Setup:
    """So many instances, each with so many workers, on one database."""

    database: str
    instances: int = 1
    workers: int = 1


SETUPS = (
    Setup("SQLite"),
    Setup("SQLite", workers=2),
    Setup("PostgreSQL"),
    Setup("PostgreSQL", workers=2),
    Setup("PostgreSQL", instances=3),
)


@dataclass(frozen=True)
class Running:
    """The instances of a setup, and the URL of their database if it is in a server."""

    instances: list[Service]
    url: str


def start(setup: Setup, folder: Path, stack: ExitStack) -> Running:
    """All instances of a setup, until the stack is closed."""
    url = fresh_postgres() if setup.database == "PostgreSQL" else "sqlite"
    env = {"WORKERS": str(setup.workers)}
    if setup.database == "PostgreSQL":
        env |= {"DATABASE_URL": url, "MEMORY_URL": url.replace(DRIVER, PLAIN)}
    name = f"{setup.database}-{setup.instances}-{setup.workers}"
    places = [folder / f"{name}-{number}" for number in range(setup.instances)]
    services = [
        stack.enter_context(warm(OURS, place, python=sys.executable, **env)) for place in places
    ]
    return Running(services, url)


def measure(folder: Path, rounds: int) -> dict[Setup, tuple[Scaling, float]]:
    """Each setup's speed, and milliseconds of the database server a turn.

    All take turns, round after round, with sessions that are new; the first one only warms up.
    """
    found: dict[Setup, list[tuple[Round, float]]] = {setup: [] for setup in SETUPS}
    with ExitStack() as stack:
        running = {setup: start(setup, folder, stack) for setup in SETUPS}
        for count in range(1 + rounds):
            for setup, each in running.items():
                before = server_seconds(each.url)
                played = short_round(*each.instances, number=count)
                found[setup].append((played, server_seconds(each.url) - before))
    return {setup: _figures(each[1:]) for setup, each in found.items()}


def _figures(rounds: Sequence[tuple[Round, float]]) -> tuple[Scaling, float]:
    turns = sum(len(played["turns"]) for (_, played), _ in rounds)
    server = 1000 * sum(seconds for _, seconds in rounds) / max(1, turns)
    return scaling_of([played for played, _ in rounds]), server


def table(found: dict[Setup, tuple[Scaling, float]]) -> str:
    """A line for each setup; the speed also over that of one process on the same database."""
    head = ("", "instances", "workers of each", "turns/s", "over one process")
    cost = ("ms of services' processor a turn", "the clients'", "ms of the server's", "failed")
    lines = [[*head, *cost], ["---", *["--:"] * 8]]
    for setup, (each, server) in found.items():
        one, _ = found[Setup(setup.database)]
        over = f"{each.turns_per_second / one.turns_per_second:.2f} x"
        speed = [f"{each.turns_per_second:.0f}", over]
        own = f"{server:.1f}" if setup.database == "PostgreSQL" else "-"
        costs = [f"{each.cpu_ms:.1f}", f"{each.client_ms:.2f}", own, str(each.failed)]
        counts = [setup.database, str(setup.instances), str(setup.workers)]
        lines.append([*counts, *speed, *costs])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="that count, of 32 sessions")
    parser.add_argument("--docs", type=Path, metavar="FILE", help="a page to write the table into")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        made = table(measure(Path(folder), options.rounds))
    show_part("processes", made, options.docs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
