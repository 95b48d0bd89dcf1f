"""`make torture`: harms real servers in every way we know, and checks what clients saw.

    python -m tests.prove.torture [--size N] [--seed N] [--only WORD ...] [--docs FOLDER]
    python -m tests.prove.torture --workers 2

The exit status is 1 when anything was wrong with ours, or a guard taken out was not missed.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.prove.torture.mutants import try_all
from tests.prove.torture.overhead import measure
from tests.prove.torture.programme import chosen, play
from tests.prove.torture.report import Report, as_json, screen, write_page
from tests.prove.torture.rivals import MODULES, compare
from tests.prove.torture.stage import Score, Stage
from tests.prove.torture.workload import PATIENCE
from tests.servers import fork_server

DOOR = "tests.prove.torture.door"
SECONDS = 570.0
"""How long everything takes at size 1, about."""
SCENARIOS_GET = 0.78
"""Share of the time."""
RIVALS_GET, COMPARES = 0.5, 0.3
"""Size, at most, of the comparison with others; size from which on that, and what the guards cost,
is measured: neither proves anything of ours."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Play what was asked for; the exit status."""
    options = _options(arguments)
    report = Report(options.seed)
    seconds = SECONDS * options.size * (SCENARIOS_GET if options.whole else 1.0)
    deadline = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as root, fork_server(*MODULES, DOOR) as forks:
        stage = Stage(
            forks, Path(root), options.seed, options.size, options.patience, options.workers
        )
        scenarios = chosen(options.only, workers=options.workers)
        for name, score in play(stage, scenarios, deadline=deadline):
            report.scores[name] = score
            _progress(name, score)
        if options.compares:
            stage.size = min(options.size, RIVALS_GET)
            report.rivals += compare(stage)
    if options.whole:
        report.mutants += try_all(seed=options.seed, workers=options.workers)
        report.overhead = measure() if options.compares else None
    return _tell(report, options)


def _tell(report: Report, options: argparse.Namespace) -> int:
    sys.stdout.write(screen(report))
    if options.json:
        options.json.write_text(as_json(report), encoding="utf-8")
    if options.docs:
        write_page(options.docs, report)
    return 1 if report.flaws else 0


def _progress(name: str, score: Score) -> None:
    sys.stderr.write(
        f"{time.strftime('%H:%M:%S')} {name}: {score.runs} runs, {score.kills} kills, "
        f"{score.acknowledged} acknowledged, {len(score.anomalies)} anomalies\n"
    )
    sys.stderr.flush()


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=float, default=1.0, help="share of ten minutes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1, help="of each service; no page is made")
    parser.add_argument("--patience", type=float, default=PATIENCE, help="of clients, in seconds")
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD", help="of scenarios' names")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write the anomalies' kinds there"
    )
    parser.add_argument("--docs", type=Path, metavar="FOLDER", help="write reliability.md there")
    options = parser.parse_args(arguments)
    options.whole = not options.only
    options.compares = options.whole and options.workers == 1 and options.size >= COMPARES
    if options.docs and not options.compares:
        parser.error(f"the page is of everything, from a size of {COMPARES} on")
    return options


if __name__ == "__main__":
    sys.exit(main())
