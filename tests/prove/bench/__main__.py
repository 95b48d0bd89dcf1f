"""`make bench`: measures everything in one run, side by side, and tells what was reached.

python -m tests.prove.bench [--quick] [--json FILE] [--docs FOLDER]
"""

import argparse
import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from tests.prove.bench.figures import Figures
from tests.prove.bench.kept_alive import measure_kept_alive
from tests.prove.bench.load import measure_late, measure_load
from tests.prove.bench.plan import plan
from tests.prove.bench.progress import Progress
from tests.prove.bench.queries import measure_directory
from tests.prove.bench.report import as_json, target_table, write_page
from tests.prove.bench.scaling import measure_scaling
from tests.prove.bench.sizes import FULL, QUICK, Sizes
from tests.prove.bench.starts import measure_starts
from tests.prove.bench.turns import measure_turns

SHOWN = ("langgraph", "langgraph-checkpoint-sqlite", "fastapi", "uvicorn", "sqlalchemy")


def measure(sizes: Sizes, folder: Path) -> Figures:
    """One run, all files in a folder."""
    progress = Progress(plan(sizes))
    figures = Figures(
        sizes=sizes.name,
        machine=machine(),
        turns=measure_turns(sizes, folder, progress),
        load=measure_load(sizes, folder, progress),
        scaling=measure_scaling(sizes, folder, progress),
        late=measure_late(sizes, folder, progress),
        kept_alive=measure_kept_alive(sizes, folder, progress),
        starts=measure_starts(sizes, folder, progress),
        directory=measure_directory(sizes, progress),
    )
    progress.end()
    return figures


def machine() -> dict[str, str]:
    """What the figures depend on."""
    return {
        "CPUs": str(os.cpu_count()),
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        **{name: version(name) for name in SHOWN},
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 when everything was measured, whatever was reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only see that it works; no figures")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--docs", type=Path, metavar="FOLDER", help="write README.md and plots")
    options = parser.parse_args(arguments)
    sizes = QUICK if options.quick else FULL
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(sizes, Path(folder))
    sys.stdout.write(target_table(figures, sizes) + "\n")
    if options.json:
        options.json.write_text(as_json(figures, sizes), encoding="utf-8")
    if options.docs:
        write_page(options.docs, figures, sizes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
