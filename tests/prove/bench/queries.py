"""The directory's figures, which a module of its own measures in a process of its own."""

import json
import subprocess

from tests.prove.bench.figures import Timings
from tests.prove.bench.plan import DIRECTORY
from tests.prove.bench.progress import Progress
from tests.prove.bench.sizes import Sizes
from tests.servers import ROOT, SERVING

COMMAND = (SERVING, "-m", "tests.prove.bench.directory", "--json", "--rows")
CREATE, CREATE_EMPTY = "create", "create in an empty one"
WRITES = (CREATE, CREATE_EMPTY, "delete")


def measure_directory(sizes: Sizes, progress: Progress) -> dict[int, Timings]:
    """By number of clients. Raises `CalledProcessError`."""
    progress.phase(DIRECTORY)
    done = subprocess.run(  # noqa: S603 - our own module
        [*COMMAND, *map(str, sizes.rows)],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    found: dict[str, Timings] = json.loads(done.stdout)
    return {int(rows): timings for rows, timings in found.items()}


def query_timings(timings: Timings) -> Timings:
    """Those of the questions, without creations and deletions."""
    return {kind: timing for kind, timing in timings.items() if kind not in WRITES}


def slowest_query(timings: Timings) -> tuple[str, float]:
    """The kind of question with the largest p95, and that in milliseconds."""
    asked = {kind: timing["p95"] for kind, timing in query_timings(timings).items()}
    return max(asked.items(), key=lambda item: item[1])
