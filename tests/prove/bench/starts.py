"""How long an import takes, and a service until its first answer."""

import subprocess
import urllib.request
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.prove.bench.plan import STARTS
from tests.prove.bench.progress import Progress
from tests.prove.bench.services import OURS, PEERS, Service, first_answer, start
from tests.prove.bench.sizes import Sizes
from tests.servers import ROOT, SERVING

IMPORT, NOTHING, PAGE = "import graph", "pass", "Recepcionista, the page"


def measure_starts(sizes: Sizes, folder: Path, progress: Progress) -> dict[str, float]:
    """Seconds, the median of rounds in which all are started by turns, on files of their own."""
    progress.phase(STARTS)
    found: dict[str, list[float]] = {name: [] for name in (IMPORT, NOTHING, PAGE, OURS, *PEERS)}
    for number in range(sizes.starts):
        for statement in (NOTHING, IMPORT):
            found[statement].append(_seconds(_run, statement))
        for name in (OURS, *PEERS):
            place = folder / f"start-{name}-{number}".replace(" ", "-")
            found[name].append(_until(first_answer, name, place))
        found[PAGE].append(_until(_page, OURS, folder / f"page-{number}"))
        progress.at((number + 1) / sizes.starts)
    return {name: median(seconds) for name, seconds in found.items()}


def _until(answered: Callable[[Service], None], name: str, folder: Path) -> float:
    began = perf_counter()
    with start(name, folder) as service:
        answered(service)
        return perf_counter() - began


def _page(service: Service) -> None:
    """Return when a browser has the page."""
    request = urllib.request.Request(service.url, headers={"accept": "text/html"})  # noqa: S310 - loopback
    with urllib.request.urlopen(request) as response:  # noqa: S310 - loopback
        assert b"<html" in response.read()


def _run(statement: str) -> None:
    subprocess.run([SERVING, "-c", statement], cwd=ROOT, check=True)  # noqa: S603 - ours


def _seconds(action: Callable[[str], None], statement: str) -> float:
    began = perf_counter()
    action(statement)
    return perf_counter() - began
