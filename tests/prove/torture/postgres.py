"""The torture on PostgreSQL: three instances on one server, and the scenarios without files.

    TEST_DATABASE=postgresql python -m tests.prove.torture.postgres [--size N] [--docs FOLDER]

The exit status is 1 when anything was wrong, or a guard taken out was not missed.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.databases import POSTGRESQL, default_kind
from tests.prove.torture import programme
from tests.prove.torture.mutants import MUTANTS, try_all
from tests.prove.torture.report import Report, as_json, screen, write_page
from tests.prove.torture.scenarios import on_postgres as harm
from tests.prove.torture.scenarios.changes import changes_at_once, changes_killed
from tests.prove.torture.scenarios.deletes import delete_under_load
from tests.prove.torture.scenarios.doors import rest_and_python
from tests.prove.torture.scenarios.keys import same_key_in_two_processes
from tests.prove.torture.scenarios.kills import kill_at_every_failpoint, kill_at_random
from tests.prove.torture.scenarios.parallel import four_processes, twenty_at_once
from tests.prove.torture.stage import Stage
from tests.prove.torture.workload import PATIENCE
from tests.servers import fork_server

SECONDS = 300.0
"""How long the scenarios take at size 1, about."""
SCENARIOS: Sequence[programme.Scenario] = (
    harm.three_instances,
    harm.three_instances_killed,
    harm.three_instances_paused,
    harm.database_restarted,
    harm.database_stopped,
    harm.connections_terminated,
    harm.connections_cut_in_the_commit,
    changes_at_once,
    changes_killed,
    kill_at_every_failpoint,
    kill_at_random,
    twenty_at_once,
    four_processes,
    rest_and_python,
    same_key_in_two_processes,
    delete_under_load,
)
ABOUT_FILES = "the rebuilding of memory"
"""The mutant that only damaged files show."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Play what was asked for; the exit status."""
    options = _options(arguments)
    report = Report(options.seed)
    wanted = [s for s in SCENARIOS if any(word in s.__name__ for word in options.only or [""])]
    with tempfile.TemporaryDirectory() as root, fork_server("tests.prove.torture.server") as forks:
        stage = Stage(forks, Path(root), options.seed, options.size, options.patience)
        deadline = time.monotonic() + SECONDS * options.size
        for name, score in programme.play(stage, wanted, deadline=deadline):
            report.scores[name] = score
            sys.stderr.write(f"{name}: {score.acknowledged} acknowledged, {score.anomalies}\n")
    if not options.only:
        mutants = [mutant for mutant in MUTANTS if mutant.name != ABOUT_FILES]
        report.mutants += try_all(mutants, seed=options.seed)
    sys.stdout.write(screen(report))
    if options.json:
        options.json.write_text(as_json(report), encoding="utf-8")
    if options.docs:
        write_page(options.docs, report, postgres=True)
    return 1 if report.flaws else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=float, default=1.0, help="share of five minutes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=float, default=PATIENCE, help="of clients, in seconds")
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD", help="of scenarios' names")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write the anomalies' kinds there"
    )
    parser.add_argument(
        "--docs", type=Path, metavar="FOLDER", help="write its part of reliability.md there"
    )
    options = parser.parse_args(arguments)
    if options.docs and options.only:
        parser.error("the page is of everything, not of a part")
    if default_kind() != POSTGRESQL:
        parser.error("set TEST_DATABASE=postgresql")
    return options


if __name__ == "__main__":
    sys.exit(main())
