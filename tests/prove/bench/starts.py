"""How long an import takes, and a service until its first answer."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.prove.bench.plan import STARTS
from tests.prove.bench.progress import Progress
from tests.prove.bench.services import OURS, PEERS, first_answer, start
from tests.prove.bench.sizes import Sizes
from tests.servers import ROOT, SERVING

IMPORT, NOTHING = "import graph", "pass"


def measure_starts(sizes: Sizes, folder: Path, progress: Progress) -> dict[str, float]:
    """Seconds, the median of rounds in which all are started by turns, on files of their own."""
    progress.phase(STARTS)
    found: dict[str, list[float]] = {name: [] for name in (IMPORT, NOTHING, OURS, *PEERS)}
    for number in range(sizes.starts):
        for statement in (NOTHING, IMPORT):
            found[statement].append(_seconds(_run, statement))
        for name in (OURS, *PEERS):
            place = folder / f"start-{name}-{number}".replace(" ", "-")
            found[name].append(_until_answered(name, place))
        progress.at((number + 1) / sizes.starts)
    return {name: median(seconds) for name, seconds in found.items()}


def _until_answered(name: str, folder: Path) -> float:
    began = perf_counter()
    with start(name, folder) as service:
        first_answer(service)
        return perf_counter() - began


def _run(statement: str) -> None:
    subprocess.run([SERVING, "-c", statement], cwd=ROOT, check=True)  # noqa: S603 - ours


def _seconds(action: Callable[[str], None], statement: str) -> float:
    began = perf_counter()
    action(statement)
    return perf_counter() - began
