"""The service on several Pythons, side by side in one run.

    python -m tests.prove.bench.pythons [--rounds N] [--docs FILE] PYTHON ...

Each PYTHON is the interpreter of an environment in which `python -m api` serves.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

from tests.page_parts import show_part
from tests.prove.bench.figures import Scaling
from tests.prove.bench.load import Round
from tests.prove.bench.scaling import scaling_of, short_round
from tests.prove.bench.services import OURS, warm

VERSION = "import platform; print(platform.python_version())"


def measure(pythons: Sequence[str], folder: Path, rounds: int) -> dict[str, tuple[Scaling, float]]:
    """Each one's speed, and seconds from its start to its first answer.

    All take turns, round after round, with sessions that are new; the first one only warms up.
    """
    found: dict[str, list[Round]] = {python: [] for python in pythons}
    starts = {}
    with ExitStack() as stack:
        services = {}
        for number, python in enumerate(pythons):
            began = perf_counter()
            services[python] = stack.enter_context(warm(OURS, folder / str(number), python=python))
            starts[python] = perf_counter() - began
        for count in range(1 + rounds):
            for python, service in services.items():
                found[python].append(short_round(service, number=count))
    return {python: (scaling_of(each[1:]), starts[python]) for python, each in found.items()}


def table(found: dict[str, tuple[Scaling, float]]) -> str:
    """A line for each Python; the speed also over that of the first one."""
    head = ("Python", "turns/s", "over the first", "processor ms a turn", "failed", "start, s")
    lines = [head, ("---", *["--:"] * 5)]
    first = next(iter(found.values()))[0].turns_per_second
    for python, (each, start) in found.items():
        over = f"{each.turns_per_second / first:.2f} x"
        speed = (f"{each.turns_per_second:.0f}", over, f"{each.cpu_ms:.2f}", str(each.failed))
        lines.append((version_of(python), *speed, f"{start:.2f}"))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def version_of(python: str) -> str:
    """For example 3.13.0."""
    told = subprocess.run([python, "-c", VERSION], check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - the caller's interpreter
    return told.stdout.strip()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pythons", nargs="+", metavar="PYTHON", help="the first one is the measure")
    parser.add_argument("--rounds", type=int, default=5, help="that count, of 32 sessions")
    parser.add_argument("--docs", type=Path, metavar="FILE", help="a page to write the table into")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        pythons = [os.path.abspath(each) for each in options.pythons]
        made = table(measure(pythons, Path(folder), options.rounds))
    show_part("pythons", made, options.docs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
