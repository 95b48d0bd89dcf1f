"""The processor's instructions for a turn, nearly the same however busy a machine is.

    python -m tests.prove.bench.instructions [--turns N] [--docs FILE] [SERVICE ...]

Valgrind counts those outside the kernel, from the first turn to the last. Needs it, and some
minutes. Two commits are counted in a checkout each.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests.page_parts import show_part
from tests.prove.bench.messages import message
from tests.prove.bench.services import ECHO, HOST, OURS, PEERS, Service, first_answer, start
from tests.prove.bench.wire import CommandError
from tests.servers import SERVING

NAMES = (OURS, *PEERS, ECHO)
TURNS, WARM_UP = 24, 12
STARTS_WITHIN, ENDS_WITHIN, PAUSE = 600.0, 120.0, 1.0
COUNTING = """#!/bin/sh
exec valgrind --tool=callgrind --instr-atstart=no --callgrind-out-file=/dev/null {} "$@"
"""
"""An interpreter whose instructions can be counted."""
COUNTED = re.compile(r"Collected : (\d+)")


def instructions(name: str, turns: int) -> float:
    """Millions of them, in each of so many turns of one session."""
    with tempfile.TemporaryDirectory() as folder:
        python, data = Path(folder) / "python", Path(folder) / "data"
        python.write_text(COUNTING.format(SERVING), encoding="utf-8")
        python.chmod(0o700)
        options = {"python": str(python), "PYTHONHASHSEED": "0"}
        with start(name, data, within=STARTS_WITHIN, **options) as service:
            _wait_until_ready(service)
            line = service.line()
            for turn in range(1, WARM_UP + turns + 1):
                if turn == WARM_UP + 1:
                    _count(service, "on")
                line.chat("counted", message("counted", turn))
            _count(service, "off")
            line.close()
            os.kill(service.pid, signal.SIGTERM)
            return _count_in(data / "service.log") / turns / 1e6


def _count(service: Service, switch: str) -> None:
    """Valgrind's own pipes have HOST in their names, which for the service is an address."""
    command = ["callgrind_control", "-i", switch, str(service.pid)]
    env = {"PATH": os.environ["PATH"], "HOST": HOST}
    subprocess.run(command, env=env, check=True, capture_output=True)  # noqa: S603 - valgrind's


def _wait_until_ready(service: Service) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            first_answer(service)
        except CommandError:
            if time.monotonic() > deadline:
                raise
            time.sleep(PAUSE)
        else:
            return


def _count_in(log: Path) -> int:
    """Valgrind's sum, which it writes when the service has ended."""
    deadline = time.monotonic() + ENDS_WITHIN
    while not (found := COUNTED.search(log.read_text(encoding="utf-8"))):
        assert time.monotonic() < deadline, "valgrind counted nothing"
        time.sleep(PAUSE)
    return int(found[1])


def table(found: dict[str, float]) -> str:
    """A line for each service."""
    lines = [("a turn over HTTP", "million instructions", "over the first"), ("---", "--:", "--:")]
    first = next(iter(found.values()))
    lines += [(name, f"{each:.2f}", f"{each / first:.2f} x") for name, each in found.items()]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("services", nargs="*", metavar="SERVICE", default=NAMES)
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--docs", type=Path, metavar="FILE", help="a page to write the table into")
    options = parser.parse_args(arguments)
    if not set(options.services) <= set(NAMES):
        parser.error(f"a service is one of {', '.join(NAMES)}")
    if shutil.which("valgrind") is None:
        parser.error("needs valgrind; on Debian: apt-get install valgrind")
    with ThreadPoolExecutor(2) as pool:
        counted = pool.map(partial(instructions, turns=options.turns), options.services)
        made = table(dict(zip(options.services, counted, strict=True)))
    show_part("instructions", made, options.docs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
