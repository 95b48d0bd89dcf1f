"""One and two workers on the same machine: turns a second, and what a turn costs.

    python -m tests.prove.bench.scaling

measures only this and prints it.
"""

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

from tests.prove.bench.figures import Scaling
from tests.prove.bench.load import crowd
from tests.prove.bench.plan import SCALING, plan
from tests.prove.bench.progress import Progress
from tests.prove.bench.services import OURS, Service, warm
from tests.prove.bench.sizes import FULL, Sizes

WORKERS = (1, 2)


def measure_scaling(sizes: Sizes, folder: Path, progress: Progress) -> dict[int, Scaling]:
    """Rounds with sessions that are new in each, by turns; the first one only warms up."""
    progress.phase(SCALING)
    rounds: dict[int, list[tuple[float, dict[str, Any]]]] = {number: [] for number in WORKERS}
    with ExitStack() as stack:
        services = {
            number: stack.enter_context(
                warm(OURS, folder / f"workers-{number}", WORKERS=str(number))
            )
            for number in WORKERS
        }
        for count in range(1 + sizes.crowd_rounds):
            for number, service in services.items():
                rounds[number].append(_round(service, count, sizes))
            progress.at((count + 1) / (1 + sizes.crowd_rounds))
    return {number: _scaling(found[1:]) for number, found in rounds.items()}


def _round(service: Service, count: int, sizes: Sizes) -> tuple[float, dict[str, Any]]:
    before = service.cpu()
    found = crowd(service, count, sizes.crowd_sessions, sizes.crowd_turns)
    return service.cpu() - before, found


def _scaling(rounds: list[tuple[float, dict[str, Any]]]) -> Scaling:
    """The median round's speed and processor time."""
    return Scaling(
        turns_per_second=median(len(found["turns"]) / found["wall"] for _, found in rounds),
        cpu_ms=median(1000 * cpu / max(1, len(found["turns"])) for cpu, found in rounds),
        failed=sum(found["failed"] for _, found in rounds),
    )


def main() -> int:
    """Print a line for each number of workers."""
    with tempfile.TemporaryDirectory() as folder:
        found = measure_scaling(FULL, Path(folder), Progress(plan(FULL)))
    sys.stdout.write("\n")
    for number, each in found.items():
        sys.stdout.write(
            f"{number} workers: {each.turns_per_second:.0f} turns/s, {each.cpu_ms:.1f} ms of "
            f"processor time a turn, {each.failed} failed\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
