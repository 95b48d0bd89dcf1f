"""What a request costs on a connection that is kept alive: beside a fresh one, and beside the echo.

    python -m tests.prove.bench.kept_alive

starts the service of `make run` and prints both medians and their ratio, which is below 1 unless
something makes each response wait.
"""

import http.client
import sys
import tempfile
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median
from time import perf_counter
from urllib.parse import urlsplit

from tests.prove.bench.plan import KEPT_ALIVE
from tests.prove.bench.progress import Progress
from tests.prove.bench.services import ECHO, OURS, warm
from tests.prove.bench.sizes import Sizes

REQUESTS = 500
HEALTH = "/healthz"
PATHS = (HEALTH, "/clientes")


def measure_kept_alive(sizes: Sizes, folder: Path, progress: Progress) -> dict[str, float]:
    """Milliseconds of a GET /healthz of ours and of the echo, asked by turns; medians."""
    progress.phase(KEPT_ALIVE)
    names = (OURS, ECHO)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    with ExitStack() as stack:
        lines = {}
        for name in names:
            service = stack.enter_context(warm(name, folder / f"kept-{name}".replace(" ", "-")))
            line = http.client.HTTPConnection(urlsplit(service.url).netloc)
            lines[name] = stack.enter_context(closing(line))
        for number in range(sizes.samples):
            for name, line in lines.items():
                seconds[name].append(_milliseconds(line, HEALTH))
            progress.at((number + 1) / sizes.samples)
    return {name: median(each) for name, each in seconds.items()}


def main() -> int:
    """Measure by turns, so that both meet the same machine."""
    with tempfile.TemporaryDirectory() as folder, warm(OURS, Path(folder)) as service:
        netloc = urlsplit(service.url).netloc
        for path in PATHS:
            kept, fresh = _measured(netloc, path)
            ratio = f"ratio {kept / fresh:.2f}"
            sys.stdout.write(f"{path}: kept alive {kept:.2f} ms, fresh {fresh:.2f} ms, {ratio}\n")
    return 0


def _measured(netloc: str, path: str) -> tuple[float, float]:
    kept, fresh = list[float](), list[float]()
    line = http.client.HTTPConnection(netloc)
    for _ in range(REQUESTS):
        kept.append(_milliseconds(line, path))
        other = http.client.HTTPConnection(netloc)
        fresh.append(_milliseconds(other, path))
        other.close()
    line.close()
    return median(kept), median(fresh)


def _milliseconds(line: http.client.HTTPConnection, path: str) -> float:
    began = perf_counter()
    line.request("GET", path)
    line.getresponse().read()
    return (perf_counter() - began) * 1000


if __name__ == "__main__":
    sys.exit(main())
